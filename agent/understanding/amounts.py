"""Binds each sum of money in a message to the fact it tells, or to the role it plays (received, target, claimed).

A cue of the message names it (binding.py);
then the fact that was asked for, then the basis of the only measure talked about. Cues, roles
and modes are data (facts.yaml, roles.yaml).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any

from agent.understanding.binding import CLAUSE, SENTENCE, bind, without_compounds
from agent.understanding.derived import MONTHS, derived, months_said, shares_told
from agent.understanding.vocabulary import Cue, Mention, Vocabulary, compiled
from knowledge.numerals import Amount, find_amounts, fold


@dataclass
class MoneyReading:
    """`told`: tellings of facts; `roles`: role → yuan; `shares`: said (0.8), interest rates left out; `loose`: sums nothing names.

    `foreign`: sums of another currency, as written: never reckoned with.
    """

    told: list[dict[str, Any]] = field(default_factory=list)
    roles: dict[str, Decimal] = field(default_factory=dict)
    shares: list[Decimal] = field(default_factory=list)
    loose: list[Decimal] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)


@cache
def _rules(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return compiled(patterns)


def read_money(vocabulary: Vocabulary, text: str, asked: list[str], focus: list[str]) -> MoneyReading:
    """What the sums in `text` tell. `asked` and `focus` resolve a bare amount."""
    text = fold(text)
    reading = MoneyReading()
    amounts = find_amounts(text)
    mentions = [m for m in vocabulary.money_mentions(text) if not any(a.start <= m.start < a.end for a in amounts)]
    mentions = without_compounds(mentions)
    mentions, zeros = _zeros(vocabulary, text, mentions, amounts)
    reading.told.extend(zeros)
    wanted = _wanted(vocabulary, asked, focus)
    money = [a for a in amounts if a.is_money or _bare(a, text, wanted, mentions)]
    for amount in amounts:
        if amount.unit == "percent" and not re.search(r"(利率|年化|利息率|rate)[^，,。]{0,6}$", text[: amount.start]):
            reading.shares.append(amount.value)
    taken: set[str] = set()
    last: Cue | None = None
    plain: list[Amount] = []
    for amount in money:
        role = _role(vocabulary, text, amount)
        if role is None:
            plain.append(amount)
        elif role != "reference":
            reading.roles.setdefault(role, amount.value)
    named = list(zip(plain, bind(vocabulary, text, plain, mentions), strict=True))
    for amount, cue in named:
        if cue is None and last is not None and _rules(tuple(vocabulary.roles["periods"])).search(text[: amount.start]):
            cue = last
        if cue is None and wanted and not taken:
            cue = Cue("", wanted[0], "")
        if cue is None and amount.is_money:
            reading.loose.append(amount.value)
        if cue is None or cue.fact is None:
            continue
        told = _telling(vocabulary, text, amount, cue)
        reading.told.append(told)
        taken.add(cue.fact)
        last = cue
    reading.told.extend(shares_told(vocabulary, text, amounts, mentions))
    facts = {telling["fact"] for telling in reading.told}
    reading.told.extend(t for t in derived(vocabulary, text, amounts, named) if t["fact"] not in facts)
    reading.foreign = [a.text for a in amounts if a.unit == "foreign"]
    _join(reading.told)
    if not reading.told and len(wanted) == 1:
        for times, patterns in vocabulary.roles["multiples"].items():
            if _rules(tuple(patterns)).search(text):
                reading.told.append({"fact": wanted[0], "part": "", "value": times, "mode": "times"})
    return reading


def _bare(amount: Amount, text: str, wanted: list[str], mentions: list[Mention]) -> bool:
    """A number without unit or scale is money where money was asked for, or right after the word for it."""
    if amount.unit != "" or amount.value < 100:
        return False
    if wanted and len(text) <= 12:
        return True
    return any(m.cue.fact and 0 <= amount.start - m.end <= 3 for m in mentions)


def _wanted(vocabulary: Vocabulary, asked: list[str], focus: list[str]) -> list[str]:
    facts = vocabulary.policy.facts
    wanted = [name for name in asked if name in facts and facts[name].type == "money"]
    bases = {b for id_ in focus for b in vocabulary.policy.measures[id_].support.basis} if focus else set()
    return wanted or (list(bases) if len(bases) == 1 else [])


def _zeros(vocabulary: Vocabulary, text: str, mentions: list[Mention], amounts: list[Amount]) -> tuple[list[Mention], list[dict[str, Any]]]:
    """没有土建, 数据合同没有签: the fact is told to be zero, and its word no longer names another amount."""
    rules = vocabulary.roles["zero"]
    kept: list[Mention] = []
    zeros = []
    for mention in mentions:
        clause = CLAUSE.split(text[: mention.start])[-1]
        before = bool(_rules(tuple(rules["before"])).search(clause))
        after = bool(_rules(tuple(rules["after"])).match(text[mention.end :]))
        if mention.cue.fact and (before or after):
            zeros.append({"fact": mention.cue.fact, "part": mention.cue.part, "value": "0", "mode": "set"})
        else:
            kept.append(mention)
    named = {m.cue.fact for m in kept}
    return kept, [zero for zero in zeros if zero["fact"] not in named or vocabulary.policy.facts[zero["fact"]].parts]


def _role(vocabulary: Vocabulary, text: str, amount: Amount) -> str | None:
    before = SENTENCE.split(text[: amount.start])[-1]
    after = text[amount.end :]
    for rule in vocabulary.roles["roles"]:
        if _rules(tuple(rule.get("before", ()))).search(before) or _rules(tuple(rule.get("after", ()))).search(after):
            return str(rule["role"])
    return None


def _telling(vocabulary: Vocabulary, text: str, amount: Amount, cue: Cue) -> dict[str, Any]:
    before = CLAUSE.split(text[: amount.start])[-1]
    after = text[amount.end :]
    roles = vocabulary.roles
    mode = "set"
    for name in ("subtract", "add"):
        mode_rule = roles["modes"][name]
        if _rules(tuple(mode_rule.get("before", ()))).search(before) or _rules(tuple(mode_rule.get("after", ()))).search(after):
            mode = name
            break
    if _rules(tuple(roles["within"]["before"])).search(before):
        mode = "within" if _rules(tuple(roles["within"]["used"])).search(before) else "part of"
    value, upper, note, times = amount.value, amount.upper, "", 0
    for rule in roles["recurring"]:
        if _rules(tuple(rule["before"])).search(before) or _rules(tuple(rule["after"])).search(after):
            months = months_said(text) if rule["times"] == MONTHS else None
            times = months or rule["times"]
            value, upper, note = value * times, upper and upper * times, "months" if months else "recurring"
            break
    if not note and _rules(tuple(roles["partial"])).search(before):
        note = "partial"
    told: dict[str, Any] = {"fact": cue.fact, "part": cue.part, "value": _text(value), "mode": mode}
    if upper is not None:
        told["upper"] = _text(upper)
    if amount.approximate:
        told["approximate"] = True
    if note:
        told["note"] = note
        told["written"] = amount.text
        if times:
            told["times"] = str(times)
    if label := _rules(tuple(roles["periods"])).search(before):
        told["label"] = label.group(1)
    return told


def _join(told: list[dict[str, Any]]) -> None:
    """Two sums told for one fact in one message: different years keep their labels, otherwise the later one adds up."""
    seen: dict[tuple[str, str], dict[str, Any]] = {}
    for telling in list(told):
        key = (telling["fact"], telling["part"])
        whole = seen.get(key)
        if telling["mode"] in ("within", "part of"):
            # 其中…: a part of what was said before; what was actually used takes its place, any other part says nothing new.
            if whole is not None and telling["mode"] == "within":
                whole["value"] = telling["value"]
            if whole is not None:
                told.remove(telling)
                continue
            telling["mode"] = "set"
        first = seen.setdefault(key, telling)
        labels = (first.get("label"), telling.get("label"))
        if first is not telling and telling["mode"] == "set" and (labels[0] == labels[1] or None in labels):
            telling["mode"] = "add"


def _text(value: Decimal) -> str:
    return f"{value:f}"
