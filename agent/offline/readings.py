"""Says how what was told is read: a premise that the text does not bear, a sum for one month, a share of a sum, what was assumed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from agent.briefing import Briefing
from agent.offline.draft import Draft
from agent.offline.terms import yuan
from agent.offline.turn import Decision
from knowledge.numerals import share_text
from knowledge.schema import Policy


def say_premise(draft: Draft, briefing: Briefing, rates: Sequence[Decimal | None]) -> None:
    """A share that the user takes for granted and the text does not bear is corrected first."""
    known = {rate for rate in rates if rate is not None}
    said = {written: Decimal(share) for written, share in briefing.reading.shares.items()}
    if len(known) == 1 and said and not any(share in known for share in said.values()):
        draft.add(draft.phrases("amount.premise", rate=share_text(next(iter(known))), said=next(iter(said))))


def say_readings(draft: Draft, policy: Policy, briefing: Briefing, decision: Decision) -> None:
    """How each sum of this turn was read, and what was taken for granted."""
    say, language = draft.phrases, draft.phrases.language
    for telling in briefing.reading.told:
        if policy.facts[telling["fact"]].type != "money":
            continue
        note = telling.get("note")
        alone = sum(other["fact"] == telling["fact"] for other in briefing.reading.told) == 1
        if note and telling.get("entry") and not alone:
            # One sum of several stands in no result by itself: how it was read is said without it.
            draft.add(say("amount.part", written=telling["written"], times=telling["times"]) if telling.get("times") else "")
        elif note:
            money = {key: yuan(telling[key], language) for key in ("value", "principal") if key in telling}
            rest = {"written": telling.get("written", ""), "times": telling.get("times", "")}
            rate = share_text(Decimal(telling["rate"])) if "rate" in telling else ""
            draft.add(say(f"amount.{note}", **money, **rest, rate=rate))
        elif telling.get("approximate") and not telling.get("upper") and alone:
            draft.add(say("amount.approximate", value=yuan(telling["value"], language)))
    if briefing.reading.is_("past") or briefing.dialogue.get("past"):
        draft.note(*(matter.worded("label", language) for matter in policy.matters.values() if matter.occasion == "past_spending"))
    for name in decision.assumed:
        draft.add(say("amount.assumed", fact=policy.facts[name].worded("label", language)))
