"""Which numbers of a message are sums of money, in which scale, and which of them only speak of what is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from agent.understanding.alignment import rows
from agent.understanding.clauses import CLAUSE, JOINED, rules
from agent.understanding.entries import Entry
from agent.understanding.vocabulary import Mention, Vocabulary
from knowledge.numerals import Amount


def sums_in(
    vocabulary: Vocabulary, text: str, amounts: Sequence[Amount], mentions: Sequence[Mention], wanted: list[str], known: Sequence[Entry]
) -> list[Amount]:
    """The numbers that are sums of money, foreign ones included. In a row (60、80、20万) the last one gives the scale.

    A small bare number is in tens of thousands where the sums beside it or those told before are: 改成两百 after 860万.
    """
    scaled = list(amounts)
    in_ten_thousands = bool(rules(tuple(vocabulary.roles["stated_unit"])).search(text))
    for run in rows(text, amounts, JOINED):
        last = amounts[run[-1]]
        bare = [index for index in run if amounts[index].unit == "" and not amounts[index].scaled]
        if in_ten_thousands or (last.is_money and last.scaled and len(bare) == len(run) - 1 and last.value >= 10**4):
            scale = Decimal(10**8 if last.value % 10**8 == 0 else 10**4)
            for index in bare:
                scaled[index] = replace(amounts[index], value=amounts[index].value * scale, scaled=True)
    in_wan = any(amount.is_money and amount.scaled and amount.value >= 10**4 for amount in amounts)
    before_in_wan = any(entry.value >= 10**5 and entry.value % 1000 == 0 for entry in known) and not in_wan
    for index, amount in enumerate(scaled):
        ends = CLAUSE.match(text, amount.end) or amount.end == len(text)
        small = 0 < amount.value < 10**3
        if before_in_wan and small and _bare(amount, text, wanted, mentions, least=10):
            scaled[index] = replace(amount, value=amount.value * 10**4, scaled=True, approximate=True)
        elif in_wan and ends and small and (_bare(amount, text, [], mentions, least=1) or _spent(vocabulary, text, amount)):
            scaled[index] = replace(amount, value=amount.value * 10**4, scaled=True, approximate=True)  # …八百万，土建一百五
    signs = [pattern for rule in vocabulary.roles["recurring"] for pattern in rule["before"]]
    found = []
    for amount in scaled:
        recurs = amount.unit == "" and amount.value >= 100 and bool(rules(tuple(signs)).search(CLAUSE.split(text[: amount.start])[-1]))
        if amount.is_money or amount.unit == "foreign" or recurs or _bare(amount, text, wanted, mentions):
            found.append(amount)
    return found


def _spent(vocabulary: Vocabulary, text: str, amount: Amount) -> bool:
    """Whether a bare number stands right behind a word for spending: …退了5万，原来花了四十五."""
    clause = CLAUSE.split(text[: amount.start])[-1]
    return amount.unit == "" and any(m.end() == len(clause) for m in rules(tuple(vocabulary.roles["spending"])).finditer(clause))


def counts_things(vocabulary: Vocabulary, text: str, amount: Amount) -> bool:
    """Whether a large number counts tokens and no money: 2亿个token, 消耗了500万token."""
    counted = vocabulary.roles["counted"]
    after, before = text[amount.end :], text[: amount.start]
    return bool(rules(tuple(counted["after"])).match(after) and rules(tuple(counted["before"])).search(before))


def _bare(amount: Amount, text: str, wanted: list[str], mentions: Sequence[Mention], least: int = 100) -> bool:
    """A number without unit or scale is money where money was asked for, or right after the word for it."""
    if amount.unit != "" or amount.value < least:
        return False
    if wanted and len(text) <= 12:
        return True
    return any(m.cue.fact and (0 <= amount.start - m.end <= 3 or 0 <= m.start - amount.end <= 1) for m in mentions)


def restated(vocabulary: Vocabulary, text: str, amount: Amount, known: Sequence[Entry]) -> bool:
    """Whether a sum is named only to speak of a part of it: 37万6里头有六千是…."""
    said = any(amount.value == entry.value for entry in known)
    return said and bool(rules(tuple(vocabulary.roles["within"]["of"])).match(text[amount.end :]))
