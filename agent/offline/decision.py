"""What a turn does: the acts, the measures they are about, and the tool calls they need. Pure: briefing (+ search) → decision."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from agent.briefing import Briefing
from agent.offline.measures import is_money, measures_meant, measures_of_cap, neighbours, only_zero, open_to, spent_on
from agent.offline.requests import PROFILE, eligibility_call, subsidy_calls
from agent.understanding.reading import Reading
from knowledge.schema import Policy

SOCIAL = ("greeting", "thanks", "capability", "injection", "rude", "puzzled", "out_of_scope")
"""Intents that are answered by wording alone, in the order in which one is chosen."""


BARE = 2
"""A message that leaves no more characters beside its wish is that wish, and no question about the text."""


@dataclass
class Decision:
    """`acts`: what the reply does, in order. `calls`: tool calls, each ``{"name", "args"}``. `asks`: facts to ask for.

    `assumed`: facts taken at a value for a partial answer (and asked for). `weak`: the acts rest on words alone, so that a
    prepared answer that fits better takes their place. `sections`: of the measures.
    """

    acts: list[str] = field(default_factory=list)
    measures: list[str] = field(default_factory=list)
    calls: list[dict[str, Any]] = field(default_factory=list)
    asks: list[str] = field(default_factory=list)
    assumed: list[str] = field(default_factory=list)
    weak: bool = False
    search: bool = False
    sections: list[str] = field(default_factory=list)


def decide(policy: Policy, briefing: Briefing) -> Decision:
    """The decision from the message alone; `search` tells that the policy has to be looked up before it stands."""
    reading, facts, dialogue = briefing.reading, briefing.facts, briefing.dialogue
    decision = Decision()
    if reading.is_("restart"):
        decision.acts.append("restart")
        return decision
    if reading.wants("human"):
        decision.acts.append("human")
        decision.calls.append({"name": "request_human", "args": {"reason": reading.text[:200]}})
    told_money = [t["fact"] for t in reading.told if is_money(policy, t["fact"])]
    told_spending = [t["fact"] for t in reading.told if is_money(policy, t["fact"]) and (t["value"] != "0" or t.get("upper"))]
    told_profile = [name for name in PROFILE if name in {t["fact"] for t in reading.told}]
    task = dialogue.get("task", [])
    named = measures_meant(policy, reading.measures, told_spending)
    about = named or list(dialogue.get("focus", []))
    wants_amount = any(map(reading.wants, ("amount", "inverse"))) or bool({"claimed", "received", "target"} & set(reading.roles))
    wants_amount = wants_amount or reading.is_("increase") or reading.is_("remaining")
    wants_verdict = reading.wants("eligibility") and not (reading.is_("remaining") and wants_amount and not told_profile)
    silent = bool(reading.matters) and not told_spending
    # An intent that only resembles its examples does not break off what was being done.
    certain = [intent for intent, score in reading.intents.items() if score >= 1.0]
    continues = not certain and not reading.matters and bool(reading.told or (reading.measures and task))

    if reading.regions and not reading.matters and policy.head.region.rstrip("省市区县") not in reading.text and not told_spending:
        decision.acts.append("other_region")
        return decision
    claimed = measures_of_cap(policy, reading.roles.get("claimed")) if not (named or told_spending) else []
    if claimed:
        decision.acts, decision.measures = ["whose", "overview"], claimed
        return decision
    if reading.wants("guess") and dialogue.get("matters"):
        decision.acts.append("guess")
        return decision
    for act in ("draft", "scenario"):
        if reading.wants(act) and not (wants_amount and told_money):
            decision.acts.append(act)
            decision.search = act == "scenario"
            return decision
    beside = neighbours(policy, dialogue.get("sections", []), 1 if reading.is_("next") else -1 if reading.is_("previous") else 0)
    quoted = beside or reading.sections or dialogue.get("sections", [])
    if quoted and not wants_amount and (beside or reading.wants("quote")):
        decision.acts, decision.sections = ["quote"], quoted
        return decision

    amount = wants_amount and bool(about or spent_on(policy, facts)) and not (silent and not (named or reading.roles))
    amount = amount or bool(told_money) and not (wants_verdict or reading.matters)
    amount = amount or continues and "amount" in task and bool(told_money)
    amount = amount or bool(reading.years and about) and any(map(reading.is_, ("whole", "yearly", "elliptical")))
    verdict = wants_verdict and not (silent and not told_profile)
    verdict = verdict or continues and "eligibility" in task and not (told_money and not told_profile and "amount" in task)
    profile = bool(told_profile) and not reading.question and not amount and not verdict and not certain
    supposed = "headcount" in told_profile and not (amount or certain or reading.matters) and _carries_on(reading)
    verdict = verdict or supposed
    if verdict:
        _add_verdict(policy, briefing, decision, about)
        decision.weak = not (told_profile or told_money or (continues and task))
    if amount:
        _add_amounts(policy, briefing, decision, about, bool(named))
        at_hand = told_money or reading.roles or reading.years or _reckoned(policy, briefing, about)
        decision.weak = (decision.weak or not verdict) and not at_hand
        if not verdict and any(name in facts for name in PROFILE):
            decision.calls.append(eligibility_call(facts, decision.measures))
    if profile and not verdict:
        decision.acts.append("profile")
        decision.measures = open_to(policy, facts)
        decision.calls.append(eligibility_call(facts, decision.measures))
    bare = bool(reading.measures) and not reading.intents and not reading.question
    if not decision.acts and (reading.wants("rule") or reading.wants("amount") or bare) and about:
        decision.acts.append("rule")
        decision.measures = about
        decision.weak = True
    if not decision.acts and reading.wants("overview") and not (reading.measures or reading.sections):
        decision.acts.append("overview")
        decision.measures = open_to(policy, facts)
        decision.weak = "applicant_type" not in told_profile
    social = next((act for act in SOCIAL if reading.wants(act)), None)
    if social and not decision.acts and not reading.matters and not reading.measures:
        decision.acts.append(social)
        decision.weak = reading.intents[social] < 1.0
    if len(reading.residue) <= BARE and set(decision.acts) & {"eligibility", "amount", "rule", "overview"}:
        decision.weak = False
    decision.sections = [policy.measures[id_].section for id_ in decision.measures]
    settled = bool(decision.acts) and not decision.weak
    decision.search = bool(reading.matters) or not settled
    unnamed = bool(reading.loose) and not told_money and not reading.matters and not social
    if not decision.acts and (reading.wants("amount") or unnamed):
        decision.acts.append("which_measure")
        decision.asks = ["measure"] + [name for name in ("applicant_type",) if name not in facts]
        decision.weak = decision.search = unnamed or len(reading.residue) > BARE
    return decision


def _carries_on(reading: Reading) -> bool:
    """Whether a message supposes something about what was said, or carries on with it."""
    return reading.is_("suppose") or reading.is_("elliptical") or reading.is_("correction")


def _reckoned(policy: Policy, briefing: Briefing, about: list[str]) -> bool:
    """Whether everything for a figure is at hand without this message telling it."""
    measures = [policy.measures[id_] for id_ in about]
    ready = [m for m in measures if any(name in briefing.facts for name in m.support.basis) or m.support.rate is None]
    return bool(ready) and (bool(briefing.reading.measures) or len(briefing.reading.text) <= 24)


def _add_verdict(policy: Policy, briefing: Briefing, decision: Decision, about: list[str]) -> None:
    facts = briefing.facts
    measures = about or spent_on(policy, facts)
    decision.acts.append("eligibility")
    if not measures and not any(name in facts for name in PROFILE):
        decision.asks = ["measure", "applicant_type"]
        return
    decision.measures = measures or open_to(policy, facts)
    decision.calls.append(eligibility_call(facts, decision.measures))


def _add_amounts(policy: Policy, briefing: Briefing, decision: Decision, about: list[str], named: bool) -> None:
    reading, facts = briefing.reading, briefing.facts
    measures = about or spent_on(policy, facts)
    if reading.is_("whole") and not (named or reading.roles or reading.years):
        measures = list(dict.fromkeys([*spent_on(policy, facts), *measures]))
    measures = [id_ for id_ in measures if not only_zero(policy, id_, facts)] or measures
    calls, asks, assumed = subsidy_calls(policy, briefing, measures)
    decision.acts.append("amount")
    decision.measures = list(dict.fromkeys([*decision.measures, *measures]))
    decision.calls.extend(calls)
    decision.asks = list(dict.fromkeys([*decision.asks, *asks]))
    decision.assumed = assumed
