"""How many people and how many years a message speaks of.

Every number of people plays one part (`Kind`): it says how many there are, names some of them, lets people come or go, lies
inside another number, or counts people of whom it is open whether they count. The words that give a number its part are data
(roles.yaml, headcount); people.py adds those who are named without a number (我和老公).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from agent.understanding.clauses import CLAUSE, SENTENCE, rules
from agent.understanding.people import Head, Kind, alone, beside, company, joins_one
from agent.understanding.questions import QUESTION
from agent.understanding.vocabulary import Vocabulary
from knowledge.numerals import Amount, find_amounts, fold

Rules = Mapping[str, Any]

_OF_PEOPLE = "个俩仨"
SHORT = 16
"""Characters of a message that may mean people because they were asked for."""

BEFORE, AFTER = 12, 8
"""Characters before and behind a number in which its part is looked for."""


def read_headcount(vocabulary: Vocabulary, text: str, asked: list[str], heard: Sequence[str] = ()) -> dict[str, Any] | None:
    """The telling of the headcount: a total wins, else named groups are added up; ``mode`` add/subtract for 招/走.

    An approximate number is told as ``approximate`` so that the exact one is asked for; with people of whom it is open whether
    they count (外包, 兼职) the telling has ``upper`` and ``note`` uncertain. None when no people are counted. `asked`: facts that
    were asked for, `heard`: those told in the turn before; both let a short message mean people without saying so.
    """
    words: Rules = vocabulary.roles["headcount"]
    text = fold(text)
    short = len(text) <= SHORT and not rules(tuple(words["of_money"])).search(text)
    meant = short and ("headcount" in asked or ("headcount" in heard and bool(rules(tuple(words["of_heads"])).search(text))))
    heads = company(words, text, _heads(words, text, meant))
    totals = [head for head in heads if head.kind == "total"]
    totals = [head for head in totals if not head.planned] or totals
    some = [head for head in heads if head.kind == "group"]
    change = sum(head.low if head.kind == "joins" else -head.low for head in heads if head.kind in ("joins", "leaves"))
    if totals:
        last = totals[-1]
        later = [head for head in heads if head.start > last.start]
        change = sum(head.low if head.kind == "joins" else -head.low for head in later if head.kind in ("joins", "leaves"))
        return _told([last], change, [head for head in later if head.kind == "open"])
    if alone(words, text) and not any(head.low > 1 for head in some):
        return _told([Head("total", 1, 1, 0, 0)], 0, [])
    if some and not (len(some) == 1 and some[0].low == 1 and not some[0].sure):
        return _told(some, change, [head for head in heads if head.kind == "open"])
    if not heads and joins_one(words, text):
        return {"fact": "headcount", "part": "", "value": "1", "mode": "add"}
    if change and not some:
        return {"fact": "headcount", "part": "", "value": str(abs(change)), "mode": "add" if change > 0 else "subtract"}
    return None


def _told(heads: Sequence[Head], change: int, uncertain: Sequence[Head]) -> dict[str, Any]:
    low = sum(head.low for head in heads) + change
    high = sum(head.high for head in heads) + change
    told: dict[str, Any] = {"fact": "headcount", "part": "", "value": str(max(low, 0)), "mode": "set"}
    if any(head.approximate for head in heads) or high != low:
        told["approximate"] = True
    if uncertain:
        told |= {"approximate": True, "upper": str(high + sum(head.high for head in uncertain)), "note": "uncertain"}
    return told


def _heads(words: Rules, text: str, asked: bool) -> list[Head]:
    """The numbers of the text that count people of ours, each with its part."""
    found = []
    for amount in find_amounts(text):
        if amount.unit in ("people", "count", "") and amount.value == int(amount.value) and not amount.is_money:
            noun = rules(tuple(words["nouns"])).match(text, amount.end)
            end = noun.end() if noun else amount.end
            if kind := _kind(words, text, amount, end, asked):
                high = int(amount.value if amount.upper is None else amount.upper)
                before = CLAUSE.split(text[max(0, amount.start - BEFORE) : amount.start])[-1]
                about = amount.approximate or bool(rules(tuple(words["about"]["before"])).search(before))
                about = about or bool(rules(tuple(words["about"]["after"])).match(text[end:]))
                sure = amount.value > 1 or bool(rules(tuple(words["one_after"])).match(text[amount.end :]))
                planned = bool(rules(tuple(words["planned"])).search(before))
                found.append(Head(kind, int(amount.value), high, amount.start, end, about, sure, planned))
    return beside(words, text, found)


def _kind(words: Rules, text: str, amount: Amount, end: int, asked: bool) -> Kind | None:
    """The part of a number, by what stands round it; None when it counts no people of ours."""
    wide = text[max(0, amount.start - BEFORE) : amount.start]
    before, after = CLAUSE.split(wide)[-1], text[amount.end : amount.end + AFTER]

    def says(key: str) -> bool:
        return bool(rules(tuple(words[key])).search(before))

    people = amount.unit == "people" or end > amount.end
    if amount.unit == "count" and not people and amount.text[-1] not in _OF_PEOPLE:
        return None
    ends = bool(rules(tuple(words["ends"])).match(text[end:]))
    if rules(tuple(words["not_us"])).match(after.lstrip()) and (amount.unit != "people" or amount.value == 1):
        return None
    limit = rules(tuple(words["limit_after"])).match(text[end:]) and QUESTION.search(text)
    if limit and not (says("we") or says("total_before")):
        return None
    if says("not_us_before") or says("limit_before") and not says("total_before"):
        return None
    if rules(tuple(words["open_after"])).match(after) or (says("open_before") and (people or ends)):
        return "inside" if rules(tuple(words["inside_before"])).search(wide) else "open"
    if says("inside_before"):
        return "inside" if people or ends else None
    if ends and rules(tuple(words["beside_me"])).search(text[: amount.start]):
        return "group"
    if amount.unit == "" and not people:
        now = says("now_before") and ends and _of_people(words, text, amount)
        return "total" if now or says("named_before") or asked else None
    coming, going, total = (_last(words[key], before) for key in ("joins", "leaves", "total_before"))
    if max(coming, going) > total and (people or ends or amount.text[-1] in _OF_PEOPLE):
        return "joins" if coming > going else "leaves"
    if total >= 0 and (people or ends) and (people or _of_people(words, text, amount)):
        return "group" if end > amount.end and not says("sum_before") else "total"
    if says("group_before") and (people or ends):
        return "group"
    if people:
        if amount.value == 1 and end == amount.end and not rules(tuple(words["one_after"])).match(after):
            return None
        plain = amount.unit == "people" and end == amount.end and not rules(tuple(words["duty_after"])).match(after)
        return "total" if plain and not says("some_before") else "group"
    if says("we") and (ends or amount.text[-1] in _OF_PEOPLE) or asked:
        return "total"
    return None


def _of_people(words: Rules, text: str, amount: Amount) -> bool:
    """Whether the sentence speaks of people, so that 6个 without a noun counts them."""
    sentence = SENTENCE.split(text[: amount.start])[-1] + SENTENCE.split(text[amount.end :])[0]
    return bool(rules(tuple(words["of_people"])).search(sentence))


def _last(patterns: Sequence[str], before: str) -> int:
    """Where the last of these words stands before a number; -1 when none does."""
    return max((match.start() for match in rules(tuple(patterns)).finditer(before)), default=-1)


def read_years(vocabulary: Vocabulary, text: str) -> int | None:
    """For how many years to reckon (连续三年, 三年加起来); the age of a firm, the calendar and 第三年 are not that. None: not said."""
    words = vocabulary.roles["years"]
    for amount in find_amounts(text):
        plain = amount.unit == "year" and 1 < amount.value <= 30 and amount.value == int(amount.value)
        before, after = text[: amount.start], text[amount.end :]
        said = rules(tuple(words["before"])).search(before) or rules(tuple(words["after"])).match(after)
        if plain and not before.endswith("第") and said:
            return int(amount.value)
    return None
