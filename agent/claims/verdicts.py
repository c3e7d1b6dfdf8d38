"""Verdicts: who qualifies is what check_eligibility found, whom the section names, and how many people the text allows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from agent.claims.limits import BEFORE_NOT, is_negated, is_within_limits
from agent.claims.results import Results
from agent.claims.statement import Statement
from agent.claims.words import claim_words
from agent.figures import Figure
from knowledge.schema import Condition, Fact, Measure, Policy

_GENERAL = re.compile(r"OPC|(?<!\d)个人|机构|企业|单位|主体|团队|公司|项目|平台|创业者", re.IGNORECASE)
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
        personal = words.second_person.search(said.plain) or not _GENERAL.search(said.plain)
        if not personal or (is_positive and is_within_limits(clause, results, policy)):
            continue
        statuses = {results.status[m.id] for m in measures if m.id in results.status} or (
            set() if measures else set(results.status.values())
        )
        if is_positive and not (
            statuses <= {"meets_stated"}
            and statuses
            or (statuses <= {"meets_stated", "needs_recognition"} and "认定" in said.plain and statuses)
        ):
            yield f"“{found.group().strip()}”没有核对结果可依：是否符合以 check_eligibility 的结果为准"
        if not is_positive and "not_eligible" not in statuses:
            yield f"“{found.group().strip()}”没有核对结果可依：是否不符合以 check_eligibility 的结果为准"


def _audience(clause: str, measures: list[Measure], is_positive: bool, policy: Policy) -> Iterator[str]:
    for measure in measures:
        for fact in policy.facts.values():
            for choice in fact.choices if fact.id == "applicant_type" else ():
                if not any(word in _without_longer(clause, word, fact) for word in (choice.label, *choice.names) if word):
                    continue
                audience = measure.audience
                open_to, undecided = choice.value in audience.applicants, choice.value in audience.undecided
                if is_positive and not open_to:
                    yield f"{measure.short}写的是{audience.label}，{choice.label}能不能申请不能这样说"
                if not is_positive and (open_to or undecided):
                    yield f"原文没有说{choice.label}不能申请{measure.short}"


def _without_longer(clause: str, word: str, fact: Fact) -> str:
    """The clause without longer names that the word is a part of (OPC in OPC社区运营服务机构)."""
    for other in (name for choice in fact.choices for name in (choice.label, *choice.names)):
        if word != other and word in other:
            clause = clause.replace(other, "")
    return clause


def _uncovered(clause: str, policy: Policy) -> Iterator[str]:
    """社会团体不属于适用主体: of those whom the text names."""
    words = {choice.value: (choice.label, *choice.names) for fact in policy.facts.values() for choice in fact.choices}
    for one in policy.head.covered:
        names = [name for name in re.split(r"[、，和或的等]", one.quote) if len(name) > 3]
        names += [name for value in one.applicants for name in words.get(value, ())]
        named = next((name for name in names if name in clause), "")
        if named:
            yield f"{policy.sections[one.section].label}里写了“{named}”"


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
    most = max(value for value in figure.values if isinstance(value, Decimal))
    band = condition.recognition
    highest = band.at_most if band else limit
    words = claim_words()
    highest_said = max(value for one in said.figures if one.kind == "people" for value in one.values if isinstance(value, Decimal))
    said_alone = sum(one.kind == "people" for one in said.figures) == 1
    denied = words.unqualified.search(said.plain if said_alone else clause)
    if denied and limit < highest_said <= highest and "认定" not in said.plain:
        yield f"{figure.text.strip()}没有被排除：{limit}人以上可按“{band.term if band else ''}”经认定"
    if denied and highest_said <= limit and not words.conditional.search(said.plain):
        yield f"原文写的是一般不超过{limit}人，{figure.text.strip()}没有超过"
    bound = limit if "一般" in clause else highest
    if _EXCEEDS.search(clause) and most <= bound:
        yield f"{figure.text.strip()}没有超过原文写的{bound}人"
    if positive and most > highest and not words.unqualified.search(said.plain):
        yield f"原文写的是不超过{limit}人{f'，经认定可放宽到{highest}人' if band else ''}"
    elif positive and most > limit and band and not re.search(rf"认定|{band.term}|recogni", said.plain):
        yield f"{limit}人以上要按“{band.term}”经认定"
    elif words.cap.search(clause) and (other := _others(clause, condition, policy)) and not BEFORE_NOT.search(clause):
        yield f"人员规模的限制不是对{other}写的"
    elif words.cap.search(clause) and most not in (limit, highest) and not re.search(r"超|多于|大于|现在|目前|您|你", clause):
        yield f"人员规模的上限是{limit}人{f'（经认定可到{highest}人）' if band else ''}"


def _others(clause: str, condition: Condition, policy: Policy) -> str:
    """Whom the clause names that the condition does not hold for."""
    for fact in policy.facts.values():
        for choice in fact.choices if fact.id == "applicant_type" else ():
            named = any(name in _without_longer(clause, name, fact) for name in (choice.label, *choice.names))
            if named and condition.applicants and choice.value not in (*condition.applicants, "individual"):
                return choice.label
    return ""
