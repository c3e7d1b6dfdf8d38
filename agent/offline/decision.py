"""What a turn does: the acts, the measures they are about, and the tool calls they need. Pure: briefing (+ search) → decision."""

from __future__ import annotations

from agent.briefing import Briefing
from agent.offline.alone import ALONE
from agent.offline.measures import barred, open_to, spent_on
from agent.offline.requests import PROFILE, eligibility_call
from agent.offline.steps import add_amounts, add_verdict
from agent.offline.turn import Decision, Turn
from agent.understanding.questions import MOST_QUESTIONS, questions
from agent.understanding.reading import Reading
from knowledge.schema import Policy

SOCIAL = ("greeting", "thanks", "injection", "rude", "capability", "puzzled", "restate", "tell", "out_of_scope")
"""Intents that are answered by wording alone, in the order in which one is chosen."""


LEANING = 0.3
"""Score of a wish that, for somebody who has just said who they are, is likelier than a question about one point."""

SURE_HUMAN = 0.6
"""Score from which examples alone tell that a person is asked for: a ticket is not opened on a guess."""

BARE = 2
"""A message that leaves no more characters beside its wish is that wish, and no question about the text."""


def decide(policy: Policy, briefing: Briefing) -> Decision:
    """The decision from the message alone; `search` tells that the policy has to be looked up before it stands."""
    turn = Turn.of(policy, briefing)
    decision = Decision()
    human = briefing.reading.intents.get("human", 0.0)
    if human >= SURE_HUMAN and not briefing.reading.is_("restart"):
        decision.acts.append("human")
        decision.calls.append({"name": "request_human", "args": {"reason": briefing.reading.text[:200]}})
    for alone in ALONE:
        if alone(turn, decision):
            return decision
    _work(turn, decision)
    return decision


