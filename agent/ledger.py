"""The facts a person has told, kept per session: told, corrected, added to, supposed. Plain dicts, so that they survive a restart.

A money fact is kept by its parts (算力 60万, 词元 20万), so that one part can change; tools get the sum.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from decimal import Decimal
from typing import Any

from knowledge.schema import Policy

Ledger = dict[str, Any]
"""Fact id → value; money: ``{part: "yuan"}`` with ``""`` for an undivided sum, counts: int, flags: bool, choices: str."""


def apply(policy: Policy, ledger: Ledger, told: Iterable[Mapping[str, Any]]) -> Ledger:
    """A new ledger with the tellings entered in order. A range or an approximate count is not entered: it is no value."""
    after = deepcopy(ledger)
    for telling in told:
        fact = policy.facts.get(telling["fact"])
        if fact is None or telling.get("upper") is not None:
            continue
        if telling["mode"] == "share":
            whole = sum(map(Decimal, after.get(telling["of"], {}).values()), Decimal(0))
            if whole:
                after[fact.id] = {"": _text(whole * Decimal(telling["value"]))}
        elif fact.type == "money":
            _money(after.setdefault(fact.id, {}), telling)
        elif fact.type == "count" and not telling.get("approximate"):
            value = int(telling["value"])
            before = after.get(fact.id)
            if telling["mode"] == "set":
                after[fact.id] = value
            elif before is not None:
                after[fact.id] = max(0, before + (value if telling["mode"] == "add" else -value))
        elif fact.type == "count":
            after.pop(fact.id, None)
        elif fact.type == "flag":
            after[fact.id] = telling["value"] in (True, "true")
        else:
            after[fact.id] = telling["value"]
    return after


def _money(parts: dict[str, str], telling: Mapping[str, Any]) -> None:
    part, value = telling["part"], Decimal(telling["value"])
    if telling["mode"] == "times":
        parts.update({name: _text(Decimal(before) * value) for name, before in parts.items()})
        return
    if telling["mode"] == "set":
        if part == "":
            parts.clear()
        parts[part] = _text(value)
        return
    if part == "" and len(parts) == 1:
        part = next(iter(parts))
    before = Decimal(parts.get(part, "0"))
    parts[part] = _text(max(Decimal(0), before + (value if telling["mode"] == "add" else -value)))


def values(policy: Policy, ledger: Ledger) -> dict[str, Any]:
    """The ledger as the tools take it: money as one decimal string per fact."""
    flat: dict[str, Any] = {}
    for name, value in ledger.items():
        if policy.facts[name].type == "money":
            flat[name] = _text(sum((Decimal(part) for part in value.values()), Decimal(0)))
        else:
            flat[name] = value
    return flat


def changed(before: Ledger, after: Ledger) -> list[str]:
    """Facts whose value is new or different."""
    return [name for name in after if after[name] != before.get(name)]


def _text(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
