"""Silences: what the text does not state is said to be unstated, and what it does state is not denied."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.claims.limits import is_within_limits
from agent.claims.proved import once_per_policy, proved
from agent.claims.results import Results
from agent.claims.statement import Statement
from agent.claims.words import claim_words
from agent.evidence import Evidence
from agent.understanding.vocabulary import Vocabulary
from knowledge.schema import Policy

_LABELS = re.compile(r"[第条一二三四五六七八九十、，和与都也]+")
_IDENTIFIER = re.compile(r"(?<![A-Za-z\d])(?=[A-Z\d]*\d)(?=[A-Z\d]*[A-Z])[A-Z\d]{6,}(?![A-Za-z\d])")


@once_per_policy
def _ours(policy: Policy) -> str:
    return "\n".join(proved(policy)).lower()


def silence_faults(said: Statement, evidence: Evidence, vocabulary: Vocabulary, results: Results) -> Iterator[str]:
    """A sentence on a matter that the text leaves open says so, quotes, asks, or repeats what the person said."""
    yield from _denials(said, vocabulary.policy)
    words = claim_words()
    if said.says("asking") or said.quotes or said.says("corrected"):
        return
    for match in words.absence.finditer(said.plain):
        clause = said.plain[slice(*said.clause(match.start()))]
        if "认定" in match.group() and is_within_limits(said.plain, results, vocabulary.policy):
            continue
        if not said.open and not words.unsaid.search(clause) and not evidence.official_says(match.group()):
            yield f"“{match.group()}”原文没有这样写：原文有的限制不能说没有，原文没写的要说“没有写明”"
            return
    if said.says("silent"):
        return
    seen = said.plain.replace("；", "，")  # the cues know commas; `clean` folded them away
    for id_, pattern in vocabulary.matter_cues:
        matter = vocabulary.policy.matters[id_]
        found = pattern.search(_IDENTIFIER.sub(" ", seen))
        if found is None or words.cap.search(found.group()) or _LABELS.fullmatch(found.group()):
            continue
        if not evidence.policy_says(found.group()) and not _is_ours(said, found.start(), evidence, vocabulary.policy):
            yield f"原文没有写明{matter.label}，不能说成有规定（“{found.group()}”）"
            return


def _is_ours(said: Statement, place: int, evidence: Evidence, policy: Policy) -> bool:
    """Whether the clause stands as it is in a tool's answer or in our own proved sentences."""
    start, end = said.clause(place)
    clause = said.plain[start:end].strip(" .。").lower()
    return clause in _ours(policy) or evidence.official_says(clause)


def _denials(said: Statement, policy: Policy) -> Iterator[str]:
    """第五条没有写上限: what the text does state is not said to be unstated."""
    for kind, pattern in claim_words().denied.items():
        found = pattern.search(said.plain)
        if found is None:
            continue
        measures = [policy.measures[id_] for id_ in said.about(found.start()) if id_ in policy.measures]
        stated = {
            "rate": any(measure.support.rate is not None for measure in measures),
            "cap": any(measure.support.cap is not None for measure in measures),
            "headcount": not measures and any(condition.operator == "at_most" for condition in policy.head.conditions),
        }.get(kind, True)
        if stated:
            yield f"“{found.group()}”：这一点原文写了"
