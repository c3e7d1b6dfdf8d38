"""What a person wants: cues first (they are certain), then nearness to example sentences in the embedding space."""

from __future__ import annotations

from typing import Protocol

from agent.understanding.vocabulary import Vocabulary, compiled


class RanksExamples(Protocol):
    """Ranks labels by the nearest of their example sentences."""

    def rank(self, text: str) -> list[tuple[str, float]]:
        """(label, cosine), best first."""
        ...


CERTAIN = 1.0
"""Score of an intent of which a cue was found."""


class IntentReader:
    """Reads intents. Without an example index only cues count."""

    def __init__(self, vocabulary: Vocabulary, examples: RanksExamples | None, threshold: float) -> None:
        self._cues = {name: compiled(data["cues"]) for name, data in vocabulary.intents.items()}
        self._examples = examples
        self._threshold = threshold

    def read(self, text: str) -> dict[str, float]:
        """Intents with their scores, best first: every cued one, and the nearest example's when it is near enough."""
        found = {name: CERTAIN for name, pattern in self._cues.items() if pattern.search(text)}
        if self._examples is not None and text.strip():
            label, score = self._examples.rank(text)[0]
            if score >= self._threshold and label not in found:
                found[label] = score
        return dict(sorted(found.items(), key=lambda item: -item[1]))


def example_sentences(vocabulary: Vocabulary) -> dict[str, list[str]]:
    """Intent → its example sentences, for the example index."""
    return {name: list(data.get("examples", ())) for name, data in vocabulary.intents.items()}
