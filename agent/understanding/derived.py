"""Sums that a message gives by their making: interest by principal, rate and years, a share of a sum told, a multiple of one known.

The reading goes with the telling (`note`, and the figures it came from), so that the reply says how the value came about.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from agent.understanding.clauses import CLAUSE, rules
from agent.understanding.telling import plain
from agent.understanding.vocabulary import Cue, Mention, Vocabulary
from knowledge.numerals import Amount

Bound = Sequence[tuple[Amount, tuple[Cue, ...]]]
"""Sums of a message, each with the words that name it."""

MONTHS = 12
MOST_PERCENT = 25
"""No loan costs more a year; a larger number beside 利率 is none."""

_MONTHLY = re.compile(r"月[^，。；\d]{0,4}$")
_FEN = Decimal("0.01")
_HALF = re.compile("一半")


def is_rate(vocabulary: Vocabulary, text: str, amount: Amount) -> bool:
    """Whether a share is a rate of interest."""
    rate = vocabulary.roles["rate"]
    before, after = text[: amount.start], text[amount.end :]
    return bool(rules(tuple(rate["before"])).search(before) or rules(tuple(rate["after"])).match(after))


def interest(vocabulary: Vocabulary, text: str, amounts: Sequence[Amount], bound: Bound) -> list[dict[str, Any]]:
    """Interest = principal × rate × years, only where the user says that it was paid so (roles.yaml, derived)."""
    told = []
    for rule in vocabulary.roles["derived"]:
        principals = [a for a, cues in bound if any(cue.fact is None and cue.part == rule["principal"] for cue in cues)]
        stated = [rate for a in amounts if is_rate(vocabulary, text, a) and (rate := _as_rate(text, a))]
        rates = list({a.value: a for a in stated}.values())
        paid = rules(tuple(rule["paid"])).search(text) and not rules(tuple(rule["unless"])).search(text)
        if len(principals) != 1 or len(rates) != 1 or not paid or principals[0].upper is not None:
            continue
        months, said = _months(rule, text, amounts)
        monthly = bool(rules(tuple(rule["monthly"])).search(text[: rates[0].start]))
        value = principals[0].value * rates[0].value * months / (1 if monthly else MONTHS)
        in_months = monthly or months % MONTHS != 0
        telling = {"fact": rule["fact"], "part": "", "value": _short(value.quantize(_FEN, ROUND_HALF_UP)), "mode": "set"}
        telling |= {"note": "derived_months" if in_months else "derived", "principal": plain(principals[0].value)}
        told.append({**telling, "rate": _short(rates[0].value), "times": said if in_months else _short(months / MONTHS)})
    return told


def _as_rate(text: str, amount: Amount) -> Amount | None:
    """A number that stands as a rate, as a share: 4.2%, 年息3.85, 月息4厘 (of a year 厘 is a hundredth, of a month a thousandth)."""
    if amount.unit == "percent":
        return amount
    if amount.unit != "" or amount.scaled or not 0 < amount.value < MOST_PERCENT:
        return None
    mills = text[amount.end : amount.end + 1] == "厘"
    parts = 1000 if mills and _MONTHLY.search(text[: amount.start]) else 100
    return replace(amount, value=amount.value / parts, unit="percent")


def _months(rule: dict[str, Any], text: str, amounts: Sequence[Amount]) -> tuple[Decimal, str]:
    """For how many months interest was paid, and as it was said; a year when nothing is. The term of the loan is not that."""
    for amount in reversed(amounts):
        before, after = text[: amount.start], text[amount.end :]
        if rules(tuple(rule["term"]["before"])).search(before) or rules(tuple(rule["term"]["after"])).match(after):
            continue
        if amount.unit == "year" and 0 < amount.value <= 30:
            return amount.value * MONTHS, amount.text
        if amount.unit == "month" and "个" in amount.text:
            return amount.value, amount.text
    return (Decimal(MONTHS) / 2, "半年") if "半年" in text else (Decimal(MONTHS), "一年")


def shares_told(
    vocabulary: Vocabulary, text: str, amounts: Sequence[Amount], mentions: Sequence[Mention], bound: Bound
) -> tuple[list[dict[str, Any]], list[Amount], set[Decimal]]:
    """Tellings of shares of sums (土建占三成, 实际用了八成); the shares that are neither that nor a rate of interest; sums shared out.

    A share of what is not in the message is told with mode ``share`` of the fact ``of``: it follows when that is known (ledger).
    """
    told: list[dict[str, Any]] = []
    loose: list[Amount] = []
    wholes: set[Decimal] = set()
    basis = {less: m.support.basis[0] for m in vocabulary.policy.measures.values() for less in m.support.less if m.support.basis}
    halves = [_like(amounts, match) for match in _HALF.finditer(text)]
    for share in (a for a in (*amounts, *halves) if a.unit == "percent" and a.upper is None):
        if is_rate(vocabulary, text, share) or _is_other(vocabulary, text, share):
            continue
        if used := _used(vocabulary, text, share, bound):
            told.append(used)
            continue
        cue = _owner(vocabulary, text, share, mentions)
        whole = next((a for a, cues in reversed(bound) if a.end <= share.start and not any(c.fact for c in cues)), None)
        same = next((a for a, cues in reversed(bound) if cue and any(c.fact == basis.get(cue.fact or "") for c in cues)), None)
        if cue is None:
            loose += [] if share in halves else [share]
        elif cue.fact in basis and same is None:
            told.append({"fact": cue.fact, "part": "", "value": plain(share.value), "mode": "share", "of": basis[cue.fact]})
        elif cue.fact in basis and same is not None:
            told.append(_of(cue, share, same))
        elif cue.fact and whole is not None:
            told.append(_of(cue, share, whole))
            wholes.add(whole.value)
    return told, loose, wholes


def _is_other(vocabulary: Vocabulary, text: str, share: Amount) -> bool:
    """Whether a share is of something that is no support and no sum of ours: a stake, a down payment, growth."""
    other = vocabulary.roles["other_shares"]
    before, after = text[: share.start], text[share.end :]
    return bool(rules(tuple(other["before"])).search(before) or rules(tuple(other["after"])).match(after))


def _used(vocabulary: Vocabulary, text: str, share: Amount, bound: Bound) -> dict[str, Any] | None:
    """充了100万词元，实际用了八成: what was used takes the place of what was paid."""
    if not rules(tuple(vocabulary.roles["within"]["used"])).search(CLAUSE.split(text[: share.start])[-1]):
        return None
    for amount, cues in reversed(bound):
        if amount.end <= share.start and cues and cues[0].fact:
            return _of(cues[0], share, amount)
    return None


def _of(cue: Cue, share: Amount, whole: Amount) -> dict[str, Any]:
    value = _short((whole.value * share.value).quantize(_FEN, ROUND_HALF_UP))
    told = {"fact": cue.fact, "part": cue.part, "value": value, "mode": "set", "note": "share"}
    return {**told, "principal": plain(whole.value), "rate": _short(share.value), "written": share.text}


def _owner(vocabulary: Vocabulary, text: str, share: Amount, mentions: Sequence[Mention]) -> Cue | None:
    """What a share is a share of money for: 土建占三成, 三成是土建. None when it is no such share."""
    words = vocabulary.roles["shares"]
    clause = len(text[: share.start]) - len(CLAUSE.split(text[: share.start])[-1])
    for mention in mentions:
        before = clause <= mention.start and mention.end <= share.start
        if before and rules(tuple(words["before"])).fullmatch(text[mention.end : share.start]):
            return mention.cue
        if mention.start >= share.end and rules(tuple(words["after"])).fullmatch(text[share.end : mention.start]):
            return mention.cue
    return None


def rest_told(
    vocabulary: Vocabulary, text: str, mentions: Sequence[Mention], bound: Bound, told: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    """一共100万，算力60万，剩下的是词元: the sum of all less what was told of it."""
    wholes = [amount for amount, cues in bound if not any(cue.fact for cue in cues) and amount.upper is None]
    for mention in mentions:
        before = text[: mention.start]
        if mention.cue.fact and wholes and rules(tuple(vocabulary.roles["rest"])).search(before):
            less = {fact for m in vocabulary.policy.measures.values() if mention.cue.fact in m.support.basis for fact in m.support.less}
            ours = [one for one in told if one["mode"] in ("set", "add") and one["fact"] not in less]
            said = sum((Decimal(one["value"]) for one in ours), Decimal(0))
            left = wholes[0].value - said
            if left > 0:
                told_rest = {"fact": mention.cue.fact, "part": mention.cue.part, "value": _short(left), "mode": "set", "note": "rest"}
                return [{**told_rest, "principal": plain(wholes[0].value)}]
    return []


def multiples(
    vocabulary: Vocabulary, text: str, amounts: Sequence[Amount], mentions: Sequence[Mention], wanted: Sequence[str]
) -> list[dict[str, Any]]:
    """翻倍, 减半, 涨了三成: what is known times so much; of the fact the message names, else of the one talked about."""
    roles = vocabulary.roles
    signs = [match.start() for patterns in roles["multiples"].values() for match in rules(tuple(patterns)).finditer(text)]
    ours = [m for m in mentions if m.cue.fact]
    before = [m for m in ours if signs and m.end <= signs[0]][-1:]
    named = list(dict.fromkeys((m.cue.fact, m.cue.part) for m in before or ours)) or [(fact, "") for fact in wanted]
    if len(named) != 1:
        return []
    times = [Decimal(number) for number, patterns in roles["multiples"].items() if rules(tuple(patterns)).search(text)]
    for share in (amount for amount in amounts if amount.unit == "percent"):
        times += [1 + share.value] if rules(tuple(roles["changes"]["raise"])).search(text[: share.start]) else []
        times += [1 - share.value] if rules(tuple(roles["changes"]["cut"])).search(text[: share.start]) else []
    return [{"fact": named[0][0], "part": named[0][1], "value": _short(times[0]), "mode": "times"}] if times else []


def _like(amounts: Sequence[Amount], match: re.Match[str]) -> Amount:
    """一半 as a share."""
    return Amount(match.start(), match.end(), Decimal("0.5"), None, "percent", match.group())


def _short(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
