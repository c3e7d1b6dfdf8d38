"""Plays questions that other people wrote without having seen the engine, and measures the search and the whole assistant.

    python -m bench.retrieval_fresh [--wrong]

bench/queries-fresh.jsonl: `q`, `kind` (stated, unstated, off_topic), `sections` (any of them is right; off_topic has none). Prints
(1) how often a right section is among the first 1, 3 and 8 that `search_policy` returns, and (2) what the offline assistant takes
each question for, asked through `ConversationService` in a session of its own; `--wrong` lists those it takes for another kind.
Nothing is fitted on these lines: once they are, they measure no more.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from agent.assembly import open_service
from agent.conversation import ConversationService
from agent.schema import LOCAL, Answer, ChatRequest
from agent.settings import Settings
from tools.lookup import search_policy
from tools.schema import SearchInput

QUERIES = Path(__file__).with_name("queries-fresh.jsonl")
KINDS = ("stated", "unstated", "off_topic")
PLACES = (1, 3, 8)
PASSAGES = 12


@dataclass(frozen=True)
class Played:
    """One question, the place of the first right section (from 1; 999 when it is not there) and what the answer took it for."""

    text: str
    kind: str
    sections: tuple[str, ...]
    place: int
    taken: str


def place(found: Sequence[str], right: Sequence[str]) -> int:
    """Place of the first right section among the different ones found, from 1; 999 when it is not there."""
    different = list(dict.fromkeys(found))
    return min((different.index(section) + 1 for section in right if section in different), default=999)


def taken_for(answer: Answer) -> str:
    """The kind of question that was answered: a silence, else something cited, else off topic (a question asked back is one too)."""
    if answer.unstated:
        return "unstated"
    return "stated" if answer.citations else "off_topic"


async def played(service: ConversationService) -> list[Played]:
    """All questions, searched and asked."""
    found = []
    for line in QUERIES.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        result = search_policy(service.policy, service.retriever, SearchInput(query=case["q"], k=PASSAGES))
        rank = place([passage.section for passage in result.passages], case["sections"])
        answer = await service.ask(LOCAL, ChatRequest(message=case["q"]))
        found.append(Played(case["q"], case["kind"], tuple(case["sections"]), rank, taken_for(answer)))
    return found


async def measure(folder: Path) -> tuple[str, list[Played]]:
    """The mode of the search, and all questions played."""
    # Ours to measure is the offline assistant, and nobody's records are to be written to, whatever the environment says.
    settings = Settings(data_dir=folder, llm_base_url=None, llm_api_key=None, llm_model=None, database_url=None)
    async with open_service(settings) as service:
        return service.retriever.mode, await played(service)


def recall(cases: Sequence[Played], title: str) -> str:
    """One line of figures over those that have a right section."""
    some = [case for case in cases if case.sections]
    figures = (f"recall@{n} {sum(case.place <= n for case in some) / len(some):.3f}" for n in PLACES)
    return f"{title:12s} {len(some):3d}  {'  '.join(figures)}"


def confusion(cases: Sequence[Played]) -> Table:
    """Kind × what it was taken for."""
    counts = Counter((case.kind, case.taken) for case in cases)
    table = Table("kind \\ taken for", *KINDS, "right")
    for kind in KINDS:
        total = sum(counts[kind, taken] for taken in KINDS)
        table.add_row(kind, *(str(counts[kind, taken]) for taken in KINDS), f"{counts[kind, kind]}/{total}")
    return table


def main() -> None:
    """Plays and prints."""
    with tempfile.TemporaryDirectory() as folder:
        mode, cases = asyncio.run(measure(Path(folder)))
    print(f"sections found, {mode}:")
    for kind in KINDS:
        if any(case.sections for case in cases if case.kind == kind):
            print(recall([case for case in cases if case.kind == kind], kind))
    print(recall(cases, "all"))
    Console().print(confusion(cases))
    if "--wrong" in sys.argv:
        for case in cases:
            if case.taken != case.kind:
                print(f"{case.kind} taken for {case.taken}: {case.text}")


if __name__ == "__main__":
    main()
