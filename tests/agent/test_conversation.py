"""The conversation service on a graph that does what its message says, so that each way a turn can go is reached at will.

The stores are real files, the graph a real LangGraph one; what the product's own graph says is tested in test_assembly.py.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import Annotated, Any, TypedDict, cast

import pytest
from langchain_core.messages import AIMessage, AnyMessage
from langchain_core.runnables import RunnableConfig
from langgraph.config import get_stream_writer
from langgraph.graph import END, START, StateGraph
from langgraph.graph.message import add_messages

from agent.checkpoints import open_checkpoints
from agent.conversation import ConversationService
from agent.database import open_database, sqlite_url
from agent.leases import all_finished
from agent.records import Records
from agent.schema import Caller, ChatRequest, FinalEvent, TokenEvent, ToolEvent
from knowledge.errors import MessageRejected, NotFound, SessionBusy, Unavailable
from knowledge.retrieval import Retriever
from knowledge.schema import Policy
from tools.registry import ToolContext

pytestmark = pytest.mark.anyio


def last_ones(left: list[AnyMessage], right: list[AnyMessage]) -> list[AnyMessage]:
    return cast("list[AnyMessage]", add_messages(left, right))[-40:]  # type: ignore[arg-type]


class State(TypedDict, total=False):
    messages: Annotated[list[AnyMessage], last_ones]
    ledger: dict[str, Any]


class Stage:
    """Opens services on one folder; `held` turns wait for `go_on`."""

    def __init__(self, folder: Path, policy: Policy) -> None:
        self.folder = folder
        self.policy = policy
        self.held = asyncio.Event()
        self.go_on = asyncio.Event()
        self.runs = 0

    async def speak(self, state: State, config: RunnableConfig) -> State:
        self.runs += 1
        write = get_stream_writer()
        said = [message for message in state["messages"] if message.type == "human"]
        text = str(said[-1].content)
        handoff = None
        if "等" in text:
            self.held.set()
            await self.go_on.wait()
        if "坏" in text:
            raise RuntimeError("broken on purpose")
        if "工单" in text:
            hand_over = config["configurable"]["tool_context"].handoff
            tickets = {(await hand_over("要人工")).ticket for _ in range(3)}
            assert len(tickets) == 1
            handoff = {"ticket": tickets.pop()}
        heard = len(said)
        reply = f"听到第{heard}句。"
        write({"event": "tool", "name": "search_policy", "phase": "start", "args": {"query": text}})
        write({"event": "tool", "name": "search_policy", "phase": "end", "args": {"query": text}, "result": {"answered": True}})
        for piece in ("听到", f"第{heard}句。"):
            write({"event": "token", "text": piece})
        if "无" not in text:
            write({"event": "answer", "answer": {"reply": reply, "handoff": handoff, "engine": "offline", "asks": ["headcount"]}})
        return {"messages": [AIMessage(reply)], "ledger": {"headcount": heard}}

    @asynccontextmanager
    async def open(self) -> AsyncIterator[ConversationService]:
        graph = StateGraph(State)
        graph.add_node("speak", self.speak)
        graph.add_edge(START, "speak")
        graph.add_edge("speak", END)
        async with (
            open_database(sqlite_url(self.folder / "records.sqlite3")) as engine,
            open_checkpoints(self.folder / "conversations.sqlite3") as checkpoints,
        ):
            tools = ToolContext(self.policy, cast("Retriever", None))
            yield ConversationService(graph.compile(checkpointer=checkpoints.saver), tools, Records(engine), checkpoints)
            await all_finished()


@pytest.fixture
def stage(tmp_path: Path, policy: Policy) -> Stage:
    return Stage(tmp_path, policy)


@pytest.fixture
async def service(stage: Stage) -> AsyncIterator[ConversationService]:
    async with stage.open() as opened:
        yield opened


def says(text: str, session_id: str | None = "s", turn_id: str | None = None) -> ChatRequest:
    return ChatRequest(message=text, session_id=session_id, turn_id=turn_id)


async def test_the_events_of_a_turn_come_in_order_and_the_tokens_are_the_reply(service: ConversationService, zhang: Caller) -> None:
    async with aclosing(service.stream(zhang, says("你好"))) as stream:
        events = [event async for event in stream]
    assert [event.event for event in events] == ["tool", "tool", "token", "token", "final"]
    final = events[-1]
    assert isinstance(final, FinalEvent)
    assert "".join(event.text for event in events if isinstance(event, TokenEvent)) == final.answer.reply
    assert [event.phase for event in events if isinstance(event, ToolEvent)] == ["start", "end"]
    assert final.answer.asks == ["headcount"]


async def test_without_a_session_id_each_message_opens_its_own_unguessable_one(service: ConversationService, zhang: Caller) -> None:
    first, second = [await service.ask(zhang, says("你好", None)) for _ in range(2)]
    assert first.session_id != second.session_id
    assert len(first.session_id) >= 24


async def test_the_conversation_goes_on_in_the_same_session_and_after_a_restart(stage: Stage, zhang: Caller) -> None:
    async with stage.open() as before:
        assert (await before.ask(zhang, says("一"))).reply == "听到第1句。"
        assert (await before.ask(zhang, says("二"))).reply == "听到第2句。"
    async with stage.open() as after:
        assert (await after.ask(zhang, says("三"))).reply == "听到第3句。"
        history = await after.history(zhang, "s")
    assert [message["text"] for message in history] == ["一", "听到第1句。", "二", "听到第2句。", "三", "听到第3句。"]
    assert history[1]["answer"]["message_id"] == history[1]["message_id"]


async def test_anothers_session_can_be_neither_continued_nor_read(service: ConversationService, zhang: Caller, li: Caller) -> None:
    await service.ask(zhang, says("你好"))
    with pytest.raises(NotFound):
        await service.ask(li, says("你好"))
    with pytest.raises(NotFound):
        await service.history(li, "s")
    assert (await service.ask(zhang, says("还在吗"))).reply == "听到第2句。"


async def test_two_callers_talk_at_once_without_hearing_each_other(service: ConversationService, zhang: Caller, li: Caller) -> None:
    for number in range(1, 4):
        mine, theirs = await asyncio.gather(service.ask(zhang, says("问", "a")), service.ask(li, says("问", "b")))
        assert mine.reply == theirs.reply == f"听到第{number}句。"


async def test_a_retried_turn_gets_the_same_answer_and_is_not_run_again(service: ConversationService, stage: Stage, zhang: Caller) -> None:
    first = await service.ask(zhang, says("你好", turn_id="t"))
    async with aclosing(service.stream(zhang, says("你好", turn_id="t"))) as stream:
        again = [event async for event in stream]
    assert isinstance(again[-1], FinalEvent)
    assert again[-1].answer == first
    assert "".join(event.text for event in again if isinstance(event, TokenEvent)) == first.reply
    assert stage.runs == 1
    assert len(await service.history(zhang, "s")) == 2


async def test_a_second_message_while_the_first_is_answered_is_refused(service: ConversationService, stage: Stage, zhang: Caller) -> None:
    first = asyncio.create_task(service.ask(zhang, says("等一下")))
    await stage.held.wait()
    with pytest.raises(SessionBusy):
        await service.ask(zhang, says("快点"))
    stage.go_on.set()
    assert (await first).reply == "听到第1句。"
    assert (await service.ask(zhang, says("好了吗"))).reply == "听到第2句。"


async def test_of_many_messages_at_once_each_is_answered_or_told_to_wait(service: ConversationService, zhang: Caller) -> None:
    outcomes = await asyncio.gather(*(service.ask(zhang, says(f"第{n}条")) for n in range(12)), return_exceptions=True)
    answered = [outcome for outcome in outcomes if not isinstance(outcome, BaseException)]
    assert answered
    assert all(isinstance(outcome, SessionBusy) for outcome in outcomes if isinstance(outcome, BaseException))
    assert len(await service.history(zhang, "s")) == 2 * len(answered)


async def test_a_cancelled_turn_frees_the_session_and_leaves_no_answer(service: ConversationService, stage: Stage, zhang: Caller) -> None:
    turn = asyncio.create_task(service.ask(zhang, says("等一下", turn_id="t")))
    await stage.held.wait()
    turn.cancel()
    with pytest.raises(asyncio.CancelledError):
        await turn
    stage.go_on.set()
    assert await service.history(zhang, "s") == []
    assert (await service.ask(zhang, says("等一下", turn_id="t"))).reply == "听到第1句。"


@pytest.mark.parametrize("cancels", [1, 2, 5, 50])
async def test_a_turn_that_came_to_nothing_leaves_the_conversation_as_it_was(
    service: ConversationService, stage: Stage, zhang: Caller, cancels: int
) -> None:
    await service.ask(zhang, says("一"))
    turn = asyncio.create_task(service.ask(zhang, says("等一下")))
    await stage.held.wait()
    for _ in range(cancels):
        turn.cancel()
        await asyncio.wait([turn], timeout=0)
    await asyncio.wait([turn])
    await all_finished()
    with pytest.raises(RuntimeError):
        await service.ask(zhang, says("坏了"))
    with pytest.raises(Unavailable):
        await service.ask(zhang, says("无"))
    async with aclosing(service.stream(zhang, says("走了"))) as stream:
        async for event in stream:
            if isinstance(event, TokenEvent):
                break
    assert (await service.ask(zhang, says("二"))).reply == "听到第2句。"


async def test_a_first_turn_that_came_to_nothing_leaves_nothing(service: ConversationService, zhang: Caller) -> None:
    with pytest.raises(RuntimeError):
        await service.ask(zhang, says("坏了"))
    assert await service.checkpoints.check() == 0


async def test_a_reader_who_leaves_in_the_middle_frees_the_session(service: ConversationService, zhang: Caller) -> None:
    async with aclosing(service.stream(zhang, says("你好"))) as stream:
        async for event in stream:
            if isinstance(event, TokenEvent):
                break
    assert (await service.ask(zhang, says("还在"))).reply


async def test_a_turn_that_breaks_frees_the_session_and_is_not_stored(service: ConversationService, zhang: Caller) -> None:
    with pytest.raises(RuntimeError, match="on purpose"):
        await service.ask(zhang, says("坏了"))
    with pytest.raises(Unavailable, match="重试"):
        await service.ask(zhang, says("无"))
    assert await service.history(zhang, "s") == []
    await service.ask(zhang, says("好了"))


async def test_a_store_that_is_gone_is_told_as_such(service: ConversationService, zhang: Caller) -> None:
    await service.checkpoints.saver.conn.execute("DROP TABLE checkpoints")
    with pytest.raises(Unavailable, match="对话库"):
        await service.ask(zhang, says("你好"))
    assert await service.history(zhang, "s") == []


async def test_a_refused_message_opens_no_session(service: ConversationService, zhang: Caller) -> None:
    for message, session_id, field in ((" ", "s", "message"), ("好", "a\0", "session_id")):
        with pytest.raises(MessageRejected) as refused:
            await service.ask(zhang, says(message, session_id))
        assert refused.value.field == field
    assert (await service.records.check())["sessions"] == 0


async def test_a_handed_over_turn_has_one_ticket_with_conversation_and_facts(service: ConversationService, zhang: Caller) -> None:
    await service.ask(zhang, says("先问一句"))
    answer = await service.ask(zhang, says("开工单", turn_id="t"))
    again = await service.ask(zhang, says("开工单", turn_id="t"))
    [ticket] = await service.records.list_tickets()
    assert answer.handoff is not None
    assert again.handoff == answer.handoff
    assert ticket.ticket == answer.handoff.ticket
    assert [part["text"] for part in ticket.conversation] == ["先问一句", "听到第1句。", "开工单"]
    assert ticket.facts == {"headcount": 2}


async def test_a_turn_that_broke_after_its_ticket_keeps_that_one_ticket_when_retried(service: ConversationService, zhang: Caller) -> None:
    for _ in range(3):
        with pytest.raises(Unavailable):
            await service.ask(zhang, says("工单，无", turn_id="t"))
    assert len(await service.records.list_tickets()) == 1


async def test_what_staff_answered_comes_once_with_the_next_turn_of_that_session(
    service: ConversationService, zhang: Caller, li: Caller
) -> None:
    handed_over = await service.ask(zhang, says("工单"))
    assert handed_over.handoff is not None
    await service.records.answer_ticket(handed_over.handoff.ticket, "请带上合同。")
    assert (await service.ask(li, says("你好", "other"))).staff_answers == []
    shown = await service.ask(zhang, says("有答复吗", turn_id="t"))
    assert [staff.text for staff in shown.staff_answers] == ["请带上合同。"]
    assert (await service.ask(zhang, says("还有吗"))).staff_answers == []
    assert (await service.ask(zhang, says("有答复吗", turn_id="t"))).staff_answers == shown.staff_answers


async def test_a_conversation_has_one_stored_state_and_a_bounded_size(stage: Stage, zhang: Caller) -> None:
    file = stage.folder / "conversations.sqlite3"

    def stored() -> tuple[int, int, int]:
        with sqlite3.connect(file) as reader:
            rows = reader.execute("SELECT count(*), sum(length(checkpoint) + length(metadata)) FROM checkpoints").fetchone()
            writes = reader.execute("SELECT count(*) FROM writes").fetchone()
            pages = reader.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size").fetchone()
        reader.close()
        assert writes[0] == 0
        return rows[0], rows[1], pages[0]

    sizes = []
    async with stage.open() as service:
        for number in range(60):
            await service.ask(zhang, says(f"第{number}次问：" + "算力" * 50))
            sizes.append(stored())
    assert {rows for rows, _, _ in sizes} == {1}
    assert sizes[59][1] < sizes[30][1] * 1.05
    assert sizes[59][2] < 3 * sizes[10][2]


async def test_each_turn_writes_its_state_once(stage: Stage, zhang: Caller) -> None:
    async with stage.open() as service:
        written: list[str] = []
        await service.checkpoints.saver.conn.set_trace_callback(lambda sql: written.append(sql) if "INTO checkpoints" in sql else None)
        for number in range(5):
            await service.ask(zhang, says("问"))
            assert len(written) == number + 1
