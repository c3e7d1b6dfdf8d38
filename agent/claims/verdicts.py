"""Verdicts: who qualifies is what check_eligibility found, whom the section names, and how many people the text allows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from agent.claims.applicants import applicants_named
from agent.claims.limits import BEFORE_NOT, is_negated, is_within_limits
from agent.claims.results import Results
from agent.claims.statement import Statement
from agent.claims.words import claim_words
from agent.figures import Figure
from knowledge.schema import Condition, Measure, Policy

_GENERAL = re.compile(r"(?<!\d)个人|机构|企业|单位|主体|团队|公司|项目|平台|创业者", re.IGNORECASE)
_EXCEEDS = re.compile(r"(?<!没有)(?<!没)(?<!不)(?:超过|超出)了?[^；。\d]{0,3}(?:上限|范围|规定|要求|标准)")
_DENIED = re.compile(r"(?:不是|并非|不等于)[^；。]{0,2}$")


def verdict_faults(said: Statement, results: Results, policy: Policy) -> Iterator[str]:
    """Who qualifies and who does not, against the verdicts, the audience of the measure and the limits on headcount."""
    words = claim_words()
    if said.says("asking") or said.says("silent") or (said.says("corrected") and said.says("attributed")):
        return
    positive = [m for m in words.qualifies.finditer(said.plain) if not is_negated(said.plain, m.start())]
    negative = list(words.unqualified.finditer(said.plain))
    yield from _headcounts(said, bool(positive), policy)
    for found, is_positive in [
        *((m, True) for m in positive),
        *((m, False) for m in negative if not _DENIED.search(said.plain[: m.start()])),
    ]:
        start, end = said.clause(found.start())
        clause = said.plain[start:end]
        if said.plain[found.start() - 1 : found.start()] == "“" and said.plain[found.end() : found.end() + 1] == "”":
            continue  # the term itself is spoken of
        if words.conditional.search(said.plain[:end]):
            continue
        measures = [policy.measures[id_] for id_ in said.about(found.start()) if id_ in policy.measures]
        yield from _audience(clause, measures, is_positive, policy)
        if not is_positive and not measures:
            yield from _uncovered(clause, policy)
        personal = words.second_person.search(said.plain) or not (_GENERAL.search(said.plain) or any(applicants_named(said.plain, policy)))
        if not personal or (is_positive and is_within_limits(clause, results, policy)):
            continue
        statuses = {results.status[m.id] for m in measures if m.id in results.status} or (
            set() if measures else set(results.status.values())
        )
        borne = {"meets_stated", "needs_recognition"} if "认定" in said.plain else {"meets_stated"}
        if is_positive and not (statuses and statuses <= borne):
            yield f"“{found.group().strip()}”没有核对结果可依：是否符合以 check_eligibility 的结果为准"
        if not is_positive and "not_eligible" not in statuses:
            yield f"“{found.group().strip()}”没有核对结果可依：是否不符合以 check_eligibility 的结果为准"


def _audience(clause: str, measures: list[Measure], is_positive: bool, policy: Policy) -> Iterator[str]:
    for measure in measures:
        audience = measure.audience
        for choice in applicants_named(clause, policy):
            open_to, undecided = choice.value in audience.applicants, choice.value in audience.undecided
            if is_positive and not open_to:
                yield f"{measure.short}写的是{audience.label}，{choice.label}能不能申请不能这样说"
            if not is_positive and (open_to or undecided):
                yield f"原文没有说{choice.label}不能申请{measure.short}"


def _uncovered(clause: str, policy: Policy) -> Iterator[str]:
    """社会团体不属于适用主体: of those whom the text names."""
    kinds = {choice.value for choice in applicants_named(clause, policy)}
    for one in policy.head.covered:
        names = [name for name in re.split(r"[、，和或的等]", one.quote) if len(name) > 3 and name in clause]
        if names or kinds & set(one.applicants):
            yield f"{policy.sections[one.section].label}里写了“{(names or [one.quote])[0]}”"


def _headcounts(said: Statement, positive: bool, policy: Policy) -> Iterator[str]:
    for figure in said.figures:
        if figure.kind != "people" or not figure.values:
            continue
        start, end = said.clause(figure.start)
        clause = said.plain[start:end]
        for condition in policy.head.conditions:
            if condition.operator == "at_most" and isinstance(condition.value, int):
                yield from _headcount(condition, condition.value, figure, clause, said, positive, policy)


def _headcount(
    condition: Condition, limit: int, figure: Figure, clause: str, said: Statement, positive: bool, policy: Policy
) -> Iterator[str]:
    people = [value for one in said.figures if one.kind == "people" for value in one.values if isinstance(value, Decimal)]
    most, highest_said = max(value for value in figure.values if isinstance(value, Decimal)), max(people)
    band, fact, words = condition.recognition, policy.facts[condition.fact], claim_words()
    highest = band.at_most if band else limit
    allowed = f"{limit}{fact.unit}" + (f"（“{band.term}”经认定可到{highest}{fact.unit}）" if band else "")
    alone = sum(one.kind == "people" for one in said.figures) == 1
    denied = words.unqualified.search(said.plain if alone else clause)
    recognised = "认定" in said.plain or (band is not None and band.term in said.plain)
    if denied and highest_said <= limit and not words.conditional.search(said.plain):
        yield f"{fact.label}写的是一般不超过{allowed}，{figure.text.strip()}没有超过"
    elif denied and limit < highest_said <= highest and not recognised:
        yield f"{figure.text.strip()}没有被排除：{fact.label}写的是{allowed}"
    if _EXCEEDS.search(clause) and most <= (limit if "一般" in clause else highest):
        yield f"{figure.text.strip()}没有超过：{fact.label}写的是{allowed}"
    if positive and (most > highest or (most > limit and not recognised)) and not words.unqualified.search(said.plain):
        yield f"{fact.label}写的是{allowed}"
    elif words.cap.search(clause) and (other := _others(clause, condition, policy)) and not BEFORE_NOT.search(clause):
        yield f"{fact.label}的限制不是对{other}写的"
    elif words.cap.search(clause) and most not in (limit, highest) and not re.search(r"超|多于|大于|现在|目前|您|你", clause):
        yield f"{fact.label}的上限是{allowed}"


def _others(clause: str, condition: Condition, policy: Policy) -> str:
    """Whom the clause names that the condition does not hold for."""
    held = condition.applicants
    return next((choice.label for choice in applicants_named(clause, policy) if held and choice.value not in held), "")
