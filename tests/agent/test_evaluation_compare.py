"""What an engine is measured by: who answered, why it was replaced, which figures were wrong, how long it took, what it cost."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from decimal import Decimal
from itertools import count

import pytest

from agent.evaluation import Case, EngineResult, Report, TurnResult, WatchedDoor, play, spread
from agent.evaluation.watching import Seen
from agent.schema import Answer, Caller, ChatRequest, Event, FinalEvent, TokenEvent, Usage
from knowledge.errors import SessionBusy, Unavailable
from knowledge.schema import Policy

pytestmark = pytest.mark.anyio
USED = Usage(calls=1, input=1000, cached=400, output=50, cost=Decimal("0.002"))


class Service:
    """Gives prepared answers in order, as the conversation service gives its own; an error is a refusal."""

    def __init__(self, *answers: Answer | Exception) -> None:
        self._answers = list(answers)

    async def stream(self, caller: Caller, request: ChatRequest) -> AsyncGenerator[Event, None]:
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        yield TokenEvent(text=answer.reply)
        yield FinalEvent(answer=answer)


def answer(reply: str = "好", engine: str = "m", fallback: str | None = None, usage: Usage | None = None) -> Answer:
    return Answer(session_id="s", message_id="m", reply=reply, engine=engine, fallback=fallback, usage=usage)


def case(*users: str, id_: str = "t-1") -> Case:
    return Case.model_validate({"id": id_, "topic": "t", "turns": [{"user": user} for user in users]})


async def played(policy: Policy, *answers: Answer | Exception) -> EngineResult:
    door = WatchedDoor(Service(*answers), Caller("local", "eval"))
    report = await play([case(*(f"第{n}句" for n in range(len(answers))))], door, policy, baselines=False)
    return EngineResult("m", "h:1", report, tuple(door.seen))


async def test_who_answered_and_why_not_is_kept_for_every_turn_refused_ones_too(policy: Policy) -> None:
    taken_over = answer(engine="offline", fallback="没有通过核对：日期", usage=USED)
    result = await played(policy, answer(), taken_over, SessionBusy("忙"), answer(engine="offline", fallback="模型没有给出回答"))
    assert result.report is not None
    assert len(result.seen) == len(result.report.turns) == 4
    assert (result.by_model, result.by_model_right) == (1, 1)
    assert [turn["reason"] for turn in result.as_json()["fallbacks"]["turns"]] == ["没有通过核对：日期", "模型没有给出回答"]
    assert dict(result.fallbacks) == {"unverified": 1, "silent": 1}
    assert [turn.first is not None for turn in result.seen] == [True, True, False, True]


async def test_the_first_piece_of_a_reply_is_timed_and_not_a_later_one() -> None:
    class Pieces:
        async def stream(self, caller: Caller, request: ChatRequest) -> AsyncGenerator[Event, None]:
            for piece in "好的。":
                yield TokenEvent(text=piece)
            yield FinalEvent(answer=answer("好的。"))

    ticks = count()
    door = WatchedDoor(Pieces(), Caller("local", "eval"), clock=lambda: float(next(ticks)))
    await door.ask("s", "问")
    assert [turn.first for turn in door.seen] == [1.0]
    assert next(ticks) == 2, "the clock is read at the beginning and at the first piece"


async def test_a_figure_that_nothing_bears_is_counted_and_a_failed_word_is_not() -> None:
    faults = (
        ("source: 没有出处的金额：77万",),
        ("text_all: 没有出现 x", "amounts_all: 缺金额 400000；有的是 无"),
        ("text_all: 没有出现 x",),
        ("source: 引号里的话没有出处：…",),
        (),
    )
    turns = tuple(TurnResult("c", "t", n, "问", "答", fault, 0.1) for n, fault in enumerate(faults, start=1))
    result = EngineResult("m", "h:1", Report(turns))
    assert result.wrong_figures == 2
    assert dict(result.first_faults) == {"source": 2, "text_all": 2}
    assert result.share == 0.2


async def test_tokens_and_cost_are_means_over_the_turns_that_told_any(policy: Policy) -> None:
    double = Usage(calls=3, input=3000, cached=0, output=150, cost=Decimal("0.004"))
    tokens = (await played(policy, answer(usage=USED), answer(usage=double), answer())).tokens
    assert tokens is not None
    assert (tokens.turns, tokens.calls, tokens.input, tokens.cached, tokens.output) == (2, 2, 2000, 200, 100)
    assert tokens.cost == Decimal("0.3")


async def test_without_prices_there_is_no_cost_and_without_usage_no_tokens(policy: Policy) -> None:
    unpriced = (await played(policy, answer(usage=USED.model_copy(update={"cost": None})))).tokens
    assert unpriced is not None and unpriced.cost is None
    assert (await played(policy, answer())).tokens is None


async def test_the_first_token_is_a_quantile_of_the_turns_that_had_one() -> None:
    seen = tuple(Seen("m", None, None, first) for first in (0.3, None, 0.1, 0.2))
    result = EngineResult("m", "h:1", Report(()), seen)
    assert (result.first_token(0.5), result.first_token(0.95)) == (0.2, 0.3)
    assert EngineResult("m", "h:1", Report(())).first_token(0.5) is None


async def test_everything_is_plain_data_also_of_an_engine_that_was_not_there(policy: Policy) -> None:
    told = json.loads(json.dumps((await played(policy, answer(usage=USED), answer("可以拿 77 万"))).as_json()))
    assert (told["passed"], told["total"], told["wrong_figures"], told["by_model"], told["by_model_right"]) == (1, 2, 1, 2, 1)
    assert told["tokens"]["cost"] == "0.2000"
    assert set(told["seconds"]) == set(told["first_token_seconds"]) == {"p50", "p95"}
    gone = json.loads(json.dumps(EngineResult("m", "h:1", trouble="没有应答").as_json()))
    assert gone == {"engine": "m", "place": "h:1", "answers": False, "trouble": "没有应答"}


async def test_no_file_is_to_be_had_in_this_process() -> None:
    with pytest.raises(Unavailable, match="--url"):
        await WatchedDoor(Service(), Caller("local", "eval")).fetch("/f/a")


def test_some_turns_are_whole_conversations_from_all_over_the_file() -> None:
    cases = [case("一", "二", id_=f"c-{n}") for n in range(10)]
    chosen = [one.id for one in spread(cases, 9)]
    assert chosen == ["c-0", "c-2", "c-5", "c-7"]
    assert spread(cases, 20) == spread(cases, 1000) == cases
    assert [one.id for one in spread(cases, 1)] == ["c-0"], "one conversation at least"
    assert spread([], 5) == []
