"""Rules that settle a turn by themselves: each fills the decision and says whether it did."""

from __future__ import annotations

from agent.offline.application import add_draft
from agent.offline.measures import measures_of_cap, neighbours
from agent.offline.steps import add_amounts, add_verdict
from agent.offline.turn import Decision, Turn

SAYS_MORE = 4
"""Characters beside the wish from which a question for a sentence names its own subject (依据是哪份国家文件)."""


def _restart(turn: Turn, decision: Decision) -> bool:
    if turn.briefing.reading.is_("restart"):
        decision.acts.append("restart")
    return turn.briefing.reading.is_("restart")


def _elsewhere(turn: Turn, decision: Decision) -> bool:
    """Another place's rules."""
    reading = turn.briefing.reading
    if not reading.regions or reading.matters or turn.spending:
        return False
    decision.acts.append("other_region")
    return True


def _injected(turn: Turn, decision: Decision) -> bool:
    """What is pasted to be taken for policy or for an order: it is not followed, and the rule it is about is said as it stands."""
    if "injection" not in turn.certain or turn.briefing.reading.is_("restart"):
        return False
    decision.acts.append("injection")
    if turn.spending:
        add_amounts(turn.policy, turn.briefing, decision, turn.about, bool(turn.named))
    elif turn.named:
        decision.acts.append("rule")
        decision.measures = turn.named
    decision.sections = [turn.policy.measures[id_].section for id_ in decision.measures]
    return True


def _whose(turn: Turn, decision: Decision) -> bool:
    """A claimed sum that is the cap of somebody else's support."""
    claimed = turn.briefing.reading.roles.get("claimed")
    measures = measures_of_cap(turn.policy, claimed) if not (turn.named or turn.spending) else []
    if measures:
        decision.acts, decision.measures = [*decision.acts, "whose", "overview"], measures
    return bool(measures)


def _guess(turn: Turn, decision: Decision) -> bool:
    if turn.briefing.reading.wants("guess") and turn.briefing.dialogue.get("matters"):
        decision.acts.append("guess")
        return True
    return False


def _unbuilt(turn: Turn, decision: Decision) -> bool:
    """A look-up of scenarios, unless a sum is to be reckoned."""
    if turn.briefing.reading.wants("scenario") and not (turn.wants_amount and turn.money):
        decision.acts.append("scenario")
        decision.search = True
        return True
    return False


def _quote(turn: Turn, decision: Decision) -> bool:
    reading, dialogue = turn.briefing.reading, turn.briefing.dialogue
    beside = neighbours(turn.policy, dialogue.get("sections", []), 1 if reading.is_("next") else -1 if reading.is_("previous") else 0)
    pointed = [turn.policy.measures[id_].section for id_ in reading.measures]
    quoted = beside or reading.sections or pointed or dialogue.get("sections", [])
    if not quoted or turn.wants_amount or not (beside or reading.wants("quote")):
        return False
    if reading.is_("sentence") and dialogue.get("cited") and not (beside or reading.sections or pointed):
        if len(reading.residue) > SAYS_MORE:
            return False
        decision.acts.append("cited")
        return True
    decision.acts, decision.sections = [*decision.acts, "quote"], quoted
    return True


def _declined(turn: Turn, decision: Decision) -> bool:
    """人数先不说: taken as it is; what can be said without it is said again, and it is not asked for any more."""
    if not turn.briefing.declined or turn.spending or turn.profile:
        return False
    decision.acts.append("declined")
    if "eligibility" in turn.task or turn.wants_verdict:
        add_verdict(turn.policy, turn.briefing, decision, turn.about)
    elif turn.about:
        decision.acts.append("rule")
        decision.measures = turn.about
    decision.sections = [turn.policy.measures[id_].section for id_ in decision.measures]
    return True


def _restate(turn: Turn, decision: Decision) -> bool:
    """再说一遍, 一句话: the conclusion of the reply before, unless something new is asked beside it."""
    reading = turn.briefing.reading
    if not reading.wants("restate") or not turn.briefing.dialogue.get("conclusion") or turn.money or turn.profile or reading.measures:
        return False
    decision.acts.append("restate")
    return True


ALONE = (_restart, _elsewhere, _injected, _whose, _guess, add_draft, _unbuilt, _quote, _declined, _restate)
"""Rules that settle a turn by themselves, in the order in which they are tried; each fills the decision and says whether it did."""
