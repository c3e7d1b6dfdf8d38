"""What the sums of money in a message tell: a fact (binding.py, telling.py), or a role they play (received, target, claimed).

A word of the message names a sum; else the fact that was asked for, else the basis of the only measure talked about.
Cues, roles and modes are data (facts.yaml, roles.yaml).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from agent.understanding.binding import MOST, bind
from agent.understanding.clauses import CLAUSE, SENTENCE, carries_on, rules
from agent.understanding.derived import Bound, interest, multiples, rest_told, shares_told
from agent.understanding.entries import Entry, adds_up, apart, entered, entries_told
from agent.understanding.names import named, zeros
from agent.understanding.purposes import PurposeReader, named_apart, whole_of
from agent.understanding.sums import counts_things, restated, sums_in
from agent.understanding.telling import joined, telling
from agent.understanding.vocabulary import Cue, Mention, Vocabulary
from knowledge.numerals import Amount, fold


@dataclass
class MoneyReading:
    """`told`: tellings of facts; `roles`: role → yuan; `shares`: said (0.8), interest rates and shares of sums left out.

    `loose`: sums nothing names. `foreign`: sums of another currency, as written: never reckoned with.
    `other`: kinds of money told that are no basis (roles.yaml, other_money).
    """

    told: list[dict[str, Any]] = field(default_factory=list)
    roles: dict[str, Decimal] = field(default_factory=dict)
    shares: list[Amount] = field(default_factory=list)
    loose: list[Decimal] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    other: set[str] = field(default_factory=set)


def read_money(
    vocabulary: Vocabulary,
    text: str,
    asked: list[str],
    focus: list[str],
    known: Sequence[Entry] = (),
    purposes: PurposeReader | None = None,
) -> MoneyReading:
    """What the sums in `text` tell. `asked` and `focus` resolve a bare amount, `known` a sum of which one entry is changed.

    `purposes` names a sum that no word names.
    """
    text = fold(text)
    reading = MoneyReading()
    amounts, mentions = named(vocabulary, text)
    mentions, reading.told = zeros(vocabulary, text, mentions, asked)
    wanted = _wanted(vocabulary, asked, focus)
    sums = sums_in(vocabulary, text, amounts, mentions, wanted, known)
    sums = [amount for amount in sums[:MOST] if not counts_things(vocabulary, text, amount)]
    sums_told: list[Amount] = []
    for amount in sums:
        role = "reference" if restated(vocabulary, text, amount, known) else _role(vocabulary, text, amount)
        if role is None:
            sums_told.append(amount)
        elif role != "reference":
            reading.roles.setdefault(role, amount.value)
    percents = [amount for amount in amounts if amount.unit == "percent"]
    named_sums = [amount for amount in sums_told if amount.unit != "foreign"]
    if not any(m.cue.fact for m in mentions) and (changes := entries_told(vocabulary, text, named_sums, known)):
        reading.told += changes
        return reading
    bound = list(zip(sums_told, bind(vocabulary, text, sums_told, mentions, percents), strict=True))
    bound = [(amount, () if wanted and _paid_apart(vocabulary, text, amount, cues, mentions) else cues) for amount, cues in bound]
    if wanted and not any(cue.fact for _, cues in bound for cue in cues):
        first = next((index for index, (amount, cues) in enumerate(bound) if not cues and amount.unit != "foreign"), None)
        for place in range(len(bound)) if first is None else range(first, len(bound)):
            amount, cues = bound[place]
            more = place > 0 and carries_on(vocabulary.roles, text[bound[place - 1][0].end : amount.start], text[amount.end :])
            if first is not None and not cues and amount.unit != "foreign" and (place == first or more):
                bound[place] = (amount, (Cue("", wanted[0], ""),))
    for place in _summed(vocabulary, text, bound):
        bound[place] = (bound[place][0], next(cues for _, cues in bound if any(cue.fact for cue in cues)))
    named_by_clause = named_apart(purposes, text, bound, whole_of(vocabulary, mentions, bound))
    for place, cue in named_by_clause.items():
        bound[place] = (bound[place][0], (cue,))
    for amount, cues in bound:
        facts = [cue for cue in cues if cue.fact]
        if amount.unit == "foreign":
            reading.foreign.append(amount.text)
        elif not cues:
            reading.loose.append(amount.value)
        reading.other |= {cue.part for cue in cues if not cue.fact}
        tellings = [] if amount.unit == "foreign" else [telling(vocabulary, text, amount, cue) for cue in facts]
        reading.told += [told for told in tellings if told]
    reading.told = apart(vocabulary, text, entered(joined(reading.told)))
    reading.loose = [value for value in reading.loose if not adds_up(value, reading.told)]
    shares, reading.shares, wholes = shares_told(vocabulary, text, amounts, mentions, bound)
    again = {(told["fact"], told["part"]) for told in shares}
    reading.told = [*(told for told in reading.told if (told["fact"], told["part"]) not in again), *shares]
    reading.told += rest_told(vocabulary, text, mentions, bound, reading.told)
    wholes |= {Decimal(told["principal"]) for told in reading.told if told.get("note") == "rest"}
    reading.loose = [value for value in reading.loose if value not in wholes]
    facts_told = {told["fact"] for told in reading.told}
    reading.told += [told for told in interest(vocabulary, text, amounts, bound) if told["fact"] not in facts_told]
    either = _either(vocabulary, text, mentions, bound)
    reading.told = either or reading.told
    reading.loose = [] if either else reading.loose
    if not reading.told:
        reading.told = multiples(vocabulary, text, amounts, mentions, wanted)
    return reading


def _paid_apart(vocabulary: Vocabulary, text: str, amount: Amount, cues: Sequence[Cue], mentions: Sequence[Mention]) -> bool:
    """今年又续贷了，付了六万: a sum that was paid in a clause of its own is not what the other money before it names."""
    clause = len(text[: amount.start]) - len(CLAUSE.split(text[: amount.start])[-1])
    if not cues or any(cue.fact for cue in cues) or any(clause <= m.start < amount.start for m in mentions):
        return False
    return bool(rules(tuple(vocabulary.roles["paid"])).search(text[clause : amount.start]))


def _wanted(vocabulary: Vocabulary, asked: list[str], focus: list[str]) -> list[str]:
    facts = vocabulary.policy.facts
    wanted = [name for name in asked if name in facts and facts[name].type == "money"]
    bases = {b for id_ in focus for b in vocabulary.policy.measures[id_].support.basis} if focus else set()
    return wanted or (list(bases) if len(bases) == 1 else [])


def _role(vocabulary: Vocabulary, text: str, amount: Amount) -> str | None:
    before = SENTENCE.split(text[: amount.start])[-1]
    after = text[amount.end :]
    if rules(tuple(vocabulary.roles["modes"]["subtract"]["after"])).match(after):
        return None  # 那四万刨掉: not only spoken of
    for rule in vocabulary.roles["roles"]:
        around = rule.get("around")
        if around and rules(tuple(around["before"])).search(before) and rules(tuple(around["after"])).match(after):
            return str(rule["role"])
        if rules(tuple(rule.get("before", ()))).search(before) or rules(tuple(rule.get("after", ()))).search(after):
            return str(rule["role"])
    return None


def _either(vocabulary: Vocabulary, text: str, mentions: Sequence[Mention], bound: Bound) -> list[dict[str, Any]]:
    """20万买算力好还是签数据好: one sum that may be spent on one thing or another, told of each and kept of none."""
    cues = {mention.cue.fact: mention.cue for mention in mentions if mention.cue.fact}
    sums = [amount for amount, _ in bound if amount.unit != "foreign"]
    if len(cues) < 2 or len(sums) != 1 or not rules(tuple(vocabulary.roles["either"])).search(text):
        return []
    return [{**told, "mode": "set", "either": True} for cue in cues.values() if (told := telling(vocabulary, text, sums[0], cue))]


def _summed(vocabulary: Vocabulary, text: str, bound: Bound) -> list[int]:
    """Places in `bound` of sums that nothing names in a list of one fact's sums (利息：工行8万，北京银行4万，合计…); no total is one."""
    named = [place for place, (_, cues) in enumerate(bound) if any(cue.fact for cue in cues)]
    facts = {cue for place in named for cue in bound[place][1]}
    if len({(cue.fact, cue.part) for cue in facts}) != 1 or not rules(tuple(vocabulary.roles["summed"])).search(text):
        return []
    whole, total = rules(tuple(vocabulary.roles["whole"])), sum(bound[place][0].value for place in named)
    open_ones = [place for place, (_, cues) in enumerate(bound) if not cues and place > named[0]]
    return [place for place in open_ones if bound[place][0].value != total and not whole.search(text[: bound[place][0].start])]
