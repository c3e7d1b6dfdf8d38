"""calculate_subsidy: four kinds of support, one arithmetic each; cap, years, several measures, and the way back.

`Decimal` only, rounded half up to the fen at the end of each product. No figure of any policy stands here.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from typing import Any

from knowledge.errors import InvalidFacts, MissingFacts, UnknownPolicyPart
from knowledge.numerals import share_text, yuan_text
from knowledge.schema import Measure, Policy
from tools.facts import FactValue, checked, money
from tools.schema import SubsidyInput, SubsidyItem, SubsidyLine, SubsidyResult
from tools.wording import say

FEN = Decimal("0.01")
CAP = "cap"


def calculate_subsidy(policy: Policy, request: SubsidyInput) -> SubsidyResult:
    """One line per item, the total of what a formula yields, and notes on what the text leaves open.

    Raises `UnknownPolicyPart`, `InvalidFacts`, `MissingFacts`, each with the dotted field (``items.0.facts.compute_spend``).
    """
    lines: list[SubsidyLine] = []
    notes: list[str] = []
    seen: set[tuple[str, str]] = set()
    for index, item in enumerate(request.items):
        field = f"items.{index}"
        measure = policy.measures.get(item.measure)
        if measure is None:
            known = "、".join(policy.measures)
            raise UnknownPolicyPart(say("errors", "unknown_measure", name=item.measure, known=known), field=f"{field}.measure")
        if (item.measure, item.label) in seen:
            raise InvalidFacts(say("errors", "same_period", label=measure.label), field=f"{field}.label")
        seen.add((item.measure, item.label))
        line, said = _line(policy, measure, item, field)
        lines.append(line)
        notes.extend(said)
    total, kind = _total(lines)
    notes.extend(_notes(lines, kind))
    return SubsidyResult(items=lines, total=total, total_kind=kind, notes=notes)


def _line(policy: Policy, measure: Measure, item: SubsidyItem, field: str) -> tuple[SubsidyLine, list[str]]:
    support = measure.support
    years, notes = _years(policy, measure, item.years, f"{field}.years")
    cap = support.cap
    line = SubsidyLine(
        measure=measure.id,
        section=measure.section,
        basis=None,
        rate=support.rate,
        cap=None if cap is None else cap * years,
        uncapped=None,
        amount=None,
        capped=False,
        kind=support.kind,
        formula="",
        quote=support.quote,
        label=measure.label,
        item_label=item.label,
        basis_label=support.basis_label,
        per=support.per,
        years=years,
        cap_per_year=cap,
    )
    facts = checked(policy, item.facts, f"{field}.facts")
    if support.kind == "service" or cap is None:
        line.formula = say("formula", "service")
        return line, notes
    per = say("per", support.per or "year")
    if support.rate is None:
        line.formula = say("formula", "discretionary", per=per, cap=yuan_text(cap))
        if years > 1:
            line.formula = say("formula", "discretionary_years", line=line.formula, years=years, total=yuan_text(cap * years))
        if item.target is not None:
            raise InvalidFacts(say("errors", "target_kind", label=measure.label), field=f"{field}.target")
        return line, notes
    if item.target is not None:
        notes.extend(_inverse(line, support.rate, cap, item.target, f"{field}.target", per))
        if not all(name in facts for name in support.basis):
            return line, notes
    _forward(policy, measure, facts, line, field, per)
    if line.needed is not None and line.basis is not None:
        line.more_needed = max(line.needed - line.basis, Decimal(0))
        line.formula += "；" + say(
            "formula", "more", needed=yuan_text(line.needed), basis=yuan_text(line.basis), more=yuan_text(line.more_needed)
        )
    if item.received is not None:
        _received(line, item.received, field, per)
    if item.before is not None:
        _increase(policy, measure, item, line, field)
    return line, notes


def _years(policy: Policy, measure: Measure, raw: Any, field: str) -> tuple[int, list[str]]:
    if isinstance(raw, bool) or not isinstance(raw, int) or not 1 <= raw <= 100:
        raise InvalidFacts(say("errors", "years", maximum=100, value=raw), field=field)
    limit = measure.support.max_years or policy.head.validity.years
    if measure.support.per != "year":
        return 1, [say("notes", "years_project", label=measure.label)] if raw > 1 else []
    if raw > limit:
        return limit, [say("notes", "years_limited", label=measure.label, years=limit)]
    return raw, []


def _basis(policy: Policy, measure: Measure, facts: Mapping[str, FactValue], field: str) -> tuple[Decimal, Decimal, dict[str, Decimal]]:
    """Basis after subtraction, gross basis, and its parts. What is missing is named, never taken for zero."""
    support = measure.support
    missing = [name for name in (*support.basis, *support.less) if name not in facts]
    if missing:
        labels = "、".join(policy.facts[name].label for name in missing)
        detail = say("errors", "missing", label=measure.label, missing=labels)
        if not any(name in support.basis for name in missing):
            detail += "；" + say("errors", "missing_less", less=labels)
        raise MissingFacts(detail, missing=missing, field=f"{field}.facts.{missing[0]}")
    parts = {name: Decimal(str(facts[name])) for name in support.basis}
    gross = sum(parts.values(), Decimal(0))
    less = {name: Decimal(str(facts[name])) for name in support.less}
    deducted = sum(less.values(), Decimal(0))
    if deducted > gross:
        names = "、".join(policy.facts[name].label for name in support.less)
        raise InvalidFacts(
            say(
                "errors",
                "less_exceeds",
                less=names,
                less_value=yuan_text(deducted),
                basis="、".join(policy.facts[name].label for name in support.basis),
                basis_value=yuan_text(gross),
            ),
            field=f"{field}.facts.{support.less[0]}",
        )
    return gross - deducted, gross, parts | {name: -value for name, value in less.items()}


def _forward(policy: Policy, measure: Measure, facts: Mapping[str, FactValue], line: SubsidyLine, field: str, per: str) -> None:
    rate, cap = measure.support.rate, line.cap_per_year
    assert rate is not None and cap is not None
    basis, gross, parts = _basis(policy, measure, facts, field)
    uncapped = (basis * rate).quantize(FEN, ROUND_HALF_UP)
    amount = min(uncapped, cap)
    line.basis, line.parts = basis, parts
    line.uncapped, line.amount = uncapped * line.years, amount * line.years
    line.capped = uncapped > cap
    line.left = (cap - amount) * line.years
    text = say("formula", line.kind, basis=yuan_text(basis), rate=share_text(rate), uncapped=yuan_text(uncapped))
    if gross != basis:
        text = say("formula", "less", gross=yuan_text(gross), less=yuan_text(gross - basis), basis=yuan_text(basis)) + "；" + text
    if line.capped:
        text = say("formula", "capped", line=text, per=per, cap=yuan_text(cap))
    if line.years > 1:
        line.amount_per_year = amount
        text = say("formula", "years", line=text, years=line.years, amount=yuan_text(line.amount))
    line.formula = text


def _inverse(line: SubsidyLine, rate: Decimal, cap: Decimal, raw: Any, field: str, per: str) -> list[str]:
    """The least basis whose share reaches the target, rounded up to the fen; none when the cap lies below it."""
    target = cap if raw == CAP else money(raw, "target", field)
    line.target = target
    if target > cap:
        text = say("notes", "out_of_reach", label=line.label, cap=yuan_text(cap), target=yuan_text(target))
        line.formula = text
        line.needed = None
        return [text]
    line.needed = (target / rate).quantize(FEN, ROUND_CEILING)
    line.formula = say("formula", "target", target=yuan_text(target), rate=share_text(rate), needed=yuan_text(line.needed))
    return []


def _received(line: SubsidyLine, raw: Any, field: str, per: str) -> None:
    received = money(raw, "received", f"{field}.received")
    cap, amount = line.cap, line.amount
    assert cap is not None and amount is not None
    line.received = received
    line.left = max(cap - received, Decimal(0))
    line.further = min(amount, line.left)
    line.formula += "；" + say("formula", "further", per=per, cap=yuan_text(cap), received=yuan_text(received), left=yuan_text(line.left))


def _increase(policy: Policy, measure: Measure, item: SubsidyItem, line: SubsidyLine, field: str) -> None:
    earlier = line.model_copy()
    facts = checked(policy, item.before or {}, f"{field}.before")
    _forward(policy, measure, facts, earlier, field, say("per", line.per or "year"))
    assert earlier.amount is not None and line.amount is not None
    line.before_amount = earlier.amount
    line.increase = line.amount - earlier.amount
    line.formula += "；" + say(
        "formula",
        "increase",
        amount=yuan_text(line.amount),
        before=yuan_text(earlier.amount),
        increase=yuan_text(line.increase),
    )


def _total(lines: list[SubsidyLine]) -> tuple[Decimal | None, str | None]:
    for kind in ("formula", "ceiling"):
        amounts = [line.amount for line in lines if line.kind == kind and line.amount is not None]
        if amounts:
            return sum(amounts, Decimal(0)), kind
    return None, None


def _notes(lines: list[SubsidyLine], kind: str | None) -> list[str]:
    notes = []
    if len({line.measure for line in lines if line.kind != "service"}) > 1:
        notes.append(say("notes", "combine"))
    if kind == "formula" and (bounds := [line.label for line in lines if line.kind in ("ceiling", "discretionary")]):
        notes.append(say("notes", "not_in_total", labels="、".join(dict.fromkeys(bounds))))
    if services := [line.label for line in lines if line.kind == "service"]:
        notes.append(say("notes", "no_amount", labels="、".join(services)))
    return notes
