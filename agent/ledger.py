"""The facts a person has told, kept per session: told, corrected, added to, supposed. Plain dicts, so that they survive a restart.

A money fact is kept by its parts (算力 60万, 词元 20万), so that one part can change; tools get the sum.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from decimal import Decimal
from typing import Any

from agent.understanding.entries import Entry
from knowledge.schema import Policy

Ledger = dict[str, Any]
"""Fact id → value; money: ``{part: "yuan"}`` with ``""`` for an undivided sum, ``part#label`` for one entry of several
(上半年, 乙, 2); counts: int, flags: bool, choices: str."""

SEPARATOR = "#"
"""Between a part and the label of an entry."""


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
    """The parts of a sum after a telling. What names no part means the only part there is, else the whole; an entry only itself."""
    part, mode, value, entry = telling["part"], telling["mode"], Decimal(telling["value"]), telling.get("entry", "")
    if telling.get("only"):
        return {part: _text(value)}
    if mode == "part":  # a part of what is known says nothing new
        return dict(before) if before else {part: _text(value)}
    if entry:
        return _entry(before, part, entry, mode, value)
    named = {_part(key) for key in before}
    if part not in named and len(named) == 1 and not (part and mode in ("set", "add")):
        part = named.pop()
    others = {key: told for key, told in before.items() if _part(key) != part}
    own = {key: told for key, told in before.items() if _part(key) == part}
    whole = sum(map(Decimal, own.values()), Decimal(0))
    if mode == "set":
        return {**(others if part else {}), part: _text(value)}
    if mode == "add":
        return {**before, part: _text(Decimal(before.get(part, "0")) + value)}
    if part and not own:
        return dict(before)
    if mode == "times":
        return {key: _text(Decimal(told) * value) if part in ("", _part(key)) else told for key, told in before.items()}
    if part:
        return {**others, part: _text(max(Decimal(0), whole - value))}
    whole = sum(map(Decimal, before.values()), Decimal(0))
    return {"": _text(max(Decimal(0), whole - value))} if before else {}


def _entry(before: Mapping[str, str], part: str, entry: str, mode: str, value: Decimal) -> dict[str, str]:
    """One sum of several told, changed, dropped or multiplied, while the others stand. The first one replaces a plain sum."""
    key = next((key for key in before if _label(key) == entry and part in ("", _part(key))), f"{part}{SEPARATOR}{entry}")
    if mode == "drop":
        return {one: told for one, told in before.items() if one != key}
    if mode in ("times", "subtract") and key not in before:
        return dict(before)
    if mode == "times":
        value *= Decimal(before[key])
    elif mode == "subtract":
        value = max(Decimal(0), Decimal(before[key]) - value)
    elif mode == "add" and (entry.isdigit() or key in before):
        return {**before, _free(before, key): _text(value)}
    kept = before if mode != "set" or all(_label(one) for one in before) else {k: v for k, v in before.items() if part and _part(k) != part}
    return {**kept, key: _text(value)}


def _free(before: Mapping[str, str], key: str) -> str:
    """A key that no sum has yet: a sum that is added stands beside those there are."""
    number = len(before) + 1
    while key in before:
        key, number = f"{_part(key)}{SEPARATOR}{number}", number + 1
    return key


def _part(key: str) -> str:
    return key.partition(SEPARATOR)[0]


def _label(key: str) -> str:
    return key.partition(SEPARATOR)[2]


def labelled(parts: Mapping[str, str]) -> dict[str, str]:
    """Of the sums of one fact those that words label (项目1, 乙), by their labels; a place (2) is no label."""
    return {_label(key): value for key, value in parts.items() if not _label(key).isdigit()}


def entries(policy: Policy, ledger: Ledger) -> list[Entry]:
    """The single sums that are known, in the order in which they were told."""
    return [
        Entry(name, _part(key), _label(key), Decimal(value))
        for name, parts in ledger.items()
        if policy.facts[name].type == "money"
        for key, value in parts.items()
    ]


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
