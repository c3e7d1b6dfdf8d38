"""Judges a reply sentence by sentence; what a sentence is about carries over to the next."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest

from agent.claims.grounds import ground_faults
from agent.claims.names import name_faults
from agent.claims.promises import promise_faults
from agent.claims.rates import basis_faults, less_faults, part_faults, product_faults
from agent.claims.results import Results
from agent.claims.silences import silence_faults
from agent.claims.sources import source_faults
from agent.claims.statement import Statement, statement
from agent.claims.strangers import stranger_faults
from agent.claims.sums import sum_faults
from agent.claims.verdicts import verdict_faults
from agent.claims.words import claim_words
from agent.evidence import Evidence
from agent.understanding.mentions import measures_named, sections_named
from agent.understanding.vocabulary import Vocabulary

_CONTRAST = re.compile(r"(?<=[，；,;])(?=但|不过|然而|可是|只是|一般|通常|实际上|实践中|往往|多数|but\b|however)")
"""Where a sentence turns: what its first half says of the text's silence does not cover the second."""


_RULE = re.compile(r"\s*\|?[\s:|-]+\|?\s*$")


class Claims:
    """The claims of one reply, in order. `faults` of a sentence: Chinese reasons, none when policy, results and user bear it.

    `open_matter`: the label of a silence that the user asked about; the reply has to say so before it concludes anything.
    """

    def __init__(self, vocabulary: Vocabulary, evidence: Evidence, results: Results, open_matter: str = "") -> None:
        self.vocabulary = vocabulary
        self.evidence = evidence
        self.results = results
        self._due = open_matter
        asked = measures_named(vocabulary, evidence.words[-1]) if evidence.words else []
        about = results.measures or asked
        self._carried: tuple[str, ...] = tuple(about) if len(about) == 1 else ()
        self._open = False
        named = sections_named(vocabulary, evidence.words[-1]) if evidence.words else []
        self._asked = named[0] if len(named) == 1 else ""
        self._section = self._asked
        self._header: list[str] = []

    def faults(self, sentence: str) -> Iterator[str]:
        """Why this sentence may not be said; remembers what it was about."""
        carried = self._carried
        for part in _CONTRAST.split(self._row(sentence)):
            said = statement(part, self.vocabulary, self.evidence, carried, open_=self._open, before=self._section, asked=self._asked)
            yield from self._of(said)
            carried = said.own or carried

    def passed(self, sentence: str) -> None:
        """The sentence was said: the next one may lean on what it was about."""
        if sentence.lstrip().startswith("|") and not _RULE.match(sentence):
            self._header = self._header or _cells(sentence)
        elif not sentence.lstrip().startswith("|"):
            self._header = []
        said = statement(sentence, self.vocabulary, self.evidence, self._carried, open_=self._open, before=self._section, asked=self._asked)
        if said.own:
            self._carried = said.own
        homes = said.sections or list({self.vocabulary.policy.measures[id_].section for id_ in said.own})
        if homes:
            self._section = homes[0] if len(homes) == 1 else ""
        if said.says("silent"):
            self._due = ""
        self._open = said.says("silent") and sentence.rstrip().endswith(("；", ";", "：", ":"))

    def _row(self, sentence: str) -> str:
        """A row of a table with the heading before each cell: what a cell is stands in its column's heading."""
        if not (self._header and sentence.lstrip().startswith("|")) or _RULE.match(sentence):
            return sentence
        cells = _cells(sentence)
        return "；".join(f"{head} {cell}" for head, cell in zip_longest(self._header, cells, fillvalue="")) + "\n"

    def _of(self, said: Statement) -> Iterator[str]:
        policy = self.vocabulary.policy
        if self._due and not any(map(said.says, ("silent", "asking", "corrected"))) and not said.quotes:
            found = claim_words().verdict.search(said.plain)
            if found and not any(figure.kind in ("money", "share") for figure in said.figures):
                yield f"原文没有写明{self._due}：先说没有写明，不下结论（“{found.group().strip()}”）"
        yield from sum_faults(said, self.evidence, self.results, policy)
        yield from less_faults(said, policy)
        yield from part_faults(said, policy)
        yield from basis_faults(said, policy)
        yield from product_faults(said)
        yield from promise_faults(said, self.results, policy)
        yield from verdict_faults(said, self.results, policy)
        yield from source_faults(said, self.evidence, self.vocabulary)
        yield from silence_faults(said, self.evidence, self.vocabulary, self.results)
        yield from name_faults(said, self.evidence, self.vocabulary)
        yield from stranger_faults(said, self.evidence, self.results)
        yield from ground_faults(said, self.evidence, self.vocabulary)


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip().strip("|").split("|")]
