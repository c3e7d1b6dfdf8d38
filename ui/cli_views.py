"""Results on a terminal: tables for people, their Chinese labels from the policy's own data."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from knowledge.numerals import yuan_text

if TYPE_CHECKING:
    from agent.tickets import Ticket
    from knowledge.schema import Policy
    from tools.schema import DraftResult, EligibilityResult, SearchResult, SubsidyResult
    from ui.doctor import Check

VERDICTS = {
    "meets_stated": "[green]符合所写条件[/]",
    "not_eligible": "[red]不符合[/]",
    "needs_recognition": "[yellow]要经认定[/]",
    "needs_facts": "[cyan]还差信息[/]",
}
MARKS = {"ok": "[green]✓[/]", "warn": "[yellow]![/]", "fail": "[red]✗[/]"}


def eligibility(console: Console, policy: Policy, result: EligibilityResult) -> None:
    """Verdict, reasons with what the text says, what is missing and what it leaves open, measure by measure."""
    table = Table("措施", "结论", "理由", show_lines=True)
    for one in result.measures:
        lines = [escape(reason.text) for reason in one.reasons]
        if one.missing:
            lines.append("还差：" + "、".join(f"{policy.facts[name].label}（{name}）" for name in one.missing))
        lines += [f"[dim]{escape(term)}[/]" for term in (*one.undefined, one.instead) if term]
        where = policy.sections[one.section].label
        table.add_row(f"{escape(one.label)}\n[dim]{one.measure}\n{escape(where)}[/]", VERDICTS[one.status], "\n".join(lines))
    console.print(table)


def subsidy(console: Console, policy: Policy, result: SubsidyResult) -> None:
    """Formula and sentence of each measure, the total, the notes."""
    for line in result.items:
        console.print(f"[bold]{escape(line.label)}[/]（{escape(policy.sections[line.section].label)}）", highlight=False)
        said = [line.formula]
        if line.amount is not None:
            kind = "不超过 " if line.kind == "ceiling" else ""
            said.append(f"结果：{kind}{yuan_text(line.amount)}")
        if line.further is not None:
            said.append(f"还可：{yuan_text(line.further)}")
        if line.needed is not None:
            said.append(f"需要：{yuan_text(line.needed)}")
        said.append(f"“{line.quote}”")
        for text in said:
            console.print("  " + escape(text), soft_wrap=True, highlight=False)
    if result.total is not None and len(result.items) > 1:
        console.print(f"[bold]合计 {yuan_text(result.total)}[/]", highlight=False)
    for note in result.notes:
        console.print(f"· {escape(note)}", soft_wrap=True, highlight=False)


def drafted(console: Console, policy: Policy, result: DraftResult) -> None:
    """Where the file is, what it reckons, what it lacks."""
    console.print(f"[bold]{escape(result.file.url)}[/]", soft_wrap=True, highlight=False)
    for line in result.items:
        console.print(f"  {escape(line.label)}：{escape(line.formula)}", soft_wrap=True, highlight=False)
    if result.missing:
        lacking = "、".join(f"{policy.facts[name].label}（{name}）" for name in result.missing)
        console.print(f"  还缺：{escape(lacking)}", soft_wrap=True, highlight=False)
    if result.blanks:
        console.print(f"  待补充：{escape('、'.join(result.blanks))}", soft_wrap=True, highlight=False)
    for note in result.notes:
        console.print(f"· {escape(note)}", soft_wrap=True, highlight=False)


def found(console: Console, result: SearchResult) -> None:
    """Sections that answer, with the sentences that matched; silences that the question is about."""
    if not result.answered:
        console.print("原文没有直接写明；下面是最接近的条款。")
    for passage in result.passages:
        console.print(f"[bold]{escape(passage.label)}[/] [dim]{passage.section} {passage.score:.2f}[/]", highlight=False)
        for quote in passage.quotes[:2]:
            console.print(f"  “{escape(quote)}”", soft_wrap=True, highlight=False)


def tickets(console: Console, listed: Sequence[Ticket]) -> None:
    """Tickets, oldest first, with the question they were opened for."""
    if not listed:
        console.print("没有工单。")
        return
    table = Table("工单", "时间", "状态", "缘由", "最后一句", "答复")
    for one in listed:
        opened = datetime.fromtimestamp(one.created).astimezone().strftime("%Y-%m-%d %H:%M")
        state = "[green]已答复[/]" if one.status == "answered" else "[yellow]待答复[/]"
        last = one.conversation[-1]["text"] if one.conversation else ""
        table.add_row(one.ticket, opened, state, escape(one.reason), escape(str(last)), escape(one.answer or ""))
    console.print(table)


def checks(console: Console, found: Sequence[Check]) -> None:
    """One line a check, and what to do below the ones that are not in order."""
    for check in found:
        console.print(f"{MARKS[check.state]} [bold]{check.name}[/] {escape(check.says)}", soft_wrap=True, highlight=False)
        if check.todo:
            console.print(f"    → {escape(check.todo)}", soft_wrap=True, highlight=False)
