"""Which of the search's findings a turn uses, and whether a prepared answer takes the place of a weak decision."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from agent.briefing import Briefing
from agent.offline.decision import Decision
from knowledge.schema import Policy


def choose(policy: Policy, briefing: Briefing, search: dict[str, Any], sure: float, near: float) -> dict[str, Any]:
    """Points, silences and passages to use. `sure`: score from which a prepared answer is taken without other signs.

    `near`: how close a second finding has to come to the best to be said as well.
    """
    cued = set(briefing.reading.matters)
    focus = set(briefing.dialogue.get("sections", ())) if briefing.reading.is_("elliptical") else set()
    points = _boosted(search["points"], focus)
    matters = [{**m, "score": m["score"] + (0.05 if m["id"] in cued else 0.0)} for m in _boosted(search["matters"], focus)]
    for id_ in cued - {m["id"] for m in matters}:
        matters.append({"id": id_, "section": policy.matters[id_].section, "score": sure})
    matters.sort(key=lambda m: -m["score"])
    best_point = points[0]["score"] if points else 0.0
    best_matter = matters[0]["score"] if matters else 0.0
    best = max(best_point, best_matter)
    chosen: dict[str, Any] = {"points": [], "matters": [], "passages": search["passages"], "answered": search["answered"]}
    chosen["best"] = best
    chosen["sure"] = best >= sure or bool(cued)
    floor = chosen["answered"] or chosen["sure"]
    if not floor and not (matters and best_matter >= sure):
        return chosen
    if matters and (cued or best_matter > best_point):
        wanted = [m for m in matters if m["id"] in cued or m["score"] >= best_matter - near / 2] or matters[:1]
        chosen["matters"] = wanted[:2] if best_matter >= sure or cued else matters[:1]
    if points and best_point >= best_matter and (best_point >= best_matter + near or not cued):
        chosen["points"] = points[:1]
    return chosen


def _boosted(findings: list[dict[str, Any]], focus: set[str]) -> list[dict[str, Any]]:
    raised = [{**f, "score": f["score"] + (0.04 if f["section"] in focus else 0.0)} for f in findings]
    return sorted(raised, key=lambda f: -f["score"])


def resolve(decision: Decision, briefing: Briefing, chosen: dict[str, Any]) -> Decision:
    """The decision after the look-up: prepared answers replace what rested on words alone, and join what was asked beside it."""
    prepared = bool(chosen["points"] or chosen["matters"])
    social = [act for act in decision.acts if act == "human"]
    if decision.weak and prepared and chosen["sure"]:
        return replace(decision, acts=[*social, "content"], calls=[], asks=[], weak=False)
    if briefing.reading.matters and prepared and decision.acts:
        return replace(decision, acts=[*decision.acts, "content"], weak=False)
    if not decision.acts or decision.acts == ["scenario"]:
        return replace(decision, acts=[*decision.acts, "content"], weak=False)
    return replace(decision, weak=False)
