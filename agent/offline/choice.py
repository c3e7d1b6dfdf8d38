"""Which of the search's findings a turn uses, and whether a prepared answer takes the place of a weak decision."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from agent.briefing import Briefing
from agent.offline.fit import ENGLISH, Fit
from agent.offline.turn import Decision
from knowledge.schema import Policy

MOST_MATTERS = 2
"""Silences named in one reply at most."""

MOST_POINTS = 2
"""Stated points said in one reply at most: both of one article, when a question has two sides."""

SECOND = 0.85
"""Share of the best point's score from which a second one of the same article is said too: half an answer is a wrong one."""

FAR = 0.8
"""Share of the threshold below which not even the nearest sentence is worth showing."""

NAMED = 1.5
"""By how much better a prepared answer has to fit when the wish names its measure."""

BESIDE = 1.2
"""By how much better the answer to a question beside a calculation has to fit than one that stands alone."""

ASIDE = 1.3
"""By how much better a second question's answer has to fit than a first one's."""

WISHED = 0.35
"""Score of a wish to be told whether, or what, one may get: then it is about support, and most likely about this one."""

AWAY = 0.15
"""By how much further off topic a message has to be that may carry on with what was said, or that names a silence."""

STATED = 1.15
"""By how much better an answer has to fit a message that asks nothing."""

STAYS = 0.5
"""Share of `lean` that what was just talked about gets from a message that could stand alone: people mostly stay with a subject."""

SHORT = 12
"""A message of so few characters leans on what was said, unless it names its own subject."""


def leans(briefing: Briefing) -> bool:
    """Whether the message is understood only with the turn before."""
    reading = briefing.reading
    own = bool(reading.measures or reading.sections)
    return not own and (reading.is_("elliptical") or len(reading.text) <= SHORT)


def choose(policy: Policy, briefing: Briefing, search: dict[str, Any], fit: Fit, query: str = "") -> dict[str, Any]:
    """Points, silences and passages to use, and the `best` score. `query`: what was looked up, when it is one of several questions.

    Findings about the section that is named, or was just talked about when the message leans on it, are raised by `fit.lean`.
    """
    matters_said = briefing.reading.cued_apart.get(query, briefing.reading.matters)
    cued = set(matters_said)
    about = set(briefing.dialogue.get("sections", ())) if leans(briefing) else set()
    leads = bool(briefing.reading.sections or briefing.reading.measures)
    about |= set(briefing.reading.sections) | {policy.measures[id_].section for id_ in briefing.reading.measures}
    scores = {matter["id"]: matter["score"] for matter in search["matters"]}
    # A cue among sums that are told is most often part of what was bought, not of what is asked.
    sums = [t for t in briefing.reading.told if policy.facts[t["fact"]].type == "money" and t["value"] != "0"]
    least = fit.found if sums else fit.cued
    said = [id_ for id_ in matters_said if scores.get(id_, 0.0) >= least]
    by = fit.lean
    if not about:
        about, by = set(briefing.dialogue.get("sections", ())), fit.lean * STAYS
    points = _raised(search["points"], about, by)
    matters = _raised(search["matters"], about, by)
    best_point = points[0]["score"] if points else 0.0
    said.sort(key=lambda id_: -scores.get(id_, 0.0))
    of_section = {matter["id"] for matter in search["matters"] if matter["section"] in about}
    said = [id_ for id_ in said if id_ in of_section] if len(said) > 1 and leads else said
    best_matter = max([matters[0]["score"] if matters else 0.0, *(scores.get(id_, 0.0) for id_ in said)])
    chosen: dict[str, Any] = {"points": [], "matters": [], "passages": search["passages"], "answered": search["answered"]}
    # What merely stays with the subject is ranked higher for it, but is no surer.
    sure = (one["found"] for one in (*points, *matters))
    chosen["best"] = max(best_point, best_matter) if by == fit.lean else max([*sure, *(scores.get(id_, 0.0) for id_ in said)], default=0.0)
    chosen["cued"] = bool(said)
    chosen["far"] = chosen["best"] < fit.found * FAR
    floor = fit.found if briefing.reading.question else fit.sure * STATED
    if chosen["best"] < floor and not said:
        return chosen
    if said:
        chosen["matters"] = [{"id": id_} for id_ in said[:MOST_MATTERS]]
    elif best_matter > best_point:
        chosen["matters"] = [m for m in matters if m["score"] >= best_matter - fit.near / 2][:MOST_MATTERS]
    if points and (best_point >= best_matter + fit.near if cued & set(said) else best_point >= best_matter):
        chosen["points"] = [p for p in points if p["score"] >= best_point * SECOND and p["section"] == points[0]["section"]][:MOST_POINTS]
    return chosen


