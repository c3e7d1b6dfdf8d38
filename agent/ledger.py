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
    """A new ledger with the tellings entered in order. A range or an approximate count is not entered: it is no value.

    Less, so many times and a share of something that was never told are nothing yet.
    """
    after = deepcopy(ledger)
    for telling in told:
        fact = policy.facts.get(telling["fact"])
        if fact is None:
            continue
        vague = telling.get("upper") is not None
        if fact.type == "money" and not vague:
            parts = _share(after, telling) if telling["mode"] == "share" else _parts(after.get(fact.id, {}), telling)
            if parts:
                after[fact.id] = parts
        elif fact.type == "count" and (vague or telling.get("approximate")):
            after.pop(fact.id, None)
        elif fact.type == "count":
            value = int(telling["value"])
            before = after.get(fact.id)
            if telling["mode"] == "set":
                after[fact.id] = value
            elif before is not None:
                after[fact.id] = max(0, before + (value if telling["mode"] == "add" else -value))
        elif fact.type == "flag":
            after[fact.id] = telling["value"] in (True, "true")
        elif fact.type != "money":
            after[fact.id] = telling["value"]
    return after


def _share(ledger: Ledger, telling: Mapping[str, Any]) -> dict[str, str]:
    """土建占三成: so much of the sum of another fact; empty when that is not known."""
    whole = sum(map(Decimal, ledger.get(telling["of"], {}).values()), Decimal(0))
    return {"": _text(whole * Decimal(telling["value"]))} if whole else {}


def _parts(before: Mapping[str, str], telling: Mapping[str, Any]) -> dict[str, str]:
    """The parts of a sum after a telling. What names no part means the only part there is, else the whole."""
    part, mode, value = telling["part"], telling["mode"], Decimal(telling["value"])
    if part not in before and len(before) == 1 and not (part and mode in ("set", "add")):
        part = next(iter(before))
    if mode == "set":
        return {**(before if part else {}), part: _text(value)}
    if mode == "add":
        return {**before, part: _text(Decimal(before.get(part, "0")) + value)}
    if part and part not in before:
        return dict(before)
    if mode == "times":
        return {name: _text(Decimal(told) * value) if part in ("", name) else told for name, told in before.items()}
    if part:
        return {**before, part: _text(max(Decimal(0), Decimal(before[part]) - value))}
    whole = sum(map(Decimal, before.values()), Decimal(0))
    return {"": _text(max(Decimal(0), whole - value))} if before else {}


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
