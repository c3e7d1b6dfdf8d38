"""Promises: nobody is promised money or approval, and a support is for those whom its section names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.claims.applicants import applicants_named, usual_applicants
from agent.claims.limits import BEFORE_NOT, is_negated, is_within_limits
from agent.claims.results import Results
from agent.claims.statement import Statement
from agent.claims.words import claim_words
from knowledge.schema import Measure, Policy
from tools.eligibility import APPLICANT

_GAINS = re.compile(r"(?:能够?|可以|会|将|就)(?:直接|马上|顺利)?(?:拿|领|得到|获得|享受到)|\byou (?:can|will) (?:get|receive)")


def promise_faults(said: Statement, results: Results, policy: Policy) -> Iterator[str]:
    """Promises of money or approval, and sums said to be had without what they depend on."""
    words = claim_words()
    if said.says("asking"):
        return
    for match in words.promise.finditer(said.plain):
        before, after = said.plain[max(0, match.start() - 8) : match.start()], said.plain[match.end() : match.end() + 3]
        repeated = said.says("attributed") and said.says("corrected")
        clause = said.plain[slice(*said.clause(match.start()))]
        limited = "没" in match.group() and is_within_limits(said.plain, results, policy) and not _GAINS.search(clause)
        if not words.unpromised.search(before) and not words.unpromised.search(after) and not repeated and not limited:
            yield f"“{match.group().strip()}”是许诺：能不能拿到由主管部门决定，原文没有这样保证"
            return
    for pattern in (words.others, words.guesses, words.leap):
        found = pattern.search(said.plain)
        if found and not words.unpromised.search(said.plain[max(0, found.start() - 6) : found.start()]):
            yield f"“{found.group()}”没有依据：别人的情况、原文没写的事，都推不出结论"
            return
    yield from _beneficiary(said, results, policy)
    gain = _GAINS.search(said.plain)
    if gain is None or words.hedged.search(said.plain) or said.says("silent") or is_negated(said.plain, gain.start()):
        return
    if not any(figure.kind == "money" for figure in said.figures):
        return
    measures = [policy.measures[id_] for id_ in said.measures if id_ in policy.measures]
    if not (measures and all(_settled(measure, results) for measure in measures)):
        yield f"“{gain.group()}”说成了一定能得到：要写明是按什么算、最高多少，或以认定为准"


def _beneficiary(said: Statement, results: Results, policy: Policy) -> Iterator[str]:
    """您可以领每年最高500万元: of a support that is for others."""
    words = claim_words()
    for figure in said.figures:
        start, end = said.clause(figure.start)
        clause = said.plain[start:end]
        found = words.takes.search(clause) or (words.gets.search(clause) if any(applicants_named(clause, policy)) else None)
        if figure.kind != "money" or not found or BEFORE_NOT.search(clause[: found.end()]) or words.conditional.search(clause):
            continue
        capped = [m.id for m in policy.measures.values() if m.support.cap in figure.values and m.support.per != "project"]
        for id_ in said.about(figure.start) or capped[:1]:
            audience = policy.measures[id_].audience
            person = results.facts.get(APPLICANT)
            people = (person,) if person else usual_applicants(policy)
            if (
                people
                and not set(people) & set(audience.applicants)
                and not any(word in said.plain for word in (audience.label, audience.quote))
            ):
                yield f"{policy.measures[id_].short}的支持是给{audience.label}的"


def _settled(measure: Measure, results: Results) -> bool:
    return results.status.get(measure.id) == "meets_stated" and measure.support.kind == "formula"
