"""What a person wants: cues first (they are certain), then what example sentences teach (wishes.py)."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Protocol

from agent.understanding.questions import asking
from agent.understanding.vocabulary import Vocabulary, compiled
from knowledge.cleaning import cleaned


class RanksWishes(Protocol):
    """Scores labels for a text (`WishHead`)."""

    def rank(self, text: str) -> list[tuple[str, float]]:
        """(label, score) of every label, best first."""
        ...


CERTAIN = 1.0
"""Score of an intent of which a cue was found."""

LIKELY = 0.99
"""Most that examples alone can give."""

NEAREST = 4
"""How many of the best labels are told."""

CONTENT = "content"
"""Label of questions about what the text says: no wish of its own, the search answers them."""

CUE = 5
"""Longest match of a cue that is nothing but the wish."""

ASKED = 3
"""How many questions of each point and silence, beside its English ones, stand for all questions about the text."""

SETTLED = {"amount": ("money",), "eligibility": ("profile",)}
"""Wish → the kinds of facts that, told beside it, leave nothing to guess."""

BARE = 2
"""Most characters beside wish, measure and digits of a message that is its wish and nothing else."""

BY_CLAUSE = ("amount", "inverse", "eligibility", "overview", "human")
"""Wishes that the asking clause of a long message may tell by itself."""

BY_CUE = ("draft", "scenario", CONTENT)
"""Labels that examples alone do not make: a document or a look-up is too much for a guess."""


class IntentReader:
    """Reads intents. Without a head only cues count."""

    def __init__(self, vocabulary: Vocabulary, head: RanksWishes | None, threshold: float) -> None:
        self._vocabulary = vocabulary
        self._cues = {name: compiled(data["cues"]) for name, data in vocabulary.intents.items()}
        self._head = head
        self._threshold = threshold

    def cued(self, text: str) -> list[str]:
        """Intents of which a cue stands in the text."""
        return [name for name, pattern in self._cues.items() if pattern.search(text)]

    def read(self, text: str, told: Collection[str] = ()) -> tuple[dict[str, float], dict[str, float]]:
        """Intents with their scores, best first: every cued one, and the head's best where it is sure enough.

        `told`: kinds of facts the message tells. Where a cue says what is wanted of them, the head (which costs the vector of the
        message) has nothing to add. Second: the scores of the head's best labels, for holding a policy answer against them.
        """
        found = dict.fromkeys(self.cued(text), CERTAIN)
        near: dict[str, float] = {}
        settled = any(intent in found and set(kinds) & set(told) for intent, kinds in SETTLED.items())
        settled = settled or (set(found) == {"rule"} and self._says_no_more(text, found))
        if self._head is not None and cleaned(text) and not settled:
            scores = dict(self._head.rank(text))
            for asked in asking(text):  # of a long message the clause that asks says more of its wish than all of it
                scores |= {label: max(score, scores[label]) for label, score in self._head.rank(asked) if label in BY_CLAUSE}
            near = dict(sorted(scores.items(), key=lambda item: -item[1])[:NEAREST])
            label, score = next(iter(near.items()))
            if score >= self._threshold and label not in BY_CUE:
                found.setdefault(label, min(score, LIKELY))
        return dict(sorted(found.items(), key=lambda item: -item[1])), near

    def _says_no_more(self, text: str, found: Mapping[str, float]) -> bool:
        """Whether a message names a measure, and beside it and its wish nothing but a figure (贷款50万，利息的支持怎么算)."""
        rest = "".join(char for char in residue(self._vocabulary, text, found) if not char.isdecimal())
        return len(rest) <= BARE and bool(self._vocabulary.measure_pattern.search(text))


def residue(vocabulary: Vocabulary, text: str, intents: Mapping[str, float]) -> str:
    """What a message says beside its wish: without the cues of `intents`, the measures it names, and words that say nothing."""
    for name in intents:
        if name in vocabulary.intents:
            text = compiled(tuple(vocabulary.intents[name]["cues"])).sub(_short, text)
    text = vocabulary.references["filler"].sub("", vocabulary.measure_pattern.sub("", text))
    return "".join(char for char in text if char.isalnum())


def _short(match: re.Match[str]) -> str:
    """A cue that spans much of a sentence holds words of its own (能拿来发工资不): they stay."""
    return "" if len(match.group()) <= CUE else match.group()


def example_sentences(vocabulary: Vocabulary) -> dict[str, list[str]]:
    """Label → its example sentences; questions about the text come from the policy itself, a few for each point and silence."""
    points, matters = vocabulary.policy.points.values(), vocabulary.policy.matters.values()
    ways = [one.questions for one in points] + [one.questions for one in matters]
    asked = [text for questions in ways for text in (*questions[:ASKED], *(one for one in questions[ASKED:] if one.isascii()))]
    return {**vocabulary.examples, CONTENT: asked}
