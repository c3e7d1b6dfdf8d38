"""The calculation of a draft: the tool's own figures, step by step, each with its source."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from knowledge.numerals import share_text
from knowledge.schema import Measure, Policy
from tools.documents.capitals import capitals
from tools.documents.content import Calculation, Step
from tools.schema import SubsidyLine
from tools.wording import say

Role = Literal["part", "less", "basis", "rate", "cap", "result"]


def yuan(value: Decimal) -> str:
    """Yuan as a form writes them: 400,000.00元."""
    return say("draft", "money", value=f"{value:,.2f}")


def amount_text(line: SubsidyLine) -> str:
    """The result as it is said: figure and capitals; for what is no computed sum, the sentence of the tool."""
    if line.amount is None:
        return line.formula
    key = "ceiling" if line.kind == "ceiling" else "capitals"
    return say("draft", key, amount=yuan(line.amount), capitals=capitals(line.amount))


def calculation(policy: Policy, measure: Measure, line: SubsidyLine | None) -> Calculation | None:
    """The steps from what was told to the result; none where nothing is computed or a fact is missing."""
    if line is None or line.amount is None or line.rate is None or line.cap is None or line.basis is None:
        return None
    told, stated = say("draft", "told"), say("draft", "stated", section=policy.sections[measure.section].label.split()[0])
    reckoned = say("draft", "computed")
    rows: list[tuple[str, str, str, Role, Decimal]] = []
    for name, value in line.parts.items():
        label = policy.facts[name].label
        role: Role = "less" if name in measure.support.less else "part"
        item = say("draft", "less", label=label) if role == "less" else label
        rows.append((item, yuan(abs(value)), told, role, abs(value)))
    if len(line.parts) > 1:
        key = "net" if measure.support.less else "basis"
        rows.append((say("draft", key, label=line.basis_label), yuan(line.basis), reckoned, "basis", line.basis))
    rows.append((say("draft", "rate"), share_text(line.rate), stated, "rate", line.rate))
    rows.append((say("draft", "cap", per=say("per", line.per or "year")), yuan(line.cap), stated, "cap", line.cap))
    name = say("draft", "result_ceiling" if line.kind == "ceiling" else "result")
    rows.append((name, yuan(line.amount), reckoned, "result", line.amount))
    steps = [Step(str(number), *row) for number, row in enumerate(rows, start=1)]
    note = say("draft", "formula_note", formula=line.formula)
    if line.kind == "ceiling":
        note = say("draft", "ceiling_note") + note
    return Calculation(steps, capitals(line.amount), note)
