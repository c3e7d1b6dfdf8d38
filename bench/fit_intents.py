"""How well the example sentences tell wishes apart: leave-one-out over agent/understanding/examples.yaml, a confusion table.

Run: ``python -m bench.fit_intents`` (``--grid`` tries other regularisation and weights, ``--wrong`` lists what is confused).
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import numpy as np

from agent.understanding import wishes
from agent.understanding.intents import example_sentences
from agent.understanding.vocabulary import Vocabulary
from knowledge.embedding import Vectors, embedded
from knowledge.index import open_examples
from knowledge.loader import SHIPPED, load_policy


def held_out(examples: dict[str, list[str]], vectors: Vectors) -> tuple[float, np.ndarray, list[int], list[int]]:
    """Accuracy, scores, gold and predicted label of every example, each judged without itself."""
    embedder = embedded()
    assert embedder is not None
    scores = wishes.WishHead(examples, vectors, embedder).left_out()
    gold = [column for column, sentences in enumerate(examples.values()) for _ in sentences]
    said = scores.argmax(axis=1).tolist()
    return float(np.mean(np.array(gold) == np.array(said))), scores, gold, said


def main() -> None:
    """Prints accuracy, then a row for each label: how many, how many right, and as what the others were read."""
    examples = example_sentences(Vocabulary(load_policy(SHIPPED / "chaoyang-opc")))
    embedder = embedded()
    if embedder is None:
        raise SystemExit("the embedded model does not run here")
    folder = Path(sys.argv[sys.argv.index("--data") + 1]) if "--data" in sys.argv else Path(tempfile.mkdtemp())
    vectors = open_examples("intents", examples, folder, embedder)
    if "--grid" in sys.argv:
        for ridge in (0.03, 0.1, 0.3, 1.0):
            for letters in (0.0, 0.2, 0.3, 0.5, 0.7):
                wishes.RIDGE, wishes.LETTERS = ridge, letters
                print(f"ridge {ridge} letters {letters}: {held_out(examples, vectors)[0]:.3f}")
        return
    accuracy, scores, gold, said = held_out(examples, vectors)
    names = list(examples)
    print(f"{accuracy:.3f} of {len(gold)} examples, each judged without itself")
    for column, name in enumerate(names):
        rows = [i for i, one in enumerate(gold) if one == column]
        other = {names[c]: sum(said[i] == c for i in rows) for c in range(len(names)) if c != column}
        print(f"{name:14}{len(rows):5}{sum(said[i] == column for i in rows):5}  ", {k: n for k, n in other.items() if n})
    for threshold in (0.3, 0.35, 0.4, 0.45, 0.5, 0.6):
        sure = [i for i in range(len(gold)) if scores[i].max() >= threshold]
        print(f"score ≥ {threshold}: {len(sure)} told, {sum(gold[i] == said[i] for i in sure) / max(1, len(sure)):.3f} of them right")
    if "--wrong" in sys.argv:
        texts = [text for sentences in examples.values() for text in sentences]
        for i, text in enumerate(texts):
            if gold[i] != said[i]:
                print(f"{names[gold[i]]} → {names[said[i]]}: {text}")


if __name__ == "__main__":
    main()
