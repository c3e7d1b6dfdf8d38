"""Steps that several acts share: the calls, questions and assumptions of a verdict and of a calculation."""

from __future__ import annotations

from agent.briefing import Briefing
from agent.offline.measures import barred, only_zero, open_to, spent_on
from agent.offline.requests import PROFILE, eligibility_call, subsidy_calls
from agent.offline.turn import Decision
from knowledge.schema import Policy


def add_verdict(policy: Policy, briefing: Briefing, decision: Decision, about: list[str]) -> None:
    """A check of `about`, or of what money was spent on, or of all that is open to the applicant; without any of these a question."""
    facts = briefing.facts
    measures = about or spent_on(policy, facts)
    decision.acts.append("eligibility")
    if not measures and not any(name in facts for name in PROFILE):
        decision.asks = ["measure", "applicant_type"]
        return
    decision.measures = measures or open_to(policy, facts)
    decision.calls.append(eligibility_call(facts, decision.measures))


def add_amounts(policy: Policy, briefing: Briefing, decision: Decision, about: list[str], named: bool) -> None:
    """A calculation of `about`; `named`: the message itself says what is to be reckoned."""
    reading, facts = briefing.reading, briefing.facts
    measures = about or spent_on(policy, facts)
    updates = not named or "amount" in briefing.dialogue.get("task", [])
    if reading.is_("whole") and updates and not (reading.roles or reading.years):
        measures = list(dict.fromkeys([*spent_on(policy, facts), *measures]))
    measures = [id_ for id_ in measures if not only_zero(policy, id_, facts)] or measures
    others = barred(policy, facts, measures)
    if others:  # no figure for money that goes to somebody else; what is open to them instead
        measures = [id_ for id_ in measures if id_ not in others] or [
            id_ for id_ in open_to(policy, facts) if policy.measures[id_].support.kind == "discretionary"
        ]
    calls, asks, assumed = subsidy_calls(policy, briefing, measures)
    decision.acts.append("amount")
    decision.measures = list(dict.fromkeys([*decision.measures, *others, *measures]))
    decision.calls.extend(calls)
    decision.asks = list(dict.fromkeys([*decision.asks, *asks]))
    decision.assumed = assumed
