"""What a turn leaves for the next one: focus, cited sections, facts asked for, the task at hand, silences named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from agent.briefing import Briefing
from knowledge.schema import Policy

_TASKS = {"calculate_subsidy": "amount", "check_eligibility": "eligibility", "draft_application": "draft"}


def after_turn(policy: Policy, briefing: Briefing, calls: Iterable[Mapping[str, Any]], answer: Mapping[str, Any]) -> dict[str, Any]:
    """The dialogue after this turn, the same way for every engine."""
    before = briefing.dialogue
    calls = list(calls)
    tasks = [_TASKS[call["name"]] for call in calls if call["name"] in _TASKS]
    if "calculate_subsidy" in {call["name"] for call in calls} and "eligibility" not in briefing.reading.intents:
        tasks = ["amount"]
    asked = list(answer.get("asks", []))
    wanted = [intent for intent in ("eligibility", "amount", "draft") if intent in briefing.reading.intents]
    # What a form still lacks was asked for: the answer carries on with it.
    if "draft" in before.get("task", []) and any(policy.facts[name].type == "text" for name in asked):
        wanted = list(dict.fromkeys([*wanted, "draft"]))
    focus = list(dict.fromkeys(m for call in calls for m in _measures(call)))
    sections = list(dict.fromkeys(c["section"] for c in answer.get("citations", [])))
    about = [m.id for m in policy.measures.values() if m.section in sections]
    general = {condition.section for condition in policy.head.conditions} | {policy.head.validity.section}
    elsewhere = bool(set(sections) - general)
    named = [id_ for id_ in briefing.reading.measures if id_ in policy.measures]
    return {
        "conclusion": _conclusion(answer) or before.get("conclusion", ""),
        "cited": list(answer.get("citations", [])[:1]) or before.get("cited", []),
        "listed": _carried(_listed(policy, calls, about if elsewhere else []), before.get("listed", [])),
        "declined": _declined(policy, briefing, before),
        "language": briefing.reading.language,
        "focus": focus or named or (about if elsewhere else before.get("focus", [])),
        "sections": sections or before.get("sections", []),
        "asked": asked,
        "task": list(dict.fromkeys(tasks)) or (wanted if asked else []) or (before.get("task", []) if not sections else []),
        "draft": _drafted(calls) or before.get("draft", {}),
        "heard": [name for name in briefing.changed if policy.facts[name].type == "count"],
        "inverse": any("target" in item for call in calls if call["name"] == "calculate_subsidy" for item in call["args"].get("items", [])),
        "past": bool(asked) and (briefing.reading.is_("past") or bool(before.get("past"))),
        "loose": [] if {"injection", "rude", "out_of_scope"} & set(briefing.reading.intents) else briefing.reading.loose,
        "matters": list(answer.get("unstated", [])) or before.get("matters", []),
    }


def _conclusion(answer: Mapping[str, Any]) -> str:
    """The first paragraph of a reply that rests on the text or a tool; small talk concludes nothing."""
    if not (answer.get("citations") or answer.get("unstated")):
        return ""
    return str(answer.get("reply", "")).split("\n\n")[0]


def _listed(policy: Policy, calls: list[Mapping[str, Any]], about: list[str]) -> list[dict[str, Any]]:
    """The measures of this reply in order, with the sums said of them: for 第二个呢 and 那个50万的."""
    sums: dict[str, list[str]] = {}
    for call in calls:
        for item in (call.get("result") or {}).get("items") or [] if call["name"] == "calculate_subsidy" else []:
            said = [item.get(key) for key in ("amount", "basis", "uncapped", "needed", "cap_per_year")]
            sums.setdefault(item["measure"], []).extend(str(value) for value in said if value is not None)
    for id_ in dict.fromkeys([*(m for call in calls for m in _measures(call)), *about]):
        cap = policy.measures[id_].support.cap if id_ in policy.measures else None
        sums.setdefault(id_, []).extend([str(cap)] if cap is not None else [])
    return [{"measure": id_, "sums": list(dict.fromkeys(values))} for id_, values in sums.items()]


def _carried(now: list[dict[str, Any]], before: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The list that can be pointed at: one entry of the former list, talked about alone, leaves that list standing."""
    return before if {entry["measure"] for entry in now} <= {entry["measure"] for entry in before} and before else now


def _drafted(calls: list[Mapping[str, Any]]) -> dict[str, Any]:
    """The measures and the version of the draft that was made in this turn; empty without one."""
    made = [call["result"] for call in calls if call["name"] == "draft_application" and "file" in call["result"]]
    return {"measures": made[-1]["measures"], "version": made[-1]["version"]} if made else {}


def _declined(policy: Policy, briefing: Briefing, before: Mapping[str, Any]) -> list[str]:
    """Facts the person does not want to tell, or cannot: they are not asked for again until told."""
    declined = [*before.get("declined", []), *(briefing.declined if briefing.reading.wants("decline") else [])]
    return [name for name in dict.fromkeys(declined) if name not in briefing.facts]


def _measures(call: Mapping[str, Any]) -> list[str]:
    if call["name"] == "calculate_subsidy":
        return [item["measure"] for item in call["args"].get("items", []) if isinstance(item, Mapping) and "measure" in item]
    if call["name"] == "draft_application":
        return [id_ for id_ in (call["args"].get("measure"), *(call["args"].get("measures") or [])) if id_]
    if call["name"] == "check_eligibility":
        return list(call["args"].get("measures") or [])
    return []
