"""The single sums that a fact is made of, and what is said of one of them later: 三月那笔是19万, 最贵的那份退了, 丙是64.

A sum told beside others of its fact is an entry: by the words that label it (上半年, 乙, 三月) or by its place. The ledger keeps
entries apart (ledger.py), so that one can be corrected, dropped or multiplied while the others stand. Words are data
(roles.yaml, entries).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from agent.understanding.clauses import CLAUSE, rules
from agent.understanding.vocabulary import Vocabulary
from knowledge.numerals import Amount, find_amounts

SCALE = Decimal(10**4)
"""Of entries in tens of thousands a bare number is meant in tens of thousands too (是64 of 46万)."""


NEAR = 12
"""Characters between a label and its sum at most."""


@dataclass(frozen=True)
class Entry:
    """One sum of a fact that is known. `label`: its words or its place, empty for an undivided sum."""

    fact: str
    part: str
    label: str
    value: Decimal


def label_before(vocabulary: Vocabulary, text: str, amount: Amount) -> str:
    """The words right before a sum that label it; empty when there are none."""
    clause = CLAUSE.split(text[: amount.start])[-1]
    last = max(find_amounts(clause), key=lambda number: number.end if number.is_money else 0, default=None)
    start = last.end if last and last.is_money else 0
    matches = list(rules(tuple(vocabulary.roles["entries"]["labels"])).finditer(clause, start))
    near = matches and len(clause) - matches[-1].end() <= NEAR
    return next(group for group in matches[-1].groups() if group) if near else ""


def entered(told: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same tellings; sums of one fact told side by side are numbered where no words label them. Years have labels of their own."""
    sums = Counter((one["fact"], one["part"]) for one in told if one["mode"] in ("set", "add"))
    place: Counter[tuple[str, str]] = Counter()
    for one in told:
        own = (one["fact"], one["part"])
        if one["mode"] in ("set", "add") and sums[own] > 1 and not one.get("label"):
            place[own] += 1
            one.setdefault("entry", str(place[own]))
    return list(told)


def apart(vocabulary: Vocabulary, text: str, told: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same tellings; sums of one fact that belong to several companies (三户分开算) are items of their own, not one sum.

    So are those of several projects, where the cap is one of a project.
    """
    words = vocabulary.roles["entries"]
    parties, projects = rules(tuple(words["parties"])).search(text), rules(tuple(words["projects"])).search(text)
    by_project = {name for m in vocabulary.policy.measures.values() if m.support.per == "project" for name in m.support.basis}
    row = next((match.group() for match in rules(tuple(words["row"])).finditer(text)), "")
    for fact in {one["fact"] for one in told}:
        if not (projects and fact in by_project or parties):
            continue
        own = [one for one in told if one["fact"] == fact and one["mode"] in ("set", "add") and not one.get("label")]
        for place, one in enumerate(own if len(own) > 1 else []):
            named = row[place] if len(row) == len(own) else one.get("entry", "")
            numbered = words["project" if projects and fact in by_project else "party"].format(place=place + 1)
            name = named if named and not named.isdigit() else numbered
            one |= {"label": name, "entry": name, "mode": "add" if place else "set", "party": True}
    return list(told)


def entries_told(vocabulary: Vocabulary, text: str, sums: Sequence[Amount], known: Sequence[Entry]) -> list[dict[str, Any]]:
    """What a message tells of an entry it points at: another sum, that it is gone, or so many times as much."""
    alone = [entry for entry in known if any(amount.value == entry.value for amount in find_amounts(text))]
    if len(alone) == 1 and rules(tuple(vocabulary.roles["only"])).search(text):
        return [{"fact": alone[0].fact, "part": alone[0].part, "value": f"{alone[0].value:f}", "mode": "set", "only": True}]
    entry = _pointed(vocabulary, text, known)
    if entry is None:
        return []
    sums = [amount for amount in sums if amount.value != entry.value]
    roles = vocabulary.roles
    telling = {"fact": entry.fact, "part": entry.part, "entry": entry.label}
    if rules(tuple(roles["entries"]["gone"])).search(text) and not sums:
        return [{**telling, "value": "0", "mode": "drop"}]
    for times, patterns in roles["multiples"].items():
        if rules(tuple(patterns)).search(text) and not sums:
            return [{**telling, "value": times, "mode": "times"}]
    numbers = list(sums) or [a for a in find_amounts(text) if a.unit == "" and a.value >= 1]
    numbers = [a for a in numbers if a.value != entry.value and str(a.value) != entry.label]
    if not numbers:
        return []
    last = numbers[-1]
    bare = last.unit == "" and not last.scaled and last.value < SCALE <= entry.value
    if not sums and not bare:
        return []
    return [{**telling, "value": f"{last.value * SCALE if bare else last.value:f}", "mode": "set"}]


def _pointed(vocabulary: Vocabulary, text: str, known: Sequence[Entry]) -> Entry | None:
    """The entry that a message points at by its words, its place, its size or its sum."""
    words = vocabulary.roles["entries"]
    named = [entry for entry in known if entry.label and not entry.label.isdigit() and entry.label in text]
    if named:
        return max(named, key=lambda entry: len(entry.label)) if len({e.label for e in named}) == 1 else None
    placed = [entry for entry in known if entry.label]
    if len(placed) < 2 or len({entry.fact for entry in placed}) > 1:
        return None
    if match := rules(tuple(words["place"])).search(text):
        place = int(find_amounts(match.group("place"))[0].value)
        return placed[place - 1] if 1 <= place <= len(placed) else None
    for key, pick in (("largest", max), ("smallest", min)):
        if rules(tuple(words[key])).search(text):
            return pick(placed, key=lambda entry: entry.value)
    if rules(tuple(words["last"])).search(text):
        return placed[-1]
    of_sum = [entry for entry in placed if any(_names(words, text, amount, entry) for amount in find_amounts(text))]
    return of_sum[0] if len(of_sum) == 1 else None


def _names(words: Mapping[str, Any], text: str, amount: Amount, entry: Entry) -> bool:
    """Whether a sum in the text is the name of an entry: 8万那份."""
    return amount.value == entry.value and bool(rules(tuple(words["of_sum"])).match(text[amount.end :]))


def adds_up(value: Decimal, told: Sequence[dict[str, Any]]) -> bool:
    """Whether a sum that nothing names is only what the others come to (…，一共50万)."""
    return len(told) > 1 and value == sum(Decimal(one["value"]) for one in told if one["mode"] in ("set", "add"))
