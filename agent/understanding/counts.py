"""How many people and how many years a message speaks of."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from agent.understanding.vocabulary import Vocabulary, compiled
from knowledge.numerals import Amount, find_amounts, fold

_BREAK = re.compile(r"[，,。；;！!？?\n]")


def read_headcount(vocabulary: Vocabulary, text: str, asked: list[str]) -> dict[str, Any] | None:
    """The telling of the headcount: a total wins, else named groups are added up; ``mode`` add/subtract for 招/走.

    An approximate number is told as ``approximate`` so that the exact one is asked for. None when no people are counted.
    """
    rules = vocabulary.roles["headcount"]
    text = fold(text)
    counted = [a for a in find_amounts(text) if a.unit in ("people", "count", "") and a.value == int(a.value) and not a.is_money]
    totals: list[Amount] = []
    strong: list[Amount] = []
    groups: list[Amount] = []
    leaving = joining = 0
    uncertain = False
    for amount in counted:
        before = _BREAK.split(text[max(0, amount.start - 12) : amount.start])[-1]
        after = text[amount.end : amount.end + 6]
        if _starts(after, rules["not_us"]) and (amount.unit != "people" or amount.value == 1):
            continue
        if _ends(before, rules["limit_before"]) and not _ends(before, rules["strong_before"]):
            continue
        said = _nearest(before, rules, ("strong_before",) if amount.unit == "" else ("strong_before", "joining", "leaving"))
        people = amount.unit == "people" or _noun(after, rules["nouns"])
        if _noun(after, rules["uncertain_nouns"]):
            uncertain = True
        elif said == "leaving":
            leaving += int(amount.value)
        elif said == "joining":
            joining += int(amount.value)
        elif said == "strong_before" and (people or not after or _BREAK.match(after) or after[0] in "了呢吧 "):
            strong.append(amount)
        elif people and (_ends(before, rules["total_before"]) or amount.unit == "people"):
            (totals if amount.unit == "people" and not _noun(after, rules["nouns"]) else groups).append(amount)
        elif people:
            groups.append(amount)
        elif asked and "headcount" in asked and len(text) <= 16 and amount.unit in ("count", ""):
            totals.append(amount)
    if strong:
        return _told(strong[-1])
    if compiled(rules["alone"]).search(text) and not any(amount.value > 1 for amount in (*totals, *groups)):
        return {"fact": "headcount", "part": "", "value": "1", "mode": "set"}
    if groups and uncertain:
        return None
    if len(groups) > 1 or groups and totals and groups[-1].end > totals[-1].end:
        return {"fact": "headcount", "part": "", "value": str(sum(int(a.value) for a in (*groups, *totals))), "mode": "set"}
    if totals or groups:
        amount = (totals or groups)[-1]
        if amount.value == 1 and not _alone(text, amount):
            return None
        return _told(amount)
    if joining or leaving:
        change = joining - leaving
        mode = "add" if change > 0 else "subtract"
        return {"fact": "headcount", "part": "", "value": str(abs(change)), "mode": mode} if change else None
    return None


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
    match = _pattern(tuple(words)).search(after)
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
