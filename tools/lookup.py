"""Looking things up: search in people's words, one section verbatim, the measures as data."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from knowledge.errors import UnknownPolicyPart
from knowledge.retrieval import Hit, Retriever, fitted
from knowledge.schema import Policy, Section
from knowledge.sections import sentences
from tools.schema import Passage, SearchInput, SearchMatter, SearchPoint, SearchResult
from tools.wording import say

_PREPARED = 8
"""How many points and how many matters are returned."""


def search_policy(policy: Policy, retriever: Retriever, request: SearchInput) -> SearchResult:
    """The sections that bear on a question, best first, with the points and silences that match.

    `answered` is true when the text states an answer: a point or a sentence matches well enough, and no silence matches better.
    Scores lie between 0 and 1 and compare within one policy and mode.
    """
    hits = retriever.search(request.query, len(policy.points) + len(policy.matters) + 99)
    lexical = all(hit.dense is None for hit in hits)
    return SearchResult(
        passages=_passages(policy, hits)[: request.k],
        answered=_answered(hits, "lexical" if lexical else "hybrid"),
        points=[
            SearchPoint(id=hit.id, section=hit.section, lead=point.lead, quotes=list(point.quotes), score=hit.score)
            for hit in hits
            if hit.kind == "point" and (point := policy.points[hit.id])
        ][:_PREPARED],
        matters=[
            SearchMatter(id=hit.id, label=matter.label, section=hit.section, quote=matter.quote, says=matter.says, score=hit.score)
            for hit in hits
            if hit.kind == "matter" and (matter := policy.matters[hit.id])
        ][:_PREPARED],
        mode="lexical" if lexical and hits else retriever.mode,
    )


def read_section(policy: Policy, section: str) -> Section:
    """One section verbatim. Raises `UnknownPolicyPart` naming the sections that there are."""
    if section not in policy.sections:
        raise UnknownPolicyPart(say("errors", "unknown_section", name=section[:40], known="、".join(policy.sections)), field="section")
    return policy.sections[section]


def list_measures(policy: Policy) -> list[dict[str, Any]]:
    """The rules as data, in the order of the text. Money and shares are decimal strings."""
    return [measure.model_dump(mode="json") for measure in policy.measures.values()]


def _answered(hits: list[Hit], mode: str) -> bool:
    fit = fitted()[mode]
    stated = max((hit.score for hit in hits if hit.kind != "matter"), default=0.0)
    silent = max((hit.score for hit in hits if hit.kind == "matter"), default=0.0)
    return bool(stated >= fit["answered"] and stated - silent >= fit["margin"])


def _passages(policy: Policy, hits: list[Hit]) -> list[Passage]:
    """Sections in the order of their best hit, each with the sentences that its hits rest on."""
    first: dict[str, Hit] = {}
    quotes: dict[str, list[str]] = {}
    for hit in hits:
        first.setdefault(hit.section, hit)
        for quote in _quotes(policy, hit):
            if quote not in quotes.setdefault(hit.section, []):
                quotes[hit.section].append(quote)
    return [
        Passage(
            policy=policy.id,
            section=id_,
            label=policy.sections[id_].label,
            text=policy.sections[id_].text,
            quotes=quotes[id_][: _most_quotes(policy.sections[id_].text)],
            score=hit.score,
            via=hit.kind,
            id=hit.id,
        )
        for id_, hit in first.items()
    ]


@lru_cache(maxsize=512)
def _most_quotes(text: str) -> int:
    """As many quotes as the section has sentences; counted once for each text of a policy."""
    return len(sentences(text))


def _quotes(policy: Policy, hit: Hit) -> tuple[str, ...]:
    if hit.kind == "point":
        return policy.points[hit.id].quotes
    return (policy.matters[hit.id].quote,) if hit.kind == "matter" else (hit.text,)
