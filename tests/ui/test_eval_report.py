"""The table of an evaluation: topics, total, baselines, and on request the turns that failed with what failed."""

import io

from rich.console import Console

from agent.evaluation import Report, TurnResult
from agent.evaluation.report import Score
from ui.eval_report import render

REPORT = Report(
    (
        TurnResult("x-1", "compute", 1, "花了[80]万", "支持四十万", (), 0.010),
        TurnResult("x-2", "data", 1, "合同多少", "不知道", ("sections_all: 缺条款 art-6；有的是 无",), 0.030),
    ),
    {"您好": Score(1, 2)},
)


def shown(*cases: str) -> str:
    out = io.StringIO()
    render(REPORT, Console(file=out, width=120), show=cases)
    return out.getvalue()


def test_topics_total_baselines_and_times_are_shown() -> None:
    text = shown()
    for piece in ("compute", "data", "合计", "50.0%", "您好", "中位 10 毫秒", "30 毫秒", "x-2"):
        assert piece in text
    assert "支持四十万" not in text


def test_a_shown_case_comes_with_its_words_as_they_are_and_its_faults() -> None:
    assert "花了[80]万" in shown("x-1")
    assert "sections_all: 缺条款 art-6" in shown("x-2")
    assert "x-1 第" not in shown("all")
