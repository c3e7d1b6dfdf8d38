"""Fits the offline engine's thresholds and writes agent/offline/fit.yaml.

Labelled lines: bench/queries.jsonl and bench/queries-fresh.jsonl (questions that the text answers, leaves open, or that are off
topic) and bench/acts.jsonl (wishes). None of them is an evaluation case; the fresh ones were written by other people, were measured
before and after a change, and are fitted to since. Run: ``python -m bench.fit_offline`` (``--check`` only prints).
"""

from __future__ import annotations

import itertools
import json
import re
import sys
import tempfile
from dataclasses import asdict, astuple
from pathlib import Path
from typing import Any

from agent.briefing import Briefing, brief
from agent.offline.choice import choose, resolve
from agent.offline.decision import decide
from agent.offline.fit import Fit, fitted
from agent.understanding.intents import IntentReader, example_sentences
from agent.understanding.reading import Reader
from agent.understanding.scope import ScopeHead
from agent.understanding.vocabulary import Vocabulary
from agent.understanding.wishes import WishHead
from knowledge.embedding import embedded
from knowledge.index import open_examples
from knowledge.loader import SHIPPED, load_policy
from knowledge.retrieval import open_retriever
from knowledge.schema import Policy
from tools.lookup import search_policy
from tools.schema import SearchInput

ROOT = Path(__file__).parents[1]
ACT_WEIGHT = 3
"""A wish that is talked past costs more than a question answered from the neighbouring sentence; there are fewer wishes in the data."""
KINDS = {"stated": "point", "unstated": "matter", "off_topic": "off"}
"""What the fresh lines call the kinds."""
FIT = ROOT / "agent" / "offline" / "fit.yaml"


def _lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (ROOT / "bench" / name).read_text(encoding="utf-8").splitlines() if line.strip()]


def _right(policy: Policy, case: dict[str, Any], acts: list[str], chosen: dict[str, Any] | None) -> bool:
    """Whether the turn did what the label wants; for a content question it must cite the right section or silence."""
    if "acts" in case:
        return bool(set(acts) & set(case["acts"])) or ("unknown" in case["acts"] and acts == ["content"] and not _prepared(chosen))
    if case["kind"] == "off":
        return acts != ["content"] or not _prepared(chosen)
    if "content" not in acts or chosen is None:
        return bool(case["kind"] == "point" and set(acts) & {"rule", "overview", "eligibility", "amount"} and _about(policy, case))
    if case["kind"] == "matter":
        return any(matter["id"] in case["ids"] for matter in chosen["matters"]) if "ids" in case else bool(chosen["matters"])
    silent = [policy.matters[matter["id"]].section for matter in chosen["matters"]]
    return bool({*(point["section"] for point in chosen["points"]), *silent} & set(_wanted(case)))


def _before(case: dict[str, Any]) -> dict[str, Any]:
    """What the turn before left, for lines that carry on with it."""
    return {"focus": case.get("focus", []), "sections": case.get("sections", [])}


def _about(policy: Policy, case: dict[str, Any]) -> bool:
    return any(measure.section in _wanted(case) for measure in policy.measures.values())


def _wanted(case: dict[str, Any]) -> list[str]:
    """The sections that answer a question; any of them is right."""
    return [case["section"]] if isinstance(case.get("section"), str) else list(case["answers"])


def _cases() -> list[dict[str, Any]]:
    """All labelled lines in one form."""
    lines = [{"text": line.get("query", line.get("text")), **line} for line in (*_lines("queries.jsonl"), *_lines("acts.jsonl"))]
    fresh = _lines("queries-fresh.jsonl")
    return lines + [{"text": line["q"], "kind": KINDS[line["kind"]], "answers": line["sections"]} for line in fresh]


def _prepared(chosen: dict[str, Any] | None) -> bool:
    return bool(chosen and (chosen["points"] or chosen["matters"]))


def main() -> None:
    """Grid over the thresholds; the best by accuracy, ties by the middle of the plateau."""
    policy = load_policy(SHIPPED / "chaoyang-opc")
    vocabulary = Vocabulary(policy)
    embedder = embedded()
    if embedder is None:
        sys.exit("the embedded model is not available here; the thresholds are fitted for it")
    folder = Path(sys.argv[sys.argv.index("--data") + 1]) if "--data" in sys.argv else Path(tempfile.mkdtemp())
    retriever = open_retriever(policy, folder, embedder)
    sentences = example_sentences(vocabulary)
    vectors = open_examples("intents", sentences, folder, embedder)
    head, scope = WishHead(sentences, vectors, embedder), ScopeHead(sentences, vectors, embedder)
    cases = _cases()
    searches = [search_policy(policy, retriever, SearchInput(query=case["text"])).model_dump(mode="json") for case in cases]
    briefings: dict[float, list[Briefing]] = {}
    for intent in (0.4, 0.5, 0.6):
        reader = Reader(vocabulary, IntentReader(vocabulary, head, intent), scope=scope)
        briefings[intent] = [brief(policy, reader, case["text"], {}, _before(case))[0] for case in cases]
    decided = {intent: [decide(policy, briefing) for briefing in ones] for intent, ones in briefings.items()}
    wrong: dict[Fit, list[str]] = {}
    for values in itertools.product(
        (0.4, 0.45, 0.5, 0.55),
        (0.2, 0.3, 0.4),
        (0.45, 0.5, 0.55, 0.6, 0.65),
        (0.2, 0.4, 0.8),
        (0.02, 0.06),
        (0.1, 0.15),
        briefings,
        (0.45, 0.5, 0.55),
        (0.6, 0.65),
    ):
        fit = Fit(*values)
        wrong[fit] = []
        for case, search, briefing, decision in zip(cases, searches, briefings[fit.intent], decided[fit.intent], strict=True):
            chosen = None
            if decision.search:
                chosen = choose(policy, briefing, search, fit)
                decision = resolve(decision, chosen, briefing, fit)
            if not _right(policy, case, decision.acts, chosen):
                wrong[fit].append(f"{case.get('kind', 'act')} {decision.acts} {case['text']}")
    costs = {fit: sum(ACT_WEIGHT if fault.startswith("act") else 1 for fault in faults) for fit, faults in wrong.items()}
    least = min(costs.values())
    best = sorted((fit for fit, cost in costs.items() if cost == least), key=astuple)
    fit = best[len(best) // 2]
    if "--wrong" in sys.argv:
        print("\n".join(wrong[fit]))
    now = fitted()
    print(f"{len(cases) - len(wrong[fit])}/{len(cases)} right with {fit} ({len(best)} settings tie); the shipped fit: {now}")
    if "--check" not in sys.argv:
        text = FIT.read_text(encoding="utf-8")
        for name, value in asdict(fit).items():
            text = re.sub(rf"^{name}: \S+", f"{name}: {value}", text, flags=re.MULTILINE)
        FIT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
