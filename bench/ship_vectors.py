"""Makes knowledge/vectors.npz anew: the vectors of every text and example sentence of the shipped policy, by the embedded model.

    python -m bench.ship_vectors

Run it after editing points, silences or examples; what it lacks is embedded at the first start, a few hundredths of a second each.
"""

from __future__ import annotations

from agent.understanding.intents import example_sentences
from agent.understanding.purposes import purpose_examples
from agent.understanding.selves import choice_examples
from agent.understanding.vocabulary import Vocabulary
from knowledge.embedding import embedded
from knowledge.loader import SHIPPED, load_policy
from knowledge.retrieval import children
from knowledge.shipped import FILE, ship


def texts() -> dict[str, list[str]]:
    """Role → the texts that are indexed in it, each once."""
    policy = load_policy(SHIPPED / "chaoyang-opc")
    vocabulary = Vocabulary(policy)
    examples = [*example_sentences(vocabulary).values(), *purpose_examples(vocabulary).values(), *choice_examples(vocabulary).values()]
    return {
        "passage": list(dict.fromkeys(child.text for child in children(policy))),
        "query": list(dict.fromkeys(text for sentences in examples for text in sentences)),
    }


def main() -> None:
    """Embeds and writes; prints how many texts and how large the file is."""
    embedder = embedded()
    if embedder is None:
        raise SystemExit("the embedded model does not run here")
    found = texts()
    ship(embedder.fingerprint, found, {"passage": embedder.passages(found["passage"]), "query": embedder.queries(found["query"])})
    print({role: len(of_role) for role, of_role in found.items()}, f"{FILE.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
