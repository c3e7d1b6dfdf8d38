"""Drafting in conversation: what is asked first, all at once, changes, formats, packages. Played on the whole assistant."""

import asyncio
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from agent.assembly import open_service
from agent.evaluation.documents import docx_text
from agent.files import read_address
from agent.schema import LOCAL, Answer, ChatRequest
from agent.settings import Settings

WHOLE = "起草一份利息支持的申请书：北京晨光独行科技有限公司，OPC，3个人，依法经营，利息付了21万，联系人李四 li@example.org"
TALKS: dict[str, list[str]] = {
    "bare": ["帮我弄个申请书", "算力的", "北京晨光独行科技有限公司"],
    "whole": [WHOLE],
    "changes": [WHOLE, "公司名改成北京晚霞科技有限公司", "利息改成24万", "人数改成12人，再出一版", "要markdown的"],
    "package": ["给算力和利息都起草申请，北京晨光独行科技有限公司，OPC，算力花了30万，利息付了12万，其他先空着"],
    "others": ["写一份社区运营的申请书，我们是OPC，公司是北京晨光独行科技有限公司"],
    "later": ["公司叫北京晨光独行科技有限公司，算力花了20万，能支持多少", "那帮我写成申请书"],
    "breaks off": [WHOLE, "算力花30万能支持多少", "去哪里申报"],
    "hostile": ["起草算力申请书，公司叫{{ 7*7 }}北京晨光<w:p>科技有限公司，算力花了30万，先空着"],
}


@pytest.fixture(scope="module")
def talks(built_index: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[Answer, bytes]]]:
    folder: Path = tmp_path_factory.mktemp("drafts")

    async def play() -> dict[str, list[tuple[Answer, bytes]]]:
        played: dict[str, list[tuple[Answer, bytes]]] = {}
        async with open_service(Settings(_env_file=None, data_dir=folder)) as service:
            for name, messages in TALKS.items():
                for message in messages:
                    answer = await service.ask(LOCAL, ChatRequest(message=message, session_id=name))
                    content = await read_address(service.records, LOCAL, answer.files[0].url) if answer.files else b""
                    played.setdefault(name, []).append((answer, content))
        return played

    return asyncio.run(play())


def call(answer: Answer) -> dict[str, Any]:
    return next(call.args for call in answer.tool_calls if call.name == "draft_application")


def test_without_a_measure_it_is_asked_for_then_the_name_and_the_sum(talks: dict[str, list[tuple[Answer, bytes]]]) -> None:
    first, second, third = (answer for answer, _ in talks["bare"])
    assert (first.asks, first.files) == (["measure"], [])
    assert (second.asks, second.files) == (["company_name", "compute_spend"], [])
    assert third.files[0].name.endswith(".docx")
    assert third.asks == ["applicant_type", "headcount"]
    assert "还缺" in third.reply


def test_everything_in_one_message_makes_a_draft_with_the_tools_figures(talks: dict[str, list[tuple[Answer, bytes]]]) -> None:
    ((answer, content),) = talks["whole"]
    text = docx_text(content)
    for said in ("北京晨光独行科技有限公司", "李四 li@example.org", "63,000.00元（人民币陆万叁仟元整）", "草稿，非官方表格"):
        assert said in text
    assert "6.3万元" in answer.reply
    assert "不代表通过审核" in answer.reply
    assert [one.section for one in answer.citations] == ["art-7"]
    assert answer.asks == ["project_content"]


def test_a_change_makes_a_new_version_with_only_that_changed(talks: dict[str, list[tuple[Answer, bytes]]]) -> None:
    (_, before), (named, name), (summed, total), (counted, heads), (last, _) = talks["changes"]
    assert "晨光" in docx_text(before)
    assert "北京晚霞科技有限公司" in docx_text(name) and "晨光" not in docx_text(name) and "63,000.00元" in docx_text(name)
    assert "这一稿改的是：单位名称：北京晚霞科技有限公司" in named.reply
    assert "72,000.00元" in docx_text(total) and "63,000.00元" not in docx_text(total)
    assert "要先经认定" in docx_text(heads) and "要先经认定" in counted.reply
    assert [call(answer)["version"] for answer in (named, summed, counted, last)] == [2, 3, 4, 5]
    assert last.files[0].name.endswith("-v5.md")


def test_several_measures_make_one_package(talks: dict[str, list[tuple[Answer, bytes]]]) -> None:
    ((answer, content),) = talks["package"]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert len(archive.namelist()) == 4
    assert "15万元" in answer.reply and "3.6万元" in answer.reply
    assert answer.asks == []


def test_money_that_is_for_somebody_else_is_said_so_before_its_cap(talks: dict[str, list[tuple[Answer, bytes]]]) -> None:
    ((answer, content),) = talks["others"]
    assert answer.reply.index("不符合") < answer.reply.index("最高不超过")
    assert "不符合" in docx_text(content)


def test_what_was_told_before_is_in_the_draft(talks: dict[str, list[tuple[Answer, bytes]]]) -> None:
    text = docx_text(talks["later"][1][1])
    assert "北京晨光独行科技有限公司" in text
    assert "100,000.00元" in text


def test_a_question_on_the_way_is_answered_and_makes_no_file(talks: dict[str, list[tuple[Answer, bytes]]]) -> None:
    _, (amount, _), (where, _) = talks["breaks off"]
    assert "15万元" in amount.reply and not amount.files
    assert "没有写明" in where.reply and not where.files


def test_hostile_names_do_no_harm(talks: dict[str, list[tuple[Answer, bytes]]]) -> None:
    ((answer, content),) = talks["hostile"]
    assert answer.files[0].name.endswith(".docx")
    assert "150,000.00元" in docx_text(content)