def _work(turn: Turn, decision: Decision) -> None:
    """Figures, verdicts, rules, an overview, small talk; what is not sure is looked up."""
    policy, briefing, about, task = turn.policy, turn.briefing, turn.about, turn.task
    reading, facts = briefing.reading, briefing.facts
    if turn.wants_amount and not about:  # what there is for this kind of applicant, when it is told who asks
        about = [id_ for id_ in open_to(policy, facts) if policy.measures[id_].support.kind == "discretionary"]
    silent = bool(reading.matters) and not turn.spending
    # An intent that only resembles its examples does not break off what was being done.
    continues = not turn.certain and not reading.matters and bool(reading.told or (reading.measures and task))

    on_it = "amount" in turn.certain or any(map(reading.is_, ("explain", "remaining", "more_needed")))
    known = on_it and bool(spent_on(policy, briefing.known))
    amount = turn.wants_amount and bool(about or spent_on(policy, facts)) and not (silent and not (turn.named or reading.roles or known))
    amount = amount or bool(turn.spending) and turn.wants_verdict and not reading.matters
    updates = bool(turn.money) and "amount" in task
    amount = amount or bool(turn.money) and not turn.wants_verdict and (updates or bool(turn.spending))
    amount = amount or continues and "amount" in task and bool(turn.money)
    amount = amount or bool(reading.pointed) and not reading.matters and bool(spent_on(policy, facts)) and "eligibility" not in task
    carried_on = any(map(reading.is_, ("whole", "yearly", "elliptical"))) or bool(reading.loose and "amount" in task)
    amount = amount or bool(reading.years and about) and carried_on
    general = "overview" in turn.certain and not (reading.measures or reading.sections or turn.money or spent_on(policy, facts))
    amount = amount and not general
    verdict = turn.wants_verdict and not (silent and not turn.profile)
    verdict = verdict or continues and "eligibility" in task and not (turn.money and not turn.profile and "amount" in task)
    profile = bool(turn.profile) and not reading.question and not amount and not verdict and not turn.certain
    supposed = "headcount" in turn.profile and not (amount or turn.certain or reading.matters) and _carries_on(reading)
    told_who = "headcount" in turn.profile and bool(reading.measures) and reading.question
    told_who = told_who and not (turn.money or reading.matters or reading.years)
    verdict = verdict or supposed or (told_who and not (amount or turn.asks_text))
    if verdict:
        add_verdict(policy, briefing, decision, about)
        decision.weak = not (turn.profile or turn.money or (continues and task))
        decision.doubted = reading.is_("counts") and "applicant_type" not in turn.profile
    if amount:
        add_amounts(policy, briefing, decision, about, bool(turn.named))
        carried = bool(task or reading.measures) and _reckoned(policy, briefing, about)
        again = known and not reading.matters and _reckoned(policy, briefing, about)
        at_hand = turn.money or reading.roles or reading.years or carried or again
        decision.weak = (decision.weak or not verdict) and not at_hand
        decision.doubted = decision.doubted or turn.asks_text
        if not verdict and any(name in facts for name in PROFILE):
            decision.calls.append(eligibility_call(facts, decision.measures))
    if amount and verdict and not turn.profile:
        decision.acts.sort(key=lambda act: act == "eligibility")  # what was asked with a sum is answered with a sum first
    if profile and not verdict:
        decision.acts.append("profile")
        decision.measures = open_to(policy, facts)
        decision.calls.append(eligibility_call(facts, decision.measures))
    bare = bool(reading.measures) and not turn.certain and not (reading.question and not reading.pointed)
    paid = any(policy.measures[id_].support.kind != "service" for id_ in about)  # what a service offers, its sentences say
    if not decision.acts and (reading.wants("rule") or reading.wants("amount") or bare) and paid and not general:
        decision.acts.append("rule")
        decision.measures = about
        decision.weak = not reading.pointed
    if not decision.acts and reading.shares and turn.about and reading.question and paid:
        decision.acts.append("rule")
        decision.measures = turn.about
    own = facts.get("applicant_type", "opc") == "opc" and spent_on(policy, facts)
    if not decision.acts and reading.wants("overview") and own and not (reading.measures or reading.sections):
        add_amounts(policy, briefing, decision, spent_on(policy, facts), False)  # what there is for them is what was reckoned
        if any(name in facts for name in PROFILE):
            decision.calls.append(eligibility_call(facts, decision.measures))
    if not decision.acts and reading.wants("overview") and not (reading.measures or reading.sections):
        decision.acts.append("overview")
        decision.measures = open_to(policy, facts)
        decision.weak = "applicant_type" not in turn.profile or "applicant_type" in turn.likely
    if not decision.acts and turn.profile and reading.measures and not reading.matters:
        add_verdict(policy, briefing, decision, about)  # who they are and what they name: whether it is for them comes first
        decision.weak = not barred(policy, facts, about)
    if not decision.acts and "applicant_type" in turn.profile:
        decision.acts.append("overview")
        decision.measures = open_to(policy, facts)
        decision.weak = True
        decision.spare = reading.nearness.get("overview", 0.0) < LEANING
    social = next((act for act in SOCIAL if reading.wants(act)), None)
    named = bool(reading.measures) and not (social == "capability" and "capability" in turn.certain)  # 你是不是某某模型
    if social and not decision.acts and not reading.matters and not named:
        decision.acts.append(social)
        decision.weak = reading.intents[social] < 1.0
    if len(reading.residue) <= BARE and set(decision.acts) & {"eligibility", "amount", "rule", "overview"}:
        decision.weak = False
    if decision.weak and reading.measures and set(decision.acts) & {"amount", "rule"} and turn.certain and not reading.matters:
        decision.weak = False  # its rule is what the message names; what it asks beside is looked up for itself
    decision.sections = [policy.measures[id_].section for id_ in decision.measures]
    settled = bool(decision.acts) and not decision.weak
    decision.search = bool(reading.matters) or not settled or decision.doubted
    if settled and not decision.doubted and set(decision.acts) & {"amount", "eligibility", "rule"}:
        wished = turn.wants_amount or turn.wants_verdict
        asks_more = len(questions(reading.text)) > len(reading.aside) or (turn.spending and not wished and not _carries_on(reading))
        cued = [part for part, matters in reading.cued_apart.items() if matters]
        decision.aside = list(dict.fromkeys([*cued, *(reading.aside if asks_more else [])]))[:MOST_QUESTIONS]
        decision.search = decision.search or bool(decision.aside)
    unnamed = bool(reading.loose) and not turn.money and not reading.matters and not social
    if not decision.acts and (reading.wants("amount") or unnamed):
        decision.acts.append("which_measure")
        decision.asks = ["measure"] + [name for name in ("applicant_type",) if name not in facts]
        carries_on = bool(briefing.dialogue.get("sections"))  # 这一条给钱吗: of what was just said
        decision.weak = decision.search = unnamed or carries_on or len(reading.residue) > BARE


def _carries_on(reading: Reading) -> bool:
    """Whether a message supposes something about what was said, or carries on with it."""
    return reading.is_("suppose") or reading.is_("elliptical") or reading.is_("correction")


def _reckoned(policy: Policy, briefing: Briefing, about: list[str]) -> bool:
    """Whether everything for a figure is at hand without this message telling it."""
    measures = [policy.measures[id_] for id_ in about]
    ready = [m for m in measures if any(name in briefing.facts for name in m.support.basis) or m.support.rate is None]
    return bool(ready) and (bool(briefing.reading.measures) or len(briefing.reading.text) <= 24)
