"""Promises and verdicts: nobody is promised money or approval, and who qualifies is what check_eligibility found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from agent.claims.results import Results
from agent.claims.statement import Statement
from agent.claims.words import claim_words
from agent.figures import Figure
from knowledge.numerals import find_amounts
from knowledge.schema import Condition, Fact, Measure, Policy

_GAINS = re.compile(r"(?:能够?|可以|会|将|就)(?:直接|马上|顺利)?(?:拿|领|得到|获得|享受到)|\byou (?:can|will) (?:get|receive)")
_GENERAL = re.compile(r"OPC|(?<!\d)个人|机构|企业|单位|主体|团队|公司|项目|平台|创业者", re.IGNORECASE)
_BEFORE_NOT = re.compile(r"[不没未非无别]|是否|能否|难|怎么才|谁|哪|吗|而不是|n.t\b|\bnot\b")


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
    for pattern in (words.others, words.leap):
        found = pattern.search(said.plain)
        if found and not words.unpromised.search(said.plain[max(0, found.start() - 6) : found.start()]):
            yield f"“{found.group()}”没有依据：别人的情况、原文没写的事，都推不出结论"
            return
    yield from _beneficiary(said, results, policy)
    gain = _GAINS.search(said.plain)
    if gain is None or words.hedged.search(said.plain) or words.silent.search(said.plain) or _negated(said.plain, gain.start()):
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
        found = words.takes.search(clause)
        if figure.kind != "money" or not found or _BEFORE_NOT.search(clause[: found.end()]) or words.conditional.search(clause):
            continue
        for id_ in said.about(figure.start):
            audience = policy.measures[id_].audience
            person = results.facts.get("applicant_type")
            own = person in audience.applicants if person else "opc" in audience.applicants
            if not own and not any(word in said.plain for word in (audience.label, audience.quote)):
                yield f"{policy.measures[id_].short}的支持是给{audience.label}的"


def _settled(measure: Measure, results: Results) -> bool:
    return results.status.get(measure.id) == "meets_stated" and measure.support.kind == "formula"


def _negated(text: str, place: int) -> bool:
    return bool(_BEFORE_NOT.search(text[max(0, place - 5) : place]))


def verdict_faults(said: Statement, results: Results, policy: Policy) -> Iterator[str]:
    """Who qualifies and who does not, against the verdicts, the audience of the measure and the limits on headcount."""
    words = claim_words()
    if said.says("asking") or said.says("silent") or (said.says("corrected") and said.says("attributed")):
        return
    positive = [m for m in words.qualifies.finditer(said.plain) if not _negated(said.plain, m.start())]
    negative = list(words.unqualified.finditer(said.plain))
    yield from _headcounts(said, bool(positive), policy)
    for found, is_positive in [*((m, True) for m in positive), *((m, False) for m in negative)]:
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


def is_within_limits(clause: str, results: Results, policy: Policy) -> bool:
    """您8人，符合人数要求: said of one condition, which the known fact meets."""
    for condition in policy.head.conditions:
        fact, value = policy.facts[condition.fact], results.facts.get(condition.fact)
        said = [amount.value for amount in find_amounts(clause) if amount.unit == "people"]
        if condition.operator == "at_most" and isinstance(condition.value, int) and said and max(said) <= condition.value:
            return True
        named = any(word and word in clause for word in (fact.short, fact.label, *fact.cues)) or f"{value}{fact.unit}" in clause
        if condition.operator == "at_most" and isinstance(condition.value, int) and named and value is not None:
            return int(value) <= condition.value
    return False


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
    for one in policy.head.covered:
        names = [name for name in re.split(r"[、，和或的等]", one.quote) if len(name) > 3]
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
    if words.unqualified.search(clause) and limit < highest_said <= highest and "认定" not in said.plain:
        yield f"{figure.text.strip()}没有被排除：{limit}人以上可按“{band.term if band else ''}”经认定"
    if words.unqualified.search(clause) and highest_said <= limit and not words.conditional.search(said.plain):
        yield f"原文写的是一般不超过{limit}人，{figure.text.strip()}没有超过"
    if positive and most > highest and not words.unqualified.search(said.plain):
        yield f"原文写的是不超过{limit}人{f'，经认定可放宽到{highest}人' if band else ''}"
    elif positive and most > limit and band and not re.search(rf"认定|{band.term}|recogni", said.plain):
        yield f"{limit}人以上要按“{band.term}”经认定"
    elif words.cap.search(clause) and (other := _others(clause, condition, policy)) and not _BEFORE_NOT.search(clause):
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
