"""How many people and how many years a message speaks of."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from agent.understanding.vocabulary import Vocabulary, compiled
from knowledge.numerals import Amount, find_amounts, fold

_BREAK = re.compile(r"[，,。；;！!？?\n]")


@dataclass
class _Count:
    """What the numbers of a message count: `strong` totals, `totals`, named `groups`, people who come or go, `beside` the speaker."""

    strong: list[Amount] = field(default_factory=list)
    totals: list[Amount] = field(default_factory=list)
    groups: list[Amount] = field(default_factory=list)
    leaving: int = 0
    joining: int = 0
    moved: list[Amount] = field(default_factory=list)
    beside: bool = False
    uncertain: bool = False


def read_headcount(vocabulary: Vocabulary, text: str, asked: list[str]) -> dict[str, Any] | None:
    """The telling of the headcount: a total wins, else named groups are added up; ``mode`` add/subtract for 招/走.

    An approximate number is told as ``approximate`` so that the exact one is asked for. None when no people are counted.
    """
    rules = vocabulary.roles["headcount"]
    text = fold(text)
    count = _counted(rules, text, asked)
    named = [*count.groups, *count.totals]
    change = count.joining - count.leaving
    if count.strong:
        told = _told(count.strong[-1])
        later = any(amount.start > count.strong[-1].end for amount in count.moved)
        return {**told, "value": str(int(told["value"]) + change)} if later else told
    if compiled(rules["alone"]).search(text) and not any(amount.value > 1 for amount in named):
        return {"fact": "headcount", "part": "", "value": "1", "mode": "set"}
    if count.groups and count.uncertain:
        return None
    total = None
    if len(count.groups) > 1 or count.groups and count.totals and count.groups[-1].end > count.totals[-1].end:
        total = {"fact": "headcount", "part": "", "value": str(sum(int(a.value) for a in named)), "mode": "set"}
    elif named:
        amount = (count.totals or count.groups)[-1]
        if amount.value == 1 and not count.beside and not _alone(text, amount):
            return None
        total = _told(amount)
    if total is not None:
        total["value"] = str(int(total["value"]) + count.beside + change)
        return total
    if change:
        return {"fact": "headcount", "part": "", "value": str(abs(change)), "mode": "add" if change > 0 else "subtract"}
    return None


def _counted(rules: dict[str, list[str]], text: str, asked: list[str]) -> _Count:
    count = _Count()
    for amount in find_amounts(text):
        if amount.unit not in ("people", "count", "") or amount.value != int(amount.value) or amount.is_money:
            continue
        before = _BREAK.split(text[max(0, amount.start - 12) : amount.start])[-1]
        wide = text[max(0, amount.start - 16) : amount.start]
        after = text[amount.end : amount.end + 6]
        if _starts(after, rules["not_us"]) and (amount.unit != "people" or amount.value == 1):
            continue
        if _ends(before, rules["limit_before"]) and not _ends(before, rules["strong_before"]):
            continue
        said = _nearest(before, rules, ("strong_before",) if amount.unit == "" else ("strong_before", "joining", "leaving"))
        people = amount.unit == "people" or _noun(after, rules["nouns"])
        beside = bool(compiled(tuple(rules["beside_me_after"])).match(text[amount.end :])) and not _ends(before, rules["strong_before"])
        beside = beside or _ends(wide, rules["beside_me"]) and said != "strong_before" and (people or not after or bool(_END.match(after)))
        if _noun(after, rules["uncertain_nouns"]) or _ends(before, rules["uncertain_before"]):
            count.uncertain = count.uncertain or not _ends(before, rules["part_before"])
        elif amount.unit != "people" and _ends(before, rules["group_before"]):
            count.groups.append(amount)
        elif said == "leaving" and not beside:
            count.leaving += int(amount.value)
            count.moved.append(amount)
        elif said == "joining" and not beside:
            count.joining += int(amount.value)
            count.moved.append(amount)
        elif said == "strong_before" and (people or not after or _BREAK.match(after) or after[0] in "了呢吧 "):
            count.strong.append(amount)
        elif beside:
            count.beside = True
            count.groups.append(amount)
        elif people and (_ends(before, rules["total_before"]) or amount.unit == "people"):
            (count.totals if amount.unit == "people" and not _noun(after, rules["nouns"]) else count.groups).append(amount)
        elif people:
            count.groups.append(amount)
        elif amount.text in _FEW and _ends(before, rules["we"]):
            count.totals.append(amount)
        elif asked and "headcount" in asked and len(text) <= 16 and amount.unit in ("count", ""):
            count.totals.append(amount)
    return count


_END = re.compile(r"[，,。；;！!？?\n\s了呢吧啊的]")
_FEW = ("俩", "仨")
"""两个 and 三个 in one word: of people when 我们 stands before."""


def _alone(text: str, amount: Amount) -> bool:
    """One person is a headcount when said of oneself or of the company, not in 一个人名下 or 每个人."""
    return bool(re.match(r"($|[，,。；;！!？?\s]|的(公司|团队|OPC))", text[amount.end :]))


def _told(amount: Amount) -> dict[str, Any]:
    exact = not amount.approximate and amount.upper is None
    telling: dict[str, Any] = {"fact": "headcount", "part": "", "value": str(int(amount.value)), "mode": "set"}
    if not exact:
        telling["approximate"] = True
    return telling


def read_years(vocabulary: Vocabulary, text: str) -> int | None:
    """For how many years to reckon (连续三年, 三年加起来); the age of a firm, the calendar and 第三年 are not that. None: not said."""
    rules = vocabulary.roles["years"]
    for amount in find_amounts(text):
        plain = amount.unit == "year" and 1 < amount.value <= 30 and amount.value == int(amount.value)
        before, after = text[: amount.start], text[amount.end :]
        if plain and not before.endswith("第") and (_ends(before, rules["before"]) or compiled(tuple(rules["after"])).match(after)):
            return int(amount.value)
    return None


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))), re.IGNORECASE)


def _noun(after: str, words: list[str]) -> bool:
    match = _pattern(tuple(words)).search(_BREAK.split(after)[0])
    return bool(match) and match.start() <= 3  # type: ignore[union-attr]


def _starts(after: str, words: list[str]) -> bool:
    return bool(_pattern(tuple(words)).match(after.lstrip()))


def _nearest(before: str, rules: dict[str, list[str]], kinds: tuple[str, ...]) -> str:
    """Which kind of word stands nearest before the number; empty when none does."""
    found = {kind: max((m.start() for p in rules[kind] for m in re.finditer(p, before)), default=-1) for kind in kinds}
    best = max(kinds, key=lambda kind: found[kind])
    return best if found[best] >= 0 else ""


def _ends(before: str, patterns: list[str]) -> bool:
    return bool(compiled(tuple(patterns)).search(before))
