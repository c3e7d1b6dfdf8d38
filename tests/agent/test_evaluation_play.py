"""Cases are read, played and reported: sessions, verdicts over turns, documents, refusals, baselines."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from agent.evaluation import Case, TurnResult, load_cases, play
from agent.evaluation.cases import CasesUnreadable
from agent.evaluation.play import BASELINES
from knowledge.errors import SessionBusy
from knowledge.schema import Policy

pytestmark = pytest.mark.anyio
EVALS = Path(__file__).parents[1] / "evals"


class Answers:
    """A door that gives prepared answers in order, and remembers in which session it was asked."""

    def __init__(self, *answers: dict[str, Any], files: dict[str, bytes] | None = None) -> None:
        self._answers, self._files, self.sessions = list(answers), files or {}, list[str]()

    async def ask(self, session_id: str, message: str) -> dict[str, Any]:
        self.sessions.append(session_id)
        answer = self._answers.pop(0)
        if "refused" in answer:
            raise SessionBusy(answer["refused"])
        return answer

    async def fetch(self, url: str) -> bytes:
        return self._files[url]


def case(*turns: tuple[str, dict[str, Any]], id_: str = "t-1", topic: str = "compute") -> Case:
    return Case.model_validate({"id": id_, "topic": topic, "turns": [{"user": user, "expect": expect} for user, expect in turns]})


def checked(status: str) -> dict[str, Any]:
    result = {"measures": [{"measure": "compute_voucher", "status": status}]}
    return {"reply": "已核对", "tool_calls": [{"name": "check_eligibility", "args": {}, "result": result}]}


def word(body: str, header: str = "") -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for part, text in (("document", body), ("header1", header)):
            runs = "".join(f"<w:r><w:t>{piece}</w:t></w:r>" for piece in text)
            package.writestr(f"word/{part}.xml", f'<w:{part} xmlns:w="{space}"><w:p>{runs}</w:p></w:{part}>')
    return made.getvalue()


async def test_each_case_has_a_session_of_its_own_that_its_turns_share(policy: Policy) -> None:
    door = Answers(*({"reply": "好"} for _ in range(3)))
    await play([case(("一", {}), ("二", {})), case(("三", {}), id_="t-2")], door, policy, baselines=False)
    first, second, third = door.sessions
    assert first == second != third


async def test_a_verdict_holds_until_a_newer_check_replaces_it(policy: Policy) -> None:
    meets = {"verdict": {"compute_voucher": "meets_stated"}}
    door = Answers(checked("meets_stated"), {"reply": "是的"}, checked("not_eligible"))
    report = await play([case(("我们9个人", meets), ("确定吗", meets), ("其实23个", meets))], door, policy, baselines=False)
    assert [turn.passed for turn in report.turns] == [True, True, False]


async def test_a_newer_check_of_another_measure_leaves_nothing_of_the_older_one(policy: Policy) -> None:
    other = {"measures": [{"measure": "data_voucher", "status": "meets_stated"}]}
    second = {"reply": "已核对", "tool_calls": [{"name": "check_eligibility", "args": {}, "result": other}]}
    expect = {"verdict": {"compute_voucher": "meets_stated"}}
    report = await play([case(("算力", expect), ("数据", expect))], Answers(checked("meets_stated"), second), policy, baselines=False)
    assert [turn.passed for turn in report.turns] == [True, False]


async def test_what_the_user_said_in_any_turn_so_far_may_be_repeated_and_nothing_of_a_later_one(policy: Policy) -> None:
    said = {"reply": "您说的是 77 万"}
    door = Answers(said, said, said)
    report = await play([case(("你好", {}), ("花了77万", {}), ("多少来着", {}))], door, policy, baselines=False)
    assert [turn.passed for turn in report.turns] == [False, True, True]


async def test_the_newest_document_of_a_turn_is_read_header_included(policy: Policy) -> None:
    files = [{"name": "a.docx", "url": "/f/a"}, {"name": "b.docx", "url": "/f/b"}, {"name": "b.md", "url": "/f/c"}]
    door = Answers({"reply": "写好了", "files": files}, files={"/f/a": word("旧的"), "/f/b": word("申请 18万元", header="草稿")})
    expect = {"doc_text_all": ["草稿", "申请"], "doc_text_none": ["旧的"], "doc_amounts_all": [180000], "files_any": [".docx"]}
    report = await play([case(("写吧", expect))], door, policy, baselines=False)
    assert report.failed() == []


async def test_a_file_that_is_no_document_fails_by_name(policy: Policy) -> None:
    door = Answers({"reply": "写好了", "files": [{"name": "a.docx", "url": "/f/a"}]}, files={"/f/a": b"<html>"})
    (turn,) = (await play([case(("写吧", {}))], door, policy, baselines=False)).turns
    assert any(fault.startswith("file: ") for fault in turn.faults)


async def test_a_refused_turn_fails_with_the_doors_words_and_the_conversation_goes_on(policy: Policy) -> None:
    door = Answers({"refused": "这个会话正在回答上一条消息"}, {"reply": "好"})
    report = await play([case(("一", {}), ("二", {}))], door, policy, baselines=False)
    assert [turn.passed for turn in report.turns] == [False, True]
    assert "正在回答" in report.turns[0].faults[0]


async def test_every_turn_is_held_to_its_sources_whatever_it_expects(policy: Policy) -> None:
    door = Answers({"reply": "可以拿 77 万"}, {"reply": "好", "citations": [{"section": "art-5", "quote": "并无此句"}]})
    report = await play([case(("一", {}), ("二", {}))], door, policy, baselines=False)
    assert [turn.faults[0].split(":")[0] for turn in report.turns] == ["source", "quote"]


async def test_the_report_counts_turns_by_topic_and_tells_progress(policy: Policy) -> None:
    told: list[TurnResult] = []
    cases = [case(("一", {"text_all": ["好"]})), case(("二", {"text_all": ["行"]}), id_="t-2", topic="data")]
    report = await play(cases, Answers({"reply": "好"}, {"reply": "好"}), policy, on_progress=told.append)
    assert tuple(told) == report.turns
    assert (report.score("compute").passed, report.score("data").passed, report.score().share) == (1, 0, 0.5)
    assert set(report.baselines) == set(BASELINES)
    assert json.loads(json.dumps(report.as_json()))["failed"][0]["case"] == "t-2"


async def test_constant_replies_score_next_to_nothing_on_the_shipped_cases(policy: Policy) -> None:
    report = await play(load_cases(EVALS / "dev.jsonl"), Answers(*({"reply": ""} for _ in range(221))), policy)
    assert report.score().total == 221
    assert [score.passed for score in report.baselines.values()] == [11, 34]


def write(folder: Path, *lines: str) -> Path:
    file = folder / "cases.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


GOOD = '{"id": "a", "topic": "t", "turns": [{"user": "问", "expect": {"text_none": ["@x"]}}]}'


def test_named_patterns_are_filled_in_from_the_file_beside(tmp_path: Path) -> None:
    (tmp_path / "patterns.json").write_text('{"x": ["一", "二"]}', encoding="utf-8")
    assert load_cases(write(tmp_path, GOOD, ""))[0].turns[0].expect.text_none == ("一", "二")


@pytest.mark.parametrize(
    ("line", "named"),
    [
        (GOOD, "x"),
        ("{", "第 1 行"),
        ('{"id": "a", "topic": "t", "turns": [{"user": "问", "expect": {"amount_all": [1]}}]}', "turns.0.expect.amount_all"),
        ('{"id": "a", "topic": "t", "turns": [{"user": "问", "expect": {"text_any": ["("]}}]}', "第 1 行"),
        ('{"id": "a", "topic": "t", "turns": []}', "turns"),
        ("", "没有用例"),
    ],
)
def test_a_malformed_case_is_refused_by_line_and_key(tmp_path: Path, line: str, named: str) -> None:
    with pytest.raises(CasesUnreadable, match=named.replace(".", r"\.")):
        load_cases(write(tmp_path, line))


def test_an_id_may_come_once(tmp_path: Path) -> None:
    line = GOOD.replace("@x", "y")
    with pytest.raises(CasesUnreadable, match="重复"):
        load_cases(write(tmp_path, line, line))
