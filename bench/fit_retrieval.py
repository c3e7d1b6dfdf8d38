"""Fits the parameters of the search on questions that nobody looked at while writing the policy's own, and measures it.

    python bench/fit_retrieval.py [--write]

bench/queries.jsonl: `query`, `kind` (point, matter, off), `section`, `ids` (any of them is right). Lines with even numbers fit, odd
ones measure; both figures are printed. `--write` stores the parameters in knowledge/retrieval.yaml. Without an embedder only
the lexical mode is fitted.
"""

from __future__ import annotations

import itertools
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from knowledge import retrieval
from knowledge.embedding import embedded
from knowledge.loader import SHIPPED, load_policy
from knowledge.retrieval import Hit, Retriever, fitted, open_retriever

ROOT = Path(__file__).parents[1]
QUERIES = ROOT / "bench" / "queries.jsonl"
RESULT = Path(retrieval.__file__).with_name("retrieval.yaml")
HEAD = "# 检索的参数。由 bench/fit_retrieval.py 在 bench/queries.jsonl 上拟合后写回，不要手改。\n"

POOLS = (0.0, 0.2, 0.4, 0.6)
WEIGHTS = (0.4, 0.5, 0.6, 0.7, 0.8)
STEPS = [step / 100 for step in range(-10, 100)]

Legs = tuple[dict[int, float] | None, dict[int, float]]


@dataclass(frozen=True)
class Question:
    """One question, what answers it, and what both legs found for it."""

    kind: str
    section: str
    ids: tuple[str, ...]
    legs: Legs


def questions(retriever: Retriever, lexical: bool) -> list[Question]:
    """The questions with their unfused legs; `lexical` drops the vectors."""
    found = []
    for line in QUERIES.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        dense, shared = retriever.legs(case["query"])
        found.append(Question(case["kind"], case["section"], tuple(case["ids"]), (None if lexical else dense, shared)))
    return found


def rank(hits: Sequence[Hit], ids: Sequence[str]) -> int:
    """Place of the first right point or matter among points and matters, from 1; 999 when it is not there."""
    prepared = [hit.id for hit in hits if hit.kind != "sentence"]
    return min((prepared.index(id_) + 1 for id_ in ids if id_ in prepared), default=999)


def heights(hits: Sequence[Hit]) -> tuple[float, float]:
    """Best score of what is stated, and of a silence."""
    stated = max((hit.score for hit in hits if hit.kind != "matter"), default=0.0)
    return stated, max((hit.score for hit in hits if hit.kind == "matter"), default=0.0)


def right(question: Question, height: tuple[float, float], answered: float, margin: float) -> bool:
    """Whether `answered` says of this question what it should."""
    return (height[0] >= answered and height[0] - height[1] >= margin) == (question.kind == "point")


def fit_ranking(retriever: Retriever, cases: list[Question], mode: str) -> dict[str, Any]:
    """Pooling and weight with the best mean of recall@1 and @3 and of point told from matter."""

    def worth(fit: dict[str, Any]) -> float:
        total = 0.0
        for case in (case for case in cases if case.kind != "off"):
            hits = retriever.fused(case.legs, fit)
            place, height = rank(hits, case.ids), heights(hits)
            total += (place == 1) + (place <= 3) + ((height[0] > height[1]) == (case.kind == "point"))
        return total

    weights = WEIGHTS if mode == "hybrid" else (0.0,)
    fits = [{mode: {"pool": pool, "dense": weight}} for pool, weight in itertools.product(POOLS, weights)]
    return max(fits, key=worth)


def fit_thresholds(retriever: Retriever, cases: list[Question], fit: dict[str, Any]) -> tuple[float, float]:
    """Threshold and margin of `answered` whose worst kind fares best (the middle of equally good ones).

    The mean let one kind pay for another: a question that the text answers was told to be open to save an off-topic one.
    """
    seen = [(case, heights(retriever.fused(case.legs, fit))) for case in cases]

    def worth(answered: float, margin: float) -> float:
        shares = []
        for kind in ("point", "matter", "off"):
            outcomes = [right(case, height, answered, margin) for case, height in seen if case.kind == kind]
            shares.append(sum(outcomes) / len(outcomes))
        return round(min(shares), 6)

    table = {(a, m): worth(a, m) for a in STEPS if a >= 0 for m in STEPS if -0.1 <= m <= 0.1}
    best = sorted(pair for pair, value in table.items() if value == max(table.values()))
    return best[len(best) // 2]


def measured(retriever: Retriever, cases: list[Question], fit: dict[str, Any], mode: str) -> dict[str, float]:
    """Recall of points and matters, the kind told, and `answered` by kind."""
    on = [(case, retriever.fused(case.legs, fit)) for case in cases if case.kind != "off"]
    figures = {f"recall@{n}": sum(rank(hits, case.ids) <= n for case, hits in on) / len(on) for n in (1, 3, 8)}
    figures["section@3"] = sum(
        case.section in list(dict.fromkeys(hit.section for hit in hits))[:3] for case, hits in on if case.kind == "point"
    ) / sum(case.kind == "point" for case, _ in on)
    figures["point|matter"] = sum((h[0] > h[1]) == (case.kind == "point") for case, h in ((c, heights(x)) for c, x in on)) / len(on)
    for kind in ("point", "matter", "off"):
        some = [(case, heights(retriever.fused(case.legs, fit))) for case in cases if case.kind == kind]
        figures[f"answered:{kind}"] = sum(right(c, h, fit[mode]["answered"], fit[mode]["margin"]) for c, h in some) / len(some)
    return figures


def report(title: str, figures: dict[str, float]) -> None:
    """One line of figures."""
    print(f"{title:24s}", "  ".join(f"{name} {value:.3f}" for name, value in figures.items()))


def main() -> None:
    """Fits and prints both modes; the split is by line number, so that the same lines always measure."""
    policy = load_policy(SHIPPED / "chaoyang-opc")
    with tempfile.TemporaryDirectory() as folder:
        retriever = open_retriever(policy, Path(folder), embedded())
        result: dict[str, Any] = {}
        for mode in ("hybrid", "lexical") if retriever.mode == "hybrid" else ("lexical",):
            cases = questions(retriever, lexical=mode == "lexical")
            report(f"{mode} before, all", measured(retriever, cases, fitted(), mode))
            found = fit_ranking(retriever, cases[::2], mode)
            answered, margin = fit_thresholds(retriever, cases[::2], found)
            found[mode] |= {"answered": answered, "margin": margin}
            report(f"{mode} fitted, fit half", measured(retriever, cases[::2], found, mode))
            report(f"{mode} fitted, other half", measured(retriever, cases[1::2], found, mode))
            result[mode] = found[mode]
        print(result)
        if "--write" in sys.argv:
            RESULT.write_text(HEAD + yaml.safe_dump(fitted() | result, sort_keys=False), encoding="utf-8")


if __name__ == "__main__":
    main()
