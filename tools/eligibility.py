"""check_eligibility: facts → a verdict per measure, each reason with its sentence. Never binary, never from a blank.

A closed set of operators: `in` (applicant type), `at_most` (with a band open after recognition), `is_true`.
Precedence of the verdict: a failed condition, then a missing fact, then the need of recognition, then `meets_stated`.
"""

from __future__ import annotations

from collections.abc import Mapping

from knowledge.errors import UnknownPolicyPart
from knowledge.schema import Condition, Measure, Policy
from tools.facts import FactValue, checked
from tools.schema import EligibilityInput, EligibilityResult, MeasureEligibility, Reason, Status
from tools.wording import say

APPLICANT = "applicant_type"


def check_eligibility(policy: Policy, request: EligibilityInput) -> EligibilityResult:
    """Whether the stated conditions of each measure are met.

    Raises `UnknownPolicyPart` for an unknown measure, `InvalidFacts` for a fact that cannot be.
    """
    facts = checked(policy, request.facts)
    ids = request.measures if request.measures is not None else list(policy.measures)
    verdicts = []
    for index, id_ in enumerate(ids):
        if id_ not in policy.measures:
            known = "、".join(policy.measures)
            raise UnknownPolicyPart(say("errors", "unknown_measure", name=id_, known=known), field=f"measures.{index}")
        verdicts.append(_verdict(policy, policy.measures[id_], facts))
    return EligibilityResult(measures=verdicts)


def _verdict(policy: Policy, measure: Measure, facts: Mapping[str, FactValue]) -> MeasureEligibility:
    applicant = facts.get(APPLICANT)
    reasons = [_audience(policy, measure, applicant)]
    missing = [APPLICANT] if applicant is None else []
    candidates = [applicant] if applicant is not None else list(measure.audience.applicants)
    if reasons[0].outcome == "unmet":
        candidates = []
    blocked = []
    for candidate in candidates:
        outcomes = [_judge(c, facts) for c in _conditions(policy, measure) if not c.applicants or candidate in c.applicants]
        blocked.append(any(reason.outcome == "unmet" for reason in outcomes))
        for reason in outcomes:
            if reason.text not in {known.text for known in reasons}:
                reasons.append(reason)
    fact_of = {condition.id: condition.fact for condition in _conditions(policy, measure)}
    for reason in reasons:
        if reason.outcome == "unknown" and fact_of.get(reason.condition, APPLICANT) not in missing:
            missing.append(fact_of.get(reason.condition, APPLICANT))
    outcomes_of = {reason.outcome for reason in reasons}
    status: Status
    if reasons[0].outcome == "unmet" or (blocked and all(blocked)):
        status, missing = "not_eligible", []
        reasons = [reason for reason in reasons if reason.outcome != "unknown"]
    elif missing or "undecided" in outcomes_of:
        status = "needs_facts"
    elif "recognition" in outcomes_of:
        status = "needs_recognition"
    else:
        status = "meets_stated"
    return MeasureEligibility(
        measure=measure.id,
        section=measure.section,
        status=status,
        reasons=reasons,
        missing=missing,
        undefined=[f"{term.term}：{term.note}" for term in measure.undefined],
        label=measure.label,
        instead=measure.audience.instead.get(str(applicant), ""),
        instead_en=measure.audience.instead_en.get(str(applicant), ""),
    )


def _conditions(policy: Policy, measure: Measure) -> tuple[Condition, ...]:
    return (*policy.head.conditions, *measure.conditions)


def _audience(policy: Policy, measure: Measure, applicant: FactValue | None) -> Reason:
    audience = measure.audience
    if applicant is None:
        key, outcome = "unknown", "unknown"
    elif applicant in audience.applicants:
        key, outcome = "met", "met"
    elif applicant in audience.undecided:
        key, outcome = "undecided", "undecided"
    else:
        key, outcome = "unmet", "unmet"
    return Reason(
        text=_audience_text(policy, measure, applicant, key, "zh"),
        text_en=_audience_text(policy, measure, applicant, key, "en") if audience.label_en else "",
        section=audience.section,
        quote=audience.quote,
        condition=APPLICANT,
        outcome=outcome,
    )


def _audience_text(policy: Policy, measure: Measure, applicant: FactValue | None, key: str, language: str) -> str:
    audience = measure.audience
    labels = {choice.value: choice.worded("label", language) for choice in policy.facts[APPLICANT].choices}
    values = {"audience": audience.worded("label", language), "note": audience.worded("note", language)}
    return say("audience_en" if language == "en" else "audience", key, applicant=labels.get(str(applicant), ""), **values)


def _judge(condition: Condition, facts: Mapping[str, FactValue]) -> Reason:
    value = facts.get(condition.fact)
    field, outcome = "unknown", "unknown"
    if value is not None:
        if _holds(condition, value):
            field, outcome = "met", "met"
        elif condition.recognition and isinstance(value, int) and value <= condition.recognition.at_most:
            field, outcome = "recognised", "recognition"
        else:
            field, outcome = "unmet", "unmet"
    return Reason(
        text=str(getattr(condition, field)).format(value=value),
        text_en=str(getattr(condition, f"{field}_en")).format(value=value),
        section=condition.section,
        quote=condition.quote,
        condition=condition.id,
        outcome=outcome,
    )


def _holds(condition: Condition, value: FactValue) -> bool:
    if condition.operator == "is_true":
        return value is True
    if condition.operator == "at_most":
        return isinstance(value, int) and isinstance(condition.value, int) and value <= condition.value
    return isinstance(condition.value, tuple) and value in condition.value
