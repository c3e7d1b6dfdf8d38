"""What a sum that no word names was spent on, learnt from example clauses: 微调用的集群包月17万 is compute.

The words of a fact (facts.yaml, cues) name most sums. Where none does, the clause of the sum is held against what people say of
each kind of spending (`said_of` in facts.yaml, `other_money_said` in roles.yaml), the same way as wishes are (wishes.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from agent.understanding.clauses import CLAUSE, SENTENCE
from agent.understanding.intents import RanksWishes
from agent.understanding.vocabulary import Cue, Mention, Vocabulary
from knowledge.numerals import Amount

OTHER = "other"
"""Label of clauses about money that is no basis of a measure."""

SURE = 0.5
"""Score from which a clause names its sum."""

AHEAD = 0.15
"""By how much the best label has to lead."""

LEAST = 3
"""Characters a clause has beside its numbers, to say anything."""

MARK = "#"
"""Between fact and part in a label."""


def purpose_examples(vocabulary: Vocabulary) -> dict[str, list[str]]:
    """Label → example clauses: facts of money and their parts, and everything else."""
    found: dict[str, list[str]] = {}
    for fact in vocabulary.policy.facts.values():
        if fact.said_of:
            found[fact.id + MARK] = list(fact.said_of)
        for part in fact.parts:
            if part.said_of:
                found[fact.id + MARK + part.id] = list(part.said_of)
    return {**found, OTHER: list(vocabulary.roles["other_money_said"])}


class PurposeReader:
    """Names sums by their clauses. `heads`: a head over `purpose_examples`."""

    def __init__(self, head: RanksWishes) -> None:
        self._head = head

    def of(self, text: str, amount: Amount, alone: bool = False) -> Cue | None:
        """What the sum was spent on, as a cue without a word; None when neither its clause nor its sentence says it clearly.

        `alone`: only the clause is looked at, because the sentence speaks of other sums too.
        """
        for ends in (CLAUSE,) if alone else (CLAUSE, SENTENCE):
            before, after = ends.split(text[: amount.start])[-1], ends.split(text[amount.end :])[0]
            if sum(char.isalpha() for char in before + after) < LEAST:
                continue
            (label, score), (_, second) = self._head.rank(f"{before}{amount.text}{after}")[:2]
            if score >= SURE and score - second >= AHEAD:
                fact, _, part = label.partition(MARK)
                return None if label == OTHER else Cue("", fact, part)
        return None


def named_apart(
    reader: PurposeReader | None, text: str, bound: Sequence[tuple[Amount, tuple[Cue, ...]]], whole: Cue | None = None
) -> Mapping[int, Cue]:
    """Place in `bound` → what the sum there was spent on, for the one sum that nothing names.

    `whole`: what it is when the message speaks of a part of it (土建).
    """
    places = [place for place, (amount, cues) in enumerate(bound) if not cues and amount.unit != "foreign"]
    if len(places) != 1:
        return {}
    cue = whole or (reader.of(text, bound[places[0]][0], len(bound) > 1) if reader else None)
    return {places[0]: cue} if cue else {}


def whole_of(vocabulary: Vocabulary, mentions: Sequence[Mention], bound: Sequence[tuple[Amount, tuple[Cue, ...]]]) -> Cue | None:
    """项目860万，其中两成是土建: where a part is named that is taken off a sum, and that sum is not named, it is what is left over."""
    told = {cue.fact for _, cues in bound for cue in cues}
    for support in (measure.support for measure in vocabulary.policy.measures.values()):
        if any(m.cue.fact in support.less for m in mentions) and not told & set(support.basis):
            return Cue("", support.basis[0], "")
    return None
