"""The table of a comparison: a row an engine, in 120 columns, and what has to be known to read it."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path
from typing import get_args

from rich.cells import cell_len
from rich.console import Console

from agent.evaluation import EngineResult, Report, TurnResult
from agent.evaluation.watching import Seen
from agent.fallbacks import FallbackKind
from agent.llm.errors import Kind, ModelFailure
from agent.schema import Usage
from ui.eval_compare import REASONS, WIDTH, render

USED = Usage(calls=1, input=12_345, cached=10_000, output=678, cost=Decimal("0.0123"))
LONG = "organisation/some-very-long-model-name-instruct-2509"


def shown(*results: EngineResult, width: int = 200, show: tuple[str, ...] = ()) -> str:
    out = io.StringIO()
    render(results, Console(file=out, width=width), show=show)
    return out.getvalue()


def turn(number: int, *faults: str, seconds: float = 1.0) -> TurnResult:
    return TurnResult(f"c-{number}", "t", 1, "问[1]", "答", faults, seconds)


MODEL = EngineResult(
    "m",
    "127.0.0.1:1",
    Report((turn(1, seconds=1.25), turn(2, "text_all: 没有", seconds=3.5), turn(3, "source: 没有出处的金额：77万", seconds=1.0))),
    (
        Seen("m", None, USED, 0.5),
        Seen("offline", "没有通过核对：金额", USED, 0.75),
        Seen("offline", ModelFailure("auth").detail, None, 0.25),
    ),
)
OFFLINE = EngineResult("offline", "", Report((turn(1, seconds=0.02),)), (Seen("offline", None, None, 0.02),))
GONE = EngineResult("x", "127.0.0.1:9", trouble="127.0.0.1:9 没有应答（ConnectError）。请确认端点已启动、地址正确。")


def test_a_row_tells_right_turns_faults_fall_backs_times_tokens_and_cost() -> None:
    text = shown(MODEL)
    for piece in (
        "1/3",
        "33.3%",
        "text_all 1",
        "source 1",
        "没通过核对 1",
        "密钥被拒 1",
        "中位 1.25",
        "95% 3.50",
        "首字 0.50",
        "1（对 1）",
    ):
        assert piece in text
    for piece in ("入 12345", "缓存 10000", "出 678", "1.2300"):
        assert piece in text


def test_what_has_no_meaning_for_the_offline_engine_is_not_a_number() -> None:
    [row] = [line for line in shown(OFFLINE).splitlines() if "1/1" in line]
    cells = [cell.strip() for cell in row.strip("│").split("│")]
    assert cells[:6] == ["offline", "1/1", "–", "0", "–", "–"]
    assert cells[7:] == ["–", "–"]


def test_an_engine_that_was_not_there_is_a_row_with_the_reason_below() -> None:
    text = shown(OFFLINE, GONE)
    assert "没有应答" in text
    assert "x：127.0.0.1:9 没有应答（ConnectError）。请确认端点已启动、地址正确。" in text


def test_means_over_some_of_the_turns_say_so() -> None:
    assert "m：3 轮里有 2 轮报了词元" in shown(MODEL)
    assert "报了词元" not in shown(OFFLINE, GONE)


def test_every_kind_of_reason_has_its_words() -> None:
    kinds = {kind for kind in get_args(FallbackKind) if isinstance(kind, str)} | set(get_args(Kind))
    assert set(REASONS) == kinds


def test_the_table_fits_in_120_columns_with_long_names_and_large_numbers() -> None:
    many = tuple(Seen("offline", ModelFailure(kind).detail, USED.model_copy(update={"input": 9_999_999}), 123.4) for kind in get_args(Kind))
    wide = EngineResult(
        LONG, "llm.example.cn:65535", Report(tuple(turn(n, "doc_amounts_none: x", seconds=1234.5) for n in range(14))), many
    )
    table = [line for line in shown(wide, MODEL, OFFLINE, GONE).splitlines() if line[:1] in "┏┃┡│├└"]
    assert table
    assert max(map(cell_len, table)) <= WIDTH
    text = "".join(line.split("│")[1].strip() for line in table if line.count("│") > 2)
    assert LONG in text, "a long name is folded, not cut"


def test_the_documentation_explains_every_column() -> None:
    [header] = [line for line in shown(OFFLINE).splitlines() if "通过" in line and line.startswith("┃")]
    columns = [cell.strip() for cell in header.strip("┃").split("┃")][1:]
    text = (Path(__file__).parents[2] / "docs" / "models.md").read_text(encoding="utf-8")
    assert len(columns) == 8
    assert [column for column in columns if f"\n| {column} | " not in text] == []


def test_in_a_pipe_no_word_of_the_table_is_cut() -> None:
    assert "…" not in shown(MODEL, OFFLINE, width=80)
    assert shown(MODEL, width=80) == shown(MODEL, width=200)


def test_a_shown_case_comes_with_whose_turn_it_is() -> None:
    text = shown(MODEL, OFFLINE, show=("c-1",))
    assert "m c-1 第 1 轮" in text and "offline c-1 第 1 轮" in text
    assert "问[1]" in text
