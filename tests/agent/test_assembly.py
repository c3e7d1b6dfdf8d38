"""The whole assistant as it is served: real policy, index, graph, stores. What a founder asks comes out with its source."""

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import yaml

from agent.assembly import BUNDLE, open_service
from agent.conversation import ConversationService
from agent.schema import LOCAL, Caller, ChatRequest
from agent.settings import Settings
from knowledge.errors import PolicyDataError, SettingsError, Unavailable

pytestmark = pytest.mark.anyio


@pytest.fixture
async def service(data_dir: Path) -> AsyncIterator[ConversationService]:
    async with open_service(Settings(_env_file=None, data_dir=data_dir)) as opened:
        yield opened


def says(text: str, session_id: str | None = None, turn_id: str | None = None) -> ChatRequest:
    return ChatRequest(message=text, session_id=session_id, turn_id=turn_id)


async def test_a_bill_comes_back_as_a_figure_with_formula_and_sentence(service: ConversationService) -> None:
    answer = await service.ask(LOCAL, says("我们是一家OPC，上一年度算力账单一共64万元，可以支持多少？"))
    assert answer.engine == "offline"
    assert "32万" in answer.reply
    assert "calculate_subsidy" in [call.name for call in answer.tool_calls]
    [cited] = [citation for citation in answer.citations if citation.section == "art-5"]
    assert cited.quote in service.policy.sections["art-5"].text


async def test_facts_told_before_a_restart_are_known_after_it(data_dir: Path) -> None:
    settings = Settings(_env_file=None, data_dir=data_dir)
    async with open_service(settings) as before:
        await before.ask(LOCAL, says("我们是OPC，公司一共8个人，合法经营", "s"))
    async with open_service(settings) as after:
        answer = await after.ask(LOCAL, says("语料合同签了30万，能支持多少", "s"))
        history = await after.history(LOCAL, "s")
    assert "15万" in answer.reply
    assert "headcount" not in answer.asks
    assert [message["role"] for message in history] == ["user", "assistant"] * 2


async def test_a_question_for_a_person_becomes_one_ticket_and_its_answer_comes_back(service: ConversationService) -> None:
    asked = [await service.ask(LOCAL, says("转人工，我想和工作人员说话", "h", "t")) for _ in range(3)]
    assert asked[0].handoff is not None
    assert {answer.handoff.ticket for answer in asked if answer.handoff} == {asked[0].handoff.ticket}
    mine = [ticket for ticket in await service.records.list_tickets() if ticket.session_id == "h"]
    assert [ticket.ticket for ticket in mine] == [asked[0].handoff.ticket]
    await service.records.answer_ticket(mine[0].ticket, "工作人员会在会话里回复您。")
    assert [staff.ticket for staff in (await service.ask(LOCAL, says("谢谢", "h"))).staff_answers] == [mine[0].ticket]


async def test_callers_at_once_keep_their_facts_apart(service: ConversationService) -> None:
    async def bill(name: str, yuan: int) -> str:
        caller = Caller("key", name)
        await service.ask(caller, says("我们是OPC，想问算力的支持", name))
        return (await service.ask(caller, says(f"去年算力花了{yuan}万", name))).reply

    replies = await asyncio.gather(*(bill(f"c{yuan}", yuan) for yuan in (20, 40, 60, 80)))
    for reply, half in zip(replies, (10, 20, 30, 40), strict=True):
        assert f"{half}万" in reply


async def test_sixty_turns_keep_one_state_of_bounded_size(data_dir: Path) -> None:
    sizes = []
    async with open_service(Settings(_env_file=None, data_dir=data_dir)) as service:
        for number in range(60):
            await service.ask(LOCAL, says(f"算力花了{number + 1}万，能支持多少", "s"))
            with sqlite3.connect(data_dir / "conversations.sqlite3") as reader:
                sizes.append(reader.execute("SELECT count(*), sum(length(checkpoint)) FROM checkpoints").fetchone())
            reader.close()
    assert {rows for rows, _ in sizes} == {1}
    assert sizes[59][1] < sizes[40][1] * 1.1


async def test_long_steps_report_their_progress_and_a_second_start_needs_none(data_dir: Path) -> None:
    bundle = Path(shutil.copytree(BUNDLE, data_dir.parent / "policies" / BUNDLE.name))
    (bundle / "points.yaml").write_text("points: []\n", encoding="utf-8")
    matters = yaml.safe_load((bundle / "unstated.yaml").read_text(encoding="utf-8"))["matters"]
    kept = [matter for matter in matters if matter["id"] == "individual_payment"]
    (bundle / "unstated.yaml").write_text(yaml.safe_dump({"matters": kept}, allow_unicode=True), encoding="utf-8")
    settings = Settings(_env_file=None, data_dir=data_dir)
    seen: list[list[tuple[str, int, int]]] = []
    for _ in range(2):
        steps: list[tuple[str, int, int]] = []
        async with open_service(settings, bundle=bundle, progress=lambda what, done, all_, steps=steps: steps.append((what, done, all_))):
            seen.append(steps)
    first, second = seen
    assert first[-1][1] == first[-1][2]
    assert second == []


async def test_a_data_folder_that_cannot_be_used_is_refused_before_anything_is_built(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("", encoding="utf-8")
    with pytest.raises(Unavailable, match="OPC_DATA_DIR"):
        async with open_service(Settings(_env_file=None, data_dir=tmp_path / "data")):
            pass


async def test_a_bundle_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(PolicyDataError):
        async with open_service(Settings(_env_file=None, data_dir=tmp_path), bundle=tmp_path / "none"):
            pass


async def test_a_driver_that_is_not_installed_is_named(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "psycopg", None)
    settings = Settings(_env_file=None, data_dir=data_dir, database_url="postgresql://u:geheim@127.0.0.1:9/d")
    with pytest.raises(SettingsError, match="psycopg") as refused:
        async with open_service(settings):
            pass
    assert "geheim" not in refused.value.detail
