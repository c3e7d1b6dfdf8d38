"""Names, addresses and descriptions that a person tells for a form. Where they stand is data: `patterns`, `in_form` of text facts."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from agent.understanding.script import simplified
from knowledge.schema import Fact, Policy

_MARKS = " \t。，,；;、！!“”\"'《》"
_SHORTEST = 2
_BRIEF = 40
"""Characters of a message that is nothing but a name and an address."""


@lru_cache(maxsize=128)
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def read_particulars(policy: Policy, message: str, drafting: bool) -> list[dict[str, Any]]:
    """Tellings of text facts, each value as it was written. `drafting`: an application is being drafted, so that bare names count."""
    plain, _ = simplified(message)
    written = message if len(message) == len(plain) else plain
    told = []
    for fact in policy.facts.values():
        if fact.type != "text":
            continue
        for pattern in (*fact.patterns, *(fact.in_form if drafting else ())):
            found = list(_pattern(pattern).finditer(plain))
            value = _value(fact, found, written)
            if len(value) >= _SHORTEST:
                told.append({"fact": fact.id, "part": "", "value": value, "mode": "set"})
                break
    return told


def answered(policy: Policy, message: str, asked: list[str]) -> list[dict[str, Any]]:
    """The whole message as the answer to the one text fact that was asked for."""
    wanted = [name for name in asked if name in policy.facts and policy.facts[name].type == "text" and policy.facts[name].short]
    wanted = [name for name in wanted if policy.facts[name].patterns]
    value = message.strip(_MARKS)
    told = {one["fact"]: one for one in read_particulars(policy, message, True)}
    if told and not (len(told) == 1 and len(value) <= _BRIEF and any(name in told and policy.facts[name].joined for name in wanted)):
        return []
    wanted = [name for name in wanted if name in told] or wanted
    if len(wanted) != 1 or len(value) < _SHORTEST:
        return []
    return [{"fact": wanted[0], "part": "", "value": value, "mode": "set"}]


def merged(fact: Fact, before: str, now: str) -> str:
    """Parts told now take the place of the same parts told before: a new name keeps the address."""
    kept = _parts(fact, before)
    if not (fact.joined and kept):
        return now
    parts = {**kept, **_parts(fact, now)}
    return " ".join(parts[kind] for kind in _kinds(fact) if kind in parts)


def _parts(fact: Fact, value: str) -> dict[str, str]:
    """The parts of a joined value by their kinds. The name has no mark of its own: it is what the others leave."""
    parts: dict[str, str] = {}
    rest = value
    for pattern in fact.patterns:
        for match in _pattern(pattern).finditer(value):
            for kind, text in match.groupdict().items():
                if text:
                    parts[kind] = text
                    rest = rest.replace(text, " ", 1)
    free = " ".join(rest.split())
    return ({_kinds(fact)[0]: free} if free and _kinds(fact)[0] not in parts else {}) | parts


def _kinds(fact: Fact) -> list[str]:
    return [kind for pattern in fact.patterns for kind in _pattern(pattern).groupindex]


def _value(fact: Fact, found: list[re.Match[str]], written: str) -> str:
    if not found:
        return ""
    if fact.joined:
        spans = [match.span(kind) for match in found for kind, text in match.groupdict().items() if text]
        return " ".join(dict.fromkeys(written[start:end].strip(_MARKS) for start, end in spans))
    start, end = found[-1].span("value")
    return written[start:end].strip(_MARKS)
