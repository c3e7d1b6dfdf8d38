"""Which word of a message names which sum: names and sums, each in the order of the text, are aligned as cheaply as possible.

A name may stand before its sum (算力花了80万) or behind it (80万的算力, paid 200,000 yuan in interest), a sum may carry on
with the name of the sum before (上半年30万，下半年40万), and names or sums may stay open. Each of these has a price; the
cheapest alignment of the whole message holds. So a sum in the middle (算力90万利息30万房租40万) is not drawn to the wrong side:
it would leave another sum open. Names in a row with as many sums in a row (算力、数据分别是60万、80万) pair by their place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf

from agent.understanding.alignment import align, rows
from agent.understanding.clauses import CLAUSE, JOINED, SENTENCE, carries_on, rules
from agent.understanding.vocabulary import Cue, Mention, Vocabulary
from knowledge.numerals import Amount

_STOP = re.compile(r"[。；;！!？?\n]|(?<=[A-Za-z\ue002])\.(?=\s)")
_MARK = re.compile(r"[，,、]")
_COLON = re.compile(r"[:：]")
_COMMA = re.compile(r"[，,]")
_TOGETHER = re.compile(r"\s?(?:[、和及与跟加]|还有|以及|and)\s?", re.IGNORECASE)
_END = re.compile(r"(?:[费的钱上]|方面|这块|那块)*(?:[了吧呢啊]|$|[，。！；,.!\s])")
_WORD = re.compile(r"[A-Za-z']+|\S")

SUM, LAST, SHARE = "\ue000", "\ue002", "\ue001"
"""What stands for the characters of a sum, for its last one, and for those of a percentage."""

MOST = 60
"""Sums of one message that are read; a pasted table costs no more time."""

LETTER, LETTER_BEHIND, BEHIND, OWNED, MARK, STOP = 0.25, 1.5, 6.0, 2.0, 10.0, 25.0
"""Prices: each word between name and sum (dearer when the name stands behind), the name behind, behind but tied to the sum
(的, 是, on), a comma between, an end of sentence between."""
OTHER, PASSED, GENERAL, LISTED = 5.0, 60.0, 8.0, 1.0
"""Another name between, another sum between; a word so general (投入, 合同) that any name is better; a pair by its place in two rows."""
CARRY, OPEN_SUM, OPEN_NAME, OPEN_OTHER = 5.0, 40.0, 6.0, 2.0
"""Carrying on with the name before; a sum, a name, a name of other money that stays open."""


@dataclass(frozen=True)
class Name:
    """A word that names sums, or several in a row that share one. `cues`: what they name, one unless each of them has the sum."""

    start: int
    end: int
    cues: tuple[Cue, ...]
    general: bool = False

    @property
    def open_price(self) -> float:
        """The price of leaving it without a sum."""
        return 0.0 if self.general else OPEN_NAME if self.cues[0].fact else OPEN_OTHER


def bind(
    vocabulary: Vocabulary, text: str, amounts: Sequence[Amount], mentions: Sequence[Mention], shares: Sequence[Amount] = ()
) -> list[tuple[Cue, ...]]:
    """For each of `amounts` (in the order of the text) the cues it tells: none when nothing names it, several when each has it.

    `shares`: the percentages of the text; a word behind one of them is named by it and not by the sum before.
    """
    sums = list(amounts[:MOST])
    near = [mention for mention in mentions if sums and mention.start <= sums[-1].end + MOST]
    message = _Message(vocabulary, text, sums, near, shares)
    ways = [_aligned(message, {}, []), _aligned(message, *message.listed())]
    _, bound = min(ways, key=lambda way: way[0])
    return [bound.get(index, ()) for index in range(len(amounts))]


def _aligned(message: _Message, listed: dict[int, tuple[Cue, ...]], in_lists: list[Mention]) -> tuple[float, dict[int, tuple[Cue, ...]]]:
    """What it costs to bind all sums when those `listed` are bound already, and the cues of each."""
    names = message.names(in_lists)
    left = [index for index in range(len(message.sums)) if index not in listed]
    cost, found = align(
        lambda name, place: message.price(names[name], left[place]),
        [name.open_price for name in names],
        [OPEN_SUM] * len(left),
        [message.carry(index) for index in left],
    )
    joints = MARK / 2 * sum(len(_COMMA.findall(message.plain, a.end, b.start)) for a, b in pairwise(in_lists))
    bound = listed | {left[place]: names[name].cues for place, name in found.items()}
    for place, name in found.items():
        bound |= dict.fromkeys(message.same(names[name], left[place], bound), names[name].cues)
    spare = [name for place, name in enumerate(names) if place not in found.values() and name.open_price >= OPEN_NAME]
    topics = {index: message.topic(spare, index) for index in left if index not in bound}
    return cost + joints + LISTED * len(listed), bound | {index: name.cues for index, name in topics.items() if name}


class _Message:
    """One message: its text with the sums blotted out (a comma inside a sum is no mark), and what a pair costs in it."""

    def __init__(self, vocabulary: Vocabulary, text: str, sums: list[Amount], mentions: list[Mention], shares: Sequence[Amount]) -> None:
        self.roles = vocabulary.roles
        self.less = {fact for measure in vocabulary.policy.measures.values() for fact in measure.support.less}
        self.text, self.sums, self.mentions = text, sums, mentions
        blotted = list(text)
        for share in shares:
            blotted[share.start : share.end] = SHARE * (share.end - share.start)
        for amount in sums:
            blotted[amount.start : amount.end] = SUM * (amount.end - amount.start - 1) + LAST
        self.plain = "".join(blotted)

    def listed(self) -> tuple[dict[int, tuple[Cue, ...]], list[Mention]]:
        """Sums in a row that belong to as many names in a row, before or behind them: the first to the first. And those names."""
        sums = rows(self.plain, self.sums, JOINED)
        bound: dict[int, tuple[Cue, ...]] = {}
        named: list[Mention] = []
        for row in ([self.mentions[place] for place in places] for places in rows(self.plain, self.mentions, JOINED)):
            after = next((run for run in sums if self.sums[run[0]].start >= row[-1].end), [])
            before = next((run for run in reversed(sums) if self.sums[run[-1]].end <= row[0].start), [])
            run = next((run for run in (after, before) if len(run) == len(row) > 1 and self._faces(row, run)), [])
            bound |= {index: (mention.cue,) for index, mention in zip(run, row, strict=False)}
            named += row if run else []
        return bound, named

    def _faces(self, row: list[Mention], run: list[int]) -> bool:
        """Whether a row of names and a row of sums stand face to face: no name, no sum, no end of sentence between."""
        first, last = self.sums[run[0]], self.sums[run[-1]]
        start, end = (row[-1].end, first.start) if first.start >= row[-1].end else (last.end, row[0].start)
        between = self.plain[start:end]
        alone = not any(start <= mention.start < end for mention in self.mentions)
        return alone and LAST not in between and not _STOP.search(between) and len(between) <= 16

    def names(self, listed: Sequence[Mention]) -> list[Name]:
        """The names that are left. A row that shares one sum names what all of its words name, or each when the message says so."""
        general = self.roles["general"]
        found: list[Name] = []
        free = [mention for mention in self.mentions if mention not in listed]
        for row in ([free[place] for place in places] for places in rows(self.plain, free, _TOGETHER)):
            cues = tuple({(mention.cue.fact, mention.cue.part): mention.cue for mention in row}.values())
            clause = SENTENCE.split(self.plain[row[-1].end :])[0]
            if len(cues) > 1 and not rules(tuple(self.roles["each"])).match(clause):
                facts = {cue.fact for cue in cues}
                cues = (Cue("", facts.pop() if len(facts) == 1 else None, ""),)
            found.append(Name(row[0].start, row[-1].end, cues, all(mention.cue.word in general for mention in row)))
        return found

    def price(self, name: Name, index: int) -> float:
        """What it costs that this word names this sum; `inf` when it cannot."""
        amount = self.sums[index]
        ahead = name.end <= amount.start
        start, end = (name.end, amount.start) if ahead else (amount.end, name.start)
        if end - start > MOST * 2 or end < start:
            return inf
        between = self.plain[start:end]
        within = [mention for mention in self.mentions if start <= mention.start < end and mention.cue.word not in self.roles["general"]]
        words = len(_WORD.findall(re.sub(f"[{SUM}{LAST}]", " ", between))) - sum(mention.end - mention.start for mention in within)
        stops, marks = len(_STOP.findall(between)), len(_MARK.findall(between))
        cost = OTHER * len(within) + (GENERAL if name.general else 0.0) + PASSED * between.count(LAST)
        part = any(cue.fact in self.less for cue in name.cues)
        if ahead:
            return inf if stops and part else cost + LETTER * min(words, MOST) + MARK * marks + STOP * stops
        if stops or SHARE in between or (marks and part) or _COLON.search(between):
            return inf
        if marks:
            explains = rules(tuple(self.roles["explained"])).fullmatch(between) and _END.match(self.plain, name.end)
            return cost + BEHIND + LETTER * words + (0.0 if explains else MARK * marks) if explains or self._is_spending(amount) else inf
        if rules(tuple(self.roles["owned"])).fullmatch(between):
            return cost + OWNED + LETTER * words
        opens = rules(tuple(self.roles["opens"])).match(self.plain[name.end :])
        return cost + (BEHIND if opens or words else LETTER) + LETTER_BEHIND * words + (BEHIND if opens else 0.0)

    def same(self, name: Name, index: int, bound: Mapping[int, tuple[Cue, ...]]) -> list[int]:
        """The open sums of the sentence before, when the word says that all of them are its (8万，9万，都是租卡的)."""
        if name.start < self.sums[index].end or not rules(tuple(self.roles["all_before"])).fullmatch(
            self.plain, self.sums[index].end, name.start
        ):
            return []
        start = max((match.end() for match in _STOP.finditer(self.plain, 0, name.start)), default=0)
        return [place for place in range(index) if place not in bound and self.sums[place].start >= start]

    def topic(self, names: Sequence[Name], index: int) -> Name | None:
        """What the sentence is about, for money spent that nothing else names: 算力券抵了5万，实际付了25万."""
        amount = self.sums[index]
        start = max((match.end() for match in _STOP.finditer(self.plain, 0, amount.start)), default=0)
        before = [name for name in names if start <= name.start < amount.start]
        return before[-1] if before and self._is_spending(amount) and not any(c.fact in self.less for c in before[-1].cues) else None

    def _is_spending(self, amount: Amount) -> bool:
        clause = CLAUSE.split(self.plain[: amount.start])[-1]
        return bool(rules(tuple(self.roles["spending"])).search(clause))

    def carry(self, index: int) -> float:
        """What it costs that a sum carries on with the name of the sum before it; `inf` when nothing says so."""
        start = self.sums[index - 1].end if index else 0
        between, after = self.plain[start : self.sums[index].start], self.plain[self.sums[index].end :]
        return CARRY + STOP / 5 * len(_STOP.findall(between)) if carries_on(self.roles, between, after) else inf
