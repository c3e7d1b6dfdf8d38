"""Arguments of tool calls from a briefing: which items, which years, from which facts. No arithmetic happens here."""

from __future__ import annotations

from typing import Any

from agent.briefing import Briefing
from agent.ledger import apply, labelled, values
from knowledge.schema import Measure, Policy

PROFILE = ("applicant_type", "headcount", "lawful_operation")
"""Facts that say who applies; a verdict rests on them."""


def eligibility_call(facts: dict[str, Any], measures: list[str]) -> dict[str, Any]:
    """A check of the measures on what is known of the applicant."""
    known = {name: facts[name] for name in PROFILE if name in facts}
    return {"name": "check_eligibility", "args": {"facts": known, "measures": measures}}


def search_call(query: str) -> dict[str, Any]:
    """A look-up in the policy."""
    return {"name": "search_policy", "args": {"query": query[:4000], "k": 5}}


def subsidy_calls(policy: Policy, briefing: Briefing, measures: list[str]) -> tuple[list[dict[str, Any]], list[str], list[str]]:
    """Calls of calculate_subsidy, facts to ask for, and facts assumed to be zero for a partial answer.

    A range is two calls (its ends are alternatives, not to be added); several years of one fact are items of one call.
    """
    items: list[dict[str, Any]] = []
    alternatives: list[list[dict[str, Any]]] = [[], []]
    asks: list[str] = []
    assumed: list[str] = []
    for id_ in measures:
        measure = policy.measures[id_]
        ends = _range_ends(policy, briefing, measure)
        labelled = _labelled(policy, briefing, measure)
        if ends:
            for bucket, facts in zip(alternatives, ends, strict=True):
                bucket.append(_item(briefing, measure, facts, assumed))
        elif labelled:
            for label, facts in labelled:
                item = {**_item(briefing, measure, facts, assumed), "label": label}
                item.pop("years", None)
                items.append(item)
        elif _ready(measure, briefing) or not measure.support.basis:
            items.append(_item(briefing, measure, briefing.facts, assumed))
        else:
            asks.extend(name for name in measure.support.basis if name not in asks)
    calls = [{"items": group} for group in (items, *alternatives) if group]
    return [{"name": "calculate_subsidy", "args": args} for args in calls], [*asks, *assumed], assumed


def _ready(measure: Measure, briefing: Briefing) -> bool:
    return _target(briefing, measure) is not None or any(name in briefing.facts for name in measure.support.basis)


def _item(briefing: Briefing, measure: Measure, facts: dict[str, Any], assumed: list[str]) -> dict[str, Any]:
    reading, support = briefing.reading, measure.support
    item: dict[str, Any] = {"measure": measure.id, "facts": {}}
    target = _target(briefing, measure)
    told = {telling["fact"] for telling in reading.told}
    more = reading.is_("more_needed") and any(briefing.facts.get(name) not in (None, "0") for name in support.basis)
    if target is None or told & set(support.basis) or more:
        item["facts"] = {name: facts[name] for name in (*support.basis, *support.less) if name in facts}
        for name in support.less:
            if name not in facts and item["facts"]:
                item["facts"][name] = "0"
                if name not in assumed:
                    assumed.append(name)
    if target is not None:
        item["target"] = target
    if reading.years and support.per == "year":
        item["years"] = reading.years
    if support.rate is not None and item["facts"] and "received" in reading.roles:
        item["received"] = reading.roles["received"]
    before = _before(briefing, measure)
    if before is not None and item["facts"]:
        item["before"] = before
    return item


def _target(briefing: Briefing, measure: Measure) -> str | None:
    """What is to be reached: a wished amount, or the cap; None when the question goes forward."""
    reading, support = briefing.reading, measure.support
    if support.rate is None:
        return None
    told = {telling["fact"] for telling in reading.told if telling["value"] != "0"}
    if "target" in reading.roles and not told & set(support.basis):
        return reading.roles["target"]
    if (reading.wants("inverse") or carries_inverse(briefing)) and not told & set(support.basis):
        return "cap"
    unknown = not any(name in briefing.facts for name in support.basis)
    return "cap" if unknown and reading.years else None


def carries_inverse(briefing: Briefing) -> bool:
    """Whether a message asks of another support what was just asked of one: how much has to be spent (花多少到顶？……利息呢)."""
    reading = briefing.reading
    return bool(briefing.dialogue.get("inverse") and reading.measures and reading.is_("elliptical") and not reading.told)


def _before(briefing: Briefing, measure: Measure) -> dict[str, Any] | None:
    """The facts before the increase that the message asks about."""
    reading = briefing.reading
    added = [t for t in reading.told if t["mode"] == "add" and t["fact"] in measure.support.basis]
    if not (reading.is_("increase") and added):
        return None
    fact = added[0]["fact"]
    first = [t for t in reading.told if t["mode"] == "set" and t["fact"] == fact]
    earlier = first[0]["value"] if first else briefing.known.get(fact)
    return None if earlier is None else {fact: earlier}


def _range_ends(policy: Policy, briefing: Briefing, measure: Measure) -> list[dict[str, Any]] | None:
    ranged = [t for t in briefing.reading.told if t.get("upper") and t["fact"] in (*measure.support.basis, *measure.support.less)]
    if not ranged:
        return None
    ends = []
    for key in ("value", "upper"):
        told = [{**t, "value": t[key], "upper": None} for t in ranged]
        ends.append({**briefing.facts, **values(policy, apply(policy, {}, told))})
    return ends


def _labelled(policy: Policy, briefing: Briefing, measure: Measure) -> list[tuple[str, dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for telling in briefing.reading.told:
        if telling.get("label") and telling["fact"] in measure.support.basis:
            groups.setdefault(telling["label"], []).append({**telling, "mode": "add"})
    support = measure.support
    less = {name: "0" for name in support.less if briefing.facts.get(name) == "0"}
    if groups:
        return [(label, less | values(policy, apply(policy, {}, told))) for label, told in groups.items()]
    parts = briefing.parts.get(support.basis[0], {}) if support.per == "project" and support.basis else {}
    entries = labelled(parts)
    # The cap is one of a project: several that were told stay apart in every later turn as well.
    return [(label, less | {support.basis[0]: value}) for label, value in entries.items()] if len(entries) > 1 and all(entries) else []
