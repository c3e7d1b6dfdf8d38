"""`opc` as people and scripts use it: results on stdout, everything else on stderr, exit codes from the one table."""

import io
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from ui import cli, cli_errors, terminal

CASES = [
    {"id": "t-1", "topic": "算力", "turns": [{"user": "我们租显卡一年花了36万，支持多少？", "expect": {"amounts_all": [180000]}}]},
    {"id": "t-2", "topic": "问候", "turns": [{"user": "你好呀", "expect": {"amounts_all": [1]}}]},
]


@dataclass
class Ended:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Opc = Callable[..., Ended]


@pytest.fixture
def opc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Opc:
    """The command, run in an empty folder with a data folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OPC_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "200")

    def run(*words: str, said: str = "") -> Ended:
        monkeypatch.setattr("sys.stdin", io.StringIO(said))
        code = cli_errors.leave(cli.app, words, terminal.err)
        told = capsys.readouterr()
        return Ended(code, told.out, told.err)

    return run


@pytest.fixture
def with_index(built_index: Path, tmp_path: Path) -> None:
    shutil.copytree(built_index, tmp_path / "data" / "index")


def test_calc_shows_formula_result_and_sentence(opc: Opc) -> None:
    shown = opc("calc", "compute_voucher", "compute_spend=80万")
    assert shown.code == 0
    assert "80万元 × 50% = 40万元" in shown.out
    assert "“" in shown.out and "第五条" in shown.out
    assert shown.err == ""


def test_calc_takes_several_measures_years_and_the_way_back(opc: Opc) -> None:
    both = opc("calc", "compute_voucher", "compute_spend=80万", "data_voucher", "data_contract_amount=300,000", "--json").json
    assert [line["amount"] for line in both["items"]] == ["400000.00", "150000.00"]
    assert both["total"] == "550000.00"
    back = opc("calc", "compute_voucher", "--target", "20万", "--json").json
    assert back["items"][0]["needed"] == "400000.00"
    left = opc("calc", "compute_voucher", "compute_spend=80万", "--received", "30万", "--json").json
    assert left["items"][0]["further"] is not None


def test_check_shows_a_verdict_a_measure_in_words(opc: Opc) -> None:
    shown = opc("check", "applicant_type=opc", "headcount=12", "lawful_operation=true", "-m", "compute_voucher", "-m", "tool_platform")
    assert "要经认定" in shown.out and "不符合" in shown.out
    verdicts = opc("check", "headcount=3", "--json").json["measures"]
    assert {verdict["status"] for verdict in verdicts} == {"needs_facts"}


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["calc", "compute_voucher", "compute_spend=abc"], 65, "要填数字"),
        (["calc", "compute_voucher", "compute_spend=-5"], 65, "负数"),
        (["calc", "compute_voucher"], 65, "还缺"),
        (["calc", "no_such"], 65, "没有“no_such”这项措施"),
        (["calc", "compute_spend=5"], 65, "先写措施"),
        (["check", "headcount"], 65, "名称=值"),
        (["check", "headcount=1", "headcount=2"], 65, "两次"),
        (["calc"], 64, "少写了"),
        (["calc", "a", "--years", "x"], 64, "写得不对"),
        (["calc", "a", "--nope"], 64, "没有 --nope 这个选项"),
        (["calk"], 64, "opc --help"),
        (["search", " "], 65, "空的"),
        (["tickets", "answer", "T0", "好"], 66, "没有编号为 T0 的工单"),
        (["tickets", "answer", "T0", " "], 65, "不能是空的"),
        (["tickets", "list", "--status", "odd"], 65, "没有“odd”"),
        (["eval", "nowhere.jsonl"], 66, "nowhere.jsonl"),
    ],
)
def test_what_goes_wrong_is_said_in_chinese_with_its_exit_code(opc: Opc, words: list[str], code: int, says: str) -> None:
    ended = opc(*words)
    assert (ended.code, ended.out) == (code, "")
    assert says in ended.err
    assert "Traceback" not in ended.err


def test_with_json_an_error_is_the_same_problem_as_over_http(opc: Opc) -> None:
    ended = opc("calc", "compute_voucher", "compute_spend=abc", "--json")
    problem = json.loads(ended.err)
    assert ended.out == ""
    assert (problem["status"], problem["field"]) == (422, "items.0.facts.compute_spend")


def test_a_bad_setting_is_named(opc: Opc, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPC_PORT", "many")
    ended = opc("serve")
    assert ended.code == 78
    assert "OPC_PORT=many" in ended.err


def test_no_command_shows_the_help(opc: Opc) -> None:
    ended = opc()
    assert ended.code == 0
    for command in ("serve", "ask", "check", "calc", "search", "tickets", "eval", "doctor"):
        assert command in ended.out


@pytest.mark.usefixtures("with_index")
def test_ask_answers_one_question_or_the_last_of_several(opc: Opc) -> None:
    one = opc("ask", "今年租显卡花了36万，能给多少？")
    assert one.code == 0
    assert "18万元" in one.out
    several = opc("ask", "今年租显卡花了36万，能给多少？", "如果是60万呢？")
    assert "30万元" in several.out
    assert "18万元" not in several.out


@pytest.mark.usefixtures("with_index")
def test_a_session_goes_on_across_commands_and_in_the_conversation(opc: Opc) -> None:
    opc("ask", "--session", "mine", "今年租显卡花了36万，能给多少？")
    later = opc("ask", "--session", "mine", "--json", "如果是60万呢？").json
    assert later["session_id"] == "mine"
    assert "30万元" in later["reply"]
    talk = opc("ask", "--session", "mine", said="\n如果是80万呢？\n" + "长" * 4001 + "\n")
    assert talk.code == 0
    assert "40万元" in talk.out
    assert "4001" in talk.err, "one message that cannot be taken does not end the conversation"


@pytest.mark.usefixtures("with_index")
def test_search_shows_sections_and_says_when_nothing_is_stated(opc: Opc) -> None:
    assert "art-7" in opc("search", "贷款利息能报销一部分吗").out
    assert "没有直接写明" in opc("search", "咨询电话是多少").out
    assert opc("search", "贷款利息", "-k", "1", "--json").json["passages"][0]["section"] == "art-7"


@pytest.mark.usefixtures("with_index")
def test_a_ticket_is_listed_answered_and_seen_in_its_session(opc: Opc) -> None:
    ticket = opc("ask", "--session", "help", "--json", "我要找工作人员，转人工").json["handoff"]["ticket"]
    assert ticket in opc("tickets", "list").out
    assert [one["ticket"] for one in opc("tickets", "list", "--status", "open", "--json").json] == [ticket]
    assert opc("tickets", "answer", ticket, "请周一上午来电").code == 0
    assert opc("tickets", "list", "--status", "open", "--json").json == []
    seen = opc("ask", "--session", "help", "--json", "你好").json
    assert seen["staff_answers"] == [{"ticket": ticket, "text": "请周一上午来电"}]


@pytest.mark.usefixtures("with_index")
def test_eval_plays_cases_shows_the_failed_one_and_can_fail_a_build(opc: Opc, tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text("\n".join(json.dumps(case, ensure_ascii=False) for case in CASES), encoding="utf-8")
    shown = opc("eval", str(path), "--show", "t-2")
    assert shown.code == 0
    assert "50.0%" in shown.out and "amounts_all" in shown.out and "对照" in shown.out
    assert opc("eval", str(path), "--fail-under", "85").code == 1
    assert opc("eval", str(path), "--topic", "算力", "--fail-under", "100", "--json").json["passed"] == 1
    assert opc("eval", str(path), "--topic", "没有").code == 65


@pytest.mark.usefixtures("with_index")
def test_doctor_finds_a_sound_installation_sound(opc: Opc, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPC_PORT", "0")
    ended = opc("doctor", "--json")
    states = {check["name"]: check["state"] for check in ended.json["checks"]}
    assert {
        "Python",
        "依赖",
        "政策数据",
        "申请书模板",
        "LibreOffice",
        "内置向量模型",
        "设置",
        "数据文件夹",
        "检索索引",
        "存储",
        "端口",
    } == set(states)
    assert "fail" not in states.values(), ended.out
    assert ended.code == 0 and ended.json["ok"] is True


def test_doctor_names_what_is_wrong_and_what_to_do(opc: Opc, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("", encoding="utf-8")
    ended = opc("doctor")
    assert ended.code == 1
    assert "✗ 数据文件夹" in ended.out and "OPC_DATA_DIR" in ended.out and "→" in ended.out


def test_light_commands_do_not_load_the_heavy_rooms() -> None:
    program = "import sys; from ui import cli, cli_errors, terminal; cli_errors.leave(cli.app, ['check', 'headcount=3'], terminal.err);"
    program += "print([name for name in ('gradio', 'langgraph', 'chromadb', 'fastapi', 'sqlalchemy', 'numpy') if name in sys.modules])"
    root = Path(cli.__file__).parents[1]
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, encoding="utf-8", cwd=root, check=True)
    assert ended.stdout.splitlines()[-1] == "[]"


def test_an_unexpected_error_points_to_the_doctor(capsys: pytest.CaptureFixture[str]) -> None:
    import typer

    app = typer.Typer(pretty_exceptions_enable=False)

    @app.command()
    def broken() -> None:
        raise RuntimeError("odd")

    console = Console(stderr=True)
    assert cli_errors.leave(app, [], console) == 70
    assert "opc doctor" in capsys.readouterr().err


def test_a_server_that_is_not_there_is_named(opc: Opc) -> None:
    ended = opc("ask", "--url", "http://127.0.0.1:9", "你好")
    assert ended.code == 69
    assert "连不上" in ended.err


def test_draft_writes_a_word_file_and_says_what_it_lacks(opc: Opc, tmp_path: Path) -> None:
    ended = opc("draft", "compute_voucher", "company_name=北京示例智能科技有限公司", "compute_spend=36万", "--out", str(tmp_path), "--json")
    assert ended.code == 0
    assert ended.json["items"][0]["amount"] == "180000.00"
    assert "contact" in ended.json["missing"]
    assert (tmp_path / ended.json["file"]["name"]).read_bytes().startswith(b"PK")
