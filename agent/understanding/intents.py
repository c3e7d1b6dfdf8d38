"""What a person wants: cues first (they are certain), then nearness to example sentences in the embedding space."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from agent.understanding.vocabulary import Vocabulary, compiled
from knowledge.cleaning import cleaned


class RanksExamples(Protocol):
    """Ranks labels by the nearest of their example sentences."""

    def rank(self, text: str) -> list[tuple[str, float]]:
        """(label, cosine), best first."""
        ...


CERTAIN = 1.0
"""Score of an intent of which a cue was found."""


NEAREST = 4
"""How many of the nearest examples' intents are told."""


class IntentReader:
    """Reads intents. Without an example index only cues count."""

    def __init__(self, vocabulary: Vocabulary, examples: RanksExamples | None, threshold: float) -> None:
        self._cues = {name: compiled(data["cues"]) for name, data in vocabulary.intents.items()}
        self._by_example = {name for name, data in vocabulary.intents.items() if data.get("by_example")}
        self._examples = examples
        self._threshold = threshold

    def read(self, text: str) -> tuple[dict[str, float], dict[str, float]]:
        """Intents with their scores, best first: every cued one, and the nearest example's where its kind allows it.

        Second: the cosines of the nearest examples, for holding a policy answer against them.
        """
        found = {name: CERTAIN for name, pattern in self._cues.items() if pattern.search(text)}
        near: dict[str, float] = {}
        if self._examples is not None and cleaned(text):
            near = dict(self._examples.rank(text)[:NEAREST])
            label, score = next(iter(near.items()))
            if score >= self._threshold and label in self._by_example:
                found.setdefault(label, score)
        return dict(sorted(found.items(), key=lambda item: -item[1])), near


def residue(vocabulary: Vocabulary, text: str, intents: Mapping[str, float]) -> str:
    """What a message says beside its wish: without the cues of `intents`, the measures it names, and words that say nothing."""
    for name in intents:
        text = compiled(tuple(vocabulary.intents[name]["cues"])).sub("", text)
    text = vocabulary.references["filler"].sub("", vocabulary.measure_pattern.sub("", text))
    return "".join(char for char in text if char.isalnum())


def example_sentences(vocabulary: Vocabulary) -> dict[str, list[str]]:
    """Intent → its example sentences, for the example index."""
    return {name: list(data.get("examples", ())) for name, data in vocabulary.intents.items()}
