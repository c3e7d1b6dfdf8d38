"""How an evaluation is shown: a table per topic, the baselines beside it, failed checks of single cases on request."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from agent.evaluation import Report, TurnResult


def render(report: Report, console: Console, *, show: Sequence[str] = ()) -> None:
    """The whole report. `show`: ids of cases whose turns are printed with reply and faults; `all`: every failed turn."""
    render_turns(report, console, show=show)
    table = Table(title="对话评测", title_justify="left")
    table.add_column("主题")
    for heading in ("通过", "轮数", "比例"):
        table.add_column(heading, justify="right")
    for topic in report.topics():
        score = report.score(topic)
        table.add_row(topic, str(score.passed), str(score.total), f"{score.share:.0%}")
    score = report.score()
    table.add_section()
    table.add_row("合计", str(score.passed), str(score.total), f"{score.share:.1%}", style="bold")
    for said, baseline in report.baselines.items():
        table.add_row(f"对照：只说“{said}”", str(baseline.passed), str(baseline.total), f"{baseline.share:.1%}", style="dim")
    console.print(table)
    console.print(f"每轮用时：中位 {report.latency(0.5) * 1000:.0f} 毫秒，95% 在 {report.latency(0.95) * 1000:.0f} 毫秒以内")
    failed = list(dict.fromkeys(turn.case for turn in report.failed()))
    if failed:
        console.print(f"没有全过的用例（{len(failed)}）：{' '.join(failed)}", soft_wrap=True)
        console.print(f"看某一个：opc eval --show {failed[0]}；看全部：--show all")


def render_turns(report: Report, console: Console, *, show: Sequence[str], engine: str = "") -> None:
    """Only the single turns of `render`; `engine`: whose they are, where several are compared."""
    for turn in report.turns:
        if turn.case in show or ("all" in show and not turn.passed):
            _turn(turn, console, engine)


def _turn(turn: TurnResult, console: Console, engine: str) -> None:
    mark = "[green]通过[/]" if turn.passed else "[red]未过[/]"
    console.rule(f"{escape(engine)} {turn.case} 第 {turn.turn} 轮 {mark}".strip(), align="left")
    console.print(f"[bold]问[/] {escape(turn.user)}", soft_wrap=True)
    console.print(f"[bold]答[/] {escape(turn.reply)}", soft_wrap=True)
    for fault in turn.faults:
        console.print(f"  [red]×[/] {escape(fault)}", soft_wrap=True)