def together(choices: list[dict[str, Any]], fit: Fit, apart: bool) -> dict[str, Any] | None:
    """One choice of several look-ups: the best; when they were questions of their own, what the others surely found as well."""
    if not choices:
        return None
    best = max(choices, key=lambda one: (one["cued"], one["best"]))
    if not apart:
        return best
    found = [one for one in choices[1:] if (one["points"] or one["matters"]) and (one["cued"] or one["best"] >= fit.sure)]
    if len(found) > 1:  # each question its own answer
        points = [point for one in found if not one["cued"] for point in one["points"][:1]]
        matters = [matter for one in found for matter in one["matters"][:1]]
        return {**best, "points": _each_once(points), "matters": _each_once(matters)}
    if choices[0]["points"] or choices[0]["matters"]:
        best = choices[0]  # the whole message first: a part of it may sound like something else
    merged = {**best, "points": list(best["points"]), "matters": list(best["matters"])}
    for other in choices:
        if other is best or other["best"] < fit.sure * ASIDE:
            continue
        for kind in ("points", "matters"):
            known = {one["id"] for one in merged[kind]}
            merged[kind] += [one for one in other[kind] if one["id"] not in known]
    return {**merged, "points": merged["points"][: MOST_POINTS + 1], "matters": merged["matters"][: MOST_MATTERS + 1]}


def _each_once(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return list({one["id"]: one for one in found}.values())


def _raised(findings: list[dict[str, Any]], sections: set[str], by: float) -> list[dict[str, Any]]:
    raised = [{**f, "score": f["score"] + (by if f["section"] in sections else 0.0), "found": f["score"]} for f in findings]
    return sorted(raised, key=lambda f: -f["score"])


def _off_topic(briefing: Briefing, decision: Decision, chosen: dict[str, Any], fit: Fit) -> bool:
    """Whether a message has nothing to do with the policy; one that leans on what was said has to be further from it."""
    if not decision.weak and decision.acts and decision.acts != ["human"]:
        return False
    if max(map(briefing.reading.nearness.get, ("eligibility", "overview"), (0.0, 0.0))) >= WISHED:
        return False
    near = bool(chosen["cued"]) + bool(briefing.dialogue.get("sections")) + briefing.reading.is_("domain")
    return briefing.reading.off_topic >= fit.strange + near * AWAY and chosen["best"] < fit.own


def resolve(decision: Decision, chosen: dict[str, Any], briefing: Briefing, fit: Fit) -> Decision:
    """The decision after the look-up: prepared answers replace what rested on words alone, and join what was asked beside them."""
    prepared = bool(chosen["points"] or chosen["matters"])
    kept = [act for act in decision.acts if act == "human"]
    passed_on = [call for call in decision.calls if call["name"] == "request_human"]
    if _off_topic(briefing, decision, chosen, fit):
        return replace(decision, acts=[*kept, "out_of_scope"], calls=passed_on, asks=[], weak=False)
    # The nearer the message lies to examples of the wish itself, the better a prepared answer has to fit to take its place.
    wish = max((briefing.reading.nearness.get(intent, 0.0) for intent in briefing.reading.intents), default=0.0)
    needed = fit.sure + fit.pull * max(0.0, wish - fit.intent)
    needed *= NAMED if briefing.reading.measures or ("overview" in decision.acts and not decision.spare) else 1.0
    if "which_measure" in decision.acts and not (briefing.reading.loose or briefing.reading.roles):
        needed = fit.sure * BESIDE  # an answer that may be meant is better than asking which support is
    elif "which_measure" in decision.acts:
        needed *= NAMED
    if decision.acts and briefing.reading.language == "en":
        needed /= ENGLISH  # something is at hand already
    # What an article gives is said better by the rule itself than by a prepared point of the same article.
    same = bool(set(decision.acts) & {"amount", "rule"}) and not chosen["matters"]
    same = same and {p["section"] for p in chosen["points"]} <= set(decision.sections)
    sure_wish = any(score >= 1.0 for score in briefing.reading.intents.values())
    named = bool(briefing.reading.measures) and bool(set(decision.acts) & {"amount", "rule"}) and sure_wish
    if decision.doubted and prepared and decision.acts != ["human"]:
        verdict = "eligibility" in decision.acts and not briefing.reading.is_("counts")
        both = briefing.reading.intents.get("amount", 0.0) >= 1.0 or verdict
        acts, calls = (decision.acts, decision.calls) if both else (kept, passed_on)
        return replace(decision, acts=[*acts, "content"], calls=calls, asks=[], weak=False)
    silent = bool(chosen["matters"]) and not chosen["points"] and chosen["best"] >= fit.sure * ASIDE
    if decision.weak and named and not silent:
        return replace(decision, acts=[*decision.acts, *(["content"] if chosen["cued"] else [])], weak=False)
    if decision.weak and prepared and not same and (chosen["cued"] or chosen["best"] >= needed):
        return replace(decision, acts=[*kept, "content"], calls=passed_on, asks=[], weak=False)
    if decision.aside:  # the rule that is reckoned with is said already
        chosen["points"] = [point for point in chosen["points"] if point["section"] not in decision.sections]
        prepared = bool(chosen["points"] or chosen["matters"])
    beside = bool(decision.aside) and chosen["best"] >= fit.sure * BESIDE
    if (chosen["cued"] or beside) and prepared and decision.acts:
        return replace(decision, acts=[*decision.acts, "content"], weak=False)
    if not decision.acts or decision.acts == ["scenario"]:
        return replace(decision, acts=[*decision.acts, "content"], weak=False)
    return replace(decision, weak=False)
