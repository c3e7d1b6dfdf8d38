"""Checks and normalises facts against the vocabulary of the policy. Missing stays missing: nothing is filled in."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from knowledge.errors import InvalidFacts
from knowledge.numerals import yuan_text
from knowledge.schema import Fact, Policy
from tools.wording import say

TEXT = 500
"""Characters of a text fact that says no `maximum` of its own."""

FactValue = Decimal | int | bool | str
"""money: `Decimal` yuan · count: `int` · flag: `bool` · choice and text: `str`."""


def checked(policy: Policy, facts: Mapping[str, Any], field: str = "facts") -> dict[str, FactValue]:
    """The facts as typed values. ``None`` and blank strings count as not told.

    Raises `InvalidFacts` (with the dotted field) for an unknown fact, a wrong type, a negative, non-finite or absurd number.
    """
    values: dict[str, FactValue] = {}
    for name, raw in facts.items():
        where = f"{field}.{name}"
        fact = policy.facts.get(name)
        if fact is None:
            raise InvalidFacts(say("errors", "unknown_fact", name=name, known="、".join(policy.facts)), field=where)
        if raw is None or isinstance(raw, str) and not raw.strip():
            continue
        values[name] = _value(fact, raw, where)
    return values


def money(raw: Any, label: str, field: str, maximum: Decimal | None = None) -> Decimal:
    """A sum in yuan from a JSON value (string or integer). Raises `InvalidFacts`."""
    value = _number(raw, label, field)
    if maximum is not None and value > maximum:
        raise InvalidFacts(say("errors", "too_large", label=label, value=_short(raw), maximum=yuan_text(maximum)), field=field)
    if value != value.quantize(Decimal("0.01")):
        raise InvalidFacts(say("errors", "places", label=label, value=_short(raw)), field=field)
    return value


def _value(fact: Fact, raw: Any, where: str) -> FactValue:
    if fact.type == "money":
        return money(raw, fact.label, where, fact.maximum)
    if fact.type == "count":
        number = _number(raw, fact.label, where)
        if fact.maximum is not None and number > fact.maximum:
            text = f"{int(fact.maximum)}{fact.unit}"
            raise InvalidFacts(say("errors", "too_large", label=fact.label, value=_short(raw), maximum=text), field=where)
        if number < fact.minimum:
            text = f"{fact.minimum}{fact.unit}"
            raise InvalidFacts(say("errors", "too_small", label=fact.label, value=_short(raw), minimum=text), field=where)
        if number != number.to_integral_value():
            raise InvalidFacts(say("errors", "not_whole", label=fact.label, value=_short(raw)), field=where)
        return int(number)
    if fact.type == "flag":
        if isinstance(raw, bool):
            return raw
        if isinstance(raw, str) and raw.lower() in ("true", "false"):
            return raw.lower() == "true"
        raise InvalidFacts(say("errors", "not_flag", label=fact.label, value=_short(raw)), field=where)
    if fact.type == "choice":
        known = [choice.value for choice in fact.choices]
        if raw in known:
            return str(raw)
        raise InvalidFacts(say("errors", "not_choice", label=fact.label, value=_short(raw), known="、".join(known)), field=where)
    longest = TEXT if fact.maximum is None else int(fact.maximum)
    if not isinstance(raw, str) or len(raw) > longest:
        raise InvalidFacts(say("errors", "not_text", label=fact.label, maximum=longest), field=where)
    return raw.strip()


def _number(raw: Any, label: str, field: str) -> Decimal:
    if isinstance(raw, float) and raw == raw and abs(raw) != float("inf") and not raw.is_integer():
        raise InvalidFacts(say("errors", "float_money", label=label, value=_short(raw)), field=field)
    if isinstance(raw, bool) or not isinstance(raw, int | float | str | Decimal):
        raise InvalidFacts(say("errors", "not_number", label=label, value=_short(raw)), field=field)
    try:
        value = Decimal(str(raw).strip().replace(",", ""))
    except InvalidOperation as error:
        raise InvalidFacts(say("errors", "not_number", label=label, value=_short(raw)), field=field) from error
    if not value.is_finite():
        raise InvalidFacts(say("errors", "not_finite", label=label, value=_short(raw)), field=field)
    if value < 0:
        raise InvalidFacts(say("errors", "negative", label=label, value=_short(raw)), field=field)
    if value.adjusted() > 30 or value != 0 and value.adjusted() < -10:
        raise InvalidFacts(say("errors", "too_large", label=label, value=_short(raw), maximum="30 位"), field=field)
    return value


def _short(raw: object) -> str:
    text = str(raw)
    return text if len(text) <= 40 else text[:40] + "…"
