"""Sums that a message gives by their making: so much a month for so many months, interest by principal, rate and years.

The reading goes with the telling, so that the reply says how the figure came about.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from agent.understanding.vocabulary import Cue, Mention, Vocabulary, compiled
from knowledge.numerals import Amount, find_amounts

MONTHS = 12
"""Months of a year: a sum a month is read as a year's unless the message says for how many."""


NEAR = 6
"""How many characters may stand between a word and its share."""


def months_said(text: str) -> int | None:
    """For how many months something was paid, when the message says so (用了8个月)."""
    found = [a for a in find_amounts(text) if a.unit == "month" and "个" in a.text and 1 < a.value <= MONTHS]
    return int(found[-1].value) if found else None


def derived(vocabulary: Vocabulary, text: str, amounts: list[Amount], bound: list[tuple[Amount, Cue | None]]) -> list[dict[str, Any]]:
    """Interest from principal, rate and years, only where the user says that it was paid so; the reading goes with the telling."""
    told = []
    for rule in vocabulary.roles["derived"]:
        principals = [a for a, cue in bound if cue is not None and cue.fact is None and cue.part == rule["principal"]]
        rates = [a for a in amounts if a.unit == "percent" and compiled(tuple(rule["rate"])).search(text[: a.start])]
        if len(principals) != 1 or len(rates) != 1 or not compiled(tuple(rule["paid"])).search(text):
            continue
        spans = [a for a in amounts if a.unit == "year" and 0 < a.value <= 30 and not text[: a.start].endswith("第")]
        years = spans[-1].value if spans else Decimal(1)
        value = principals[0].value * rates[0].value * years
        telling = {"fact": rule["fact"], "part": "", "value": _plain(value), "mode": "set", "note": "derived"}
        told.append({**telling, "principal": _plain(principals[0].value), "rate": _plain(rates[0].value), "times": _plain(years)})
    return told


def shares_told(vocabulary: Vocabulary, text: str, amounts: list[Amount], mentions: list[Mention]) -> list[dict[str, Any]]:
    """土建占三成: what is taken off a basis told as a share of it; the sum follows from the basis when that is known (ledger)."""
    told = []
    for measure in vocabulary.policy.measures.values():
        for fact in measure.support.less:
            for mention in (m for m in mentions if m.cue.fact == fact):
                shares = [a for a in amounts if a.unit == "percent" and 0 <= a.start - mention.end <= NEAR and 0 < a.value < 1]
                if shares and measure.support.basis:
                    telling = {"fact": fact, "part": "", "value": _plain(shares[0].value), "mode": "share"}
                    told.append({**telling, "of": measure.support.basis[0]})
    return told


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
