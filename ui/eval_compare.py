"""How a comparison of engines is shown: one table, a row an engine, within 120 columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from agent.evaluation import EngineResult
from agent.fallbacks import FallbackKind
from ui.eval_report import render_turns

WIDTH = 120
MOST_FAULTS = 3
NONE = "–"

REASONS: dict[FallbackKind, str] = {
    "unverified": "没通过核对",
    "silent": "没有回答",
    "too_many_calls": "调用太多",
    "turn_timeout": "一轮超时",
    "timeout": "单次超时",
    "stalled": "连接停住",
    "unreachable": "连不上",
    "auth": "密钥被拒",
    "balance": "余额不足",
    "unknown_model": "没有此模型",
    "rate_limited": "限流",
    "server_error": "端点出错",
    "bad_request": "不接受请求",
    "bad_answer": "格式不对",
    "cut_off": "没有写完",
    "content_filter": "内容审查",
    "too_long": "上下文太长",
    "circuit_open": "暂停调用",
    "other": "其他",
}
"""A few words for each kind of reason."""


def render(results: Sequence[EngineResult], console: Console, *, show: Sequence[str] = ()) -> None:
    """The table, and below it what has to be known to read it; before it the turns of the cases in `show`, of each engine."""
    for result in results:
        if result.report is not None:
            render_turns(result.report, console, show=show, engine=result.name)
    table = Table(title="引擎对比", title_justify="left", show_lines=True)
    table.add_column("引擎", max_width=26, overflow="fold")
    for heading in ("通过", "先错在", "数错", "退回内置", "模型答成"):
        table.add_column(heading, overflow="fold")
    for heading in ("每轮秒", "每轮词元", "百轮元"):
        table.add_column(heading, justify="right", overflow="fold")
    for result in results:
        table.add_row(*_row(result))
    # A file or a pipe has no width of its own; rich would take 80 columns for it.
    wide = Console(file=console.file, width=WIDTH) if not console.is_terminal else console
    wide.print(table, width=WIDTH)
    for result in results:
        if result.trouble:
            console.print(f"{result.name}：{result.trouble}", style="red", soft_wrap=True, highlight=False, markup=False)
        elif result.tokens and result.tokens.turns < len(result.seen):
            console.print(
                f"{result.name}：{len(result.seen)} 轮里有 {result.tokens.turns} 轮报了词元，平均只按这些轮算。",
                soft_wrap=True,
                highlight=False,
                markup=False,
            )


def _row(result: EngineResult) -> Iterable[str]:
    name = escape(f"{result.name}\n{result.place}".strip())
    if result.report is None:
        return (name, "没有应答", *[NONE] * 7)
    score, asked = result.report.score(), bool(result.place)
    first = result.first_token(0.5)
    times = [f"中位 {result.report.latency(0.5):.2f}", f"95% {result.report.latency(0.95):.2f}"]
    times += [f"首字 {first:.2f}"] if first is not None else []
    tokens = result.tokens
    return (
        name,
        f"{score.passed}/{score.total}\n{score.share:.1%}",
        _counted(result.first_faults, MOST_FAULTS) or NONE,
        str(result.wrong_figures),
        f"{result.fallbacks.total()}\n{_counted(Counter({REASONS[kind]: n for kind, n in result.fallbacks.items()}))}".strip()
        if asked
        else NONE,
        f"{result.by_model}（对 {result.by_model_right}）\n{result.by_model / max(1, len(result.seen)):.1%}" if asked else NONE,
        "\n".join(times),
        f"入 {tokens.input:.0f}\n缓存 {tokens.cached:.0f}\n出 {tokens.output:.0f}" if tokens else NONE,
        NONE if tokens is None or tokens.cost is None else f"{tokens.cost:.4f}",
    )


def _counted(counts: Counter[str], most: int | None = None) -> str:
    """A line each, the most frequent first; what is left out is counted in a last one."""
    shown = counts.most_common(most)
    rest = counts.total() - sum(number for _, number in shown)
    return "\n".join([*(f"{what} {number}" for what, number in shown), *([f"其余 {rest}"] if rest else [])])
