"""Says what check_eligibility found: the verdict with its reasons and sentences, never yes or no alone."""

from __future__ import annotations

from typing import Any

from agent.briefing import Briefing
from agent.offline.draft import Draft
from agent.offline.terms import error_text, named, open_terms, rule_text
from agent.offline.turn import Decision
from knowledge.schema import Policy

MOST_ASKS = 2
"""Questions a turn may ask at most."""

WANTED = {
    "meets_stated": ("met", "recognition"),
    "not_eligible": ("unmet",),
    "needs_recognition": ("recognition",),
    "needs_facts": ("undecided",),
}
"""Status → outcomes of the conditions that are its grounds."""


def say_verdicts(draft: Draft, policy: Policy, briefing: Briefing, decision: Decision, result: dict[str, Any] | None) -> None:
    """Adds the verdict paragraphs; without a result (nothing to check yet) it asks for what is meant."""
    say = draft.phrases
    if result is None or "error" in result:
        draft.add(error_text(draft, result["error"]) if result else say("eligibility.no_measure"))
        return
    verdicts = result["measures"]
    if len(verdicts) > 2:
        say_covered(draft, policy, briefing)
        _grouped(draft, policy, verdicts)
    else:
        open_ones = [v for v in verdicts if v["status"] == "needs_facts" and v["missing"]]
        for group in _alike([verdict for verdict in verdicts if verdict not in open_ones]):
            _group(draft, policy, group)
        if open_ones:
            _open(draft, policy, open_ones)
            for verdict in open_ones if "amount" not in decision.acts or blocks(result) else []:
                measure = policy.measures[verdict["measure"]]
                draft.add(rule_text(draft, policy, measure), draft.cite(measure.section, measure.support.quote))
    for name in [name for verdict in verdicts for name in verdict["missing"]]:
        if name not in draft.asks and name not in briefing.facts:
            draft.asks.append(name)


def say_covered(draft: Draft, policy: Policy, briefing: Briefing) -> None:
    """The sentence that says whether the policy as a whole is for this kind of applicant."""
    for coverage in policy.head.covered:
        if briefing.facts.get("applicant_type") in coverage.applicants:
            says = (draft.phrases.language == "en" and coverage.says_en) or coverage.says
            draft.add(draft.phrases("eligibility.covered", says=says), draft.cite(coverage.section, coverage.quote))


def blocks(result: dict[str, Any] | None) -> bool:
    """Whether a verdict says that the money is not for this applicant: then that comes before any figure."""
    return bool(result) and any(verdict["status"] == "not_eligible" for verdict in result.get("measures", ()))  # type: ignore[union-attr]


def say_verdict_aside(draft: Draft, policy: Policy, result: dict[str, Any]) -> None:
    """One line beside a calculation: what the told headcount or applicant means for it. Silent while facts are missing."""
    if "error" in result:
        return
    blocked = [verdict for verdict in result["measures"] if verdict["status"] in ("not_eligible", "needs_recognition")]
    for group in _alike(blocked):
        draft.add(_verdict_text(draft, policy, group, final=False))
        for verdict in group:
            _cite_reasons(draft, verdict)
    for verdict in result["measures"]:
        if verdict["status"] in ("not_eligible", "needs_recognition"):
            continue
        undecided = _reasons(draft, verdict, ("undecided",))
        told = [r for r in verdict["reasons"] if r["condition"] == "headcount" and r["outcome"] == "met"]
        if undecided:
            draft.add(draft.phrases("eligibility.brief_meets", reasons=undecided))
            _cite_reasons(draft, verdict)
        elif told:
            draft.add(draft.phrases("eligibility.brief_meets", reasons=_text(draft, told[0])))
            draft.cite(told[0]["section"], told[0]["quote"])


def _alike(verdicts: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Verdicts of one status on the same grounds, together: they are said once."""
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for verdict in verdicts:
        grounds = "；".join(r["text"] for r in verdict["reasons"] if r["outcome"] in WANTED[verdict["status"]])
        groups.setdefault((verdict["status"], grounds), []).append(verdict)
    return list(groups.values())


def _verdict_text(draft: Draft, policy: Policy, group: list[dict[str, Any]], final: bool = True) -> str:
    """The verdict on measures alike, with its grounds; `final`: with what it does not mean."""
    say, status = draft.phrases, group[0]["status"]
    names = _names(draft, policy, group)
    key = "undecided" if status == "needs_facts" else status
    lead = say(f"eligibility.{key}", names=names, reasons=_reasons(draft, group[0], WANTED[status]))
    if final and status == "meets_stated":
        lead = say.join(lead, say("eligibility.not_final"))
    if final and status == "needs_recognition":
        lead = say.join(lead, say("eligibility.recognition_open"))
    english = say.language == "en"
    instead = say.clauses((english and verdict["instead_en"]) or verdict["instead"] for verdict in group)
    return say.join(lead, say("eligibility.instead", instead=instead) if instead else "")


def _group(draft: Draft, policy: Policy, group: list[dict[str, Any]]) -> None:
    for verdict in group:
        _cite_reasons(draft, verdict)
    draft.add(_verdict_text(draft, policy, group))
    draft.add(_key_quote(draft, group[0], WANTED[group[0]["status"]]))
    for verdict in group:
        if verdict["status"] != "not_eligible":
            draft.note(*open_terms(draft, policy.measures[verdict["measure"]]))


def _open(draft: Draft, policy: Policy, verdicts: list[dict[str, Any]]) -> None:
    """What is missing, once for all measures that wait for it."""
    say = draft.phrases
    language = say.language
    audience = say.names(policy.measures[v["measure"]].audience.worded("label", language) for v in verdicts)
    missing = say.names(policy.facts[name].worded("short", language) for v in verdicts for name in v["missing"])
    heads = [r for v in verdicts for r in v["reasons"] if r["condition"] == "headcount" and r["outcome"] == "met"]
    grounds = [_reasons(draft, v, ("unmet", "recognition", "undecided")) for v in verdicts]
    reasons = say.clauses([*grounds, *(_text(draft, r) for r in heads)])
    values = {"names": _names(draft, policy, verdicts), "audience": audience, "missing": missing}
    values["reasons"] = say("eligibility.so_far", reasons=reasons) if reasons else ""
    draft.add(say("eligibility.needs_facts", **values))
    for verdict in verdicts:
        source = policy.measures[verdict["measure"]].audience
        draft.cite(source.section, source.quote)
        for reason in verdict["reasons"]:
            if reason["outcome"] in ("unmet", "recognition"):
                draft.cite(reason["section"], reason["quote"])
        draft.note(*open_terms(draft, policy.measures[verdict["measure"]]))


def _grouped(draft: Draft, policy: Policy, verdicts: list[dict[str, Any]]) -> None:
    say = draft.phrases
    lines = []
    for status, wording in say.raw("eligibility.status").items():
        group = [v for v in verdicts if _group_of(v) == status]
        if group:
            names = _names(draft, policy, group, "short")
            lines.append("- " + say("eligibility.group", status=wording, names=names))
    reasons = _reasons_of_all(draft, verdicts)
    told = [r for v in verdicts for r in v["reasons"] if r["condition"] == "headcount" and r["outcome"] == "met"]
    reasons = reasons or (_text(draft, told[0]) if told else "")
    draft.add(*lines, say("eligibility.brief_meets", reasons=reasons) if reasons else "")
    for verdict in verdicts:
        _cite_reasons(draft, verdict)
        if verdict["status"] != "not_eligible":
            draft.note(*open_terms(draft, policy.measures[verdict["measure"]]))


def _group_of(verdict: dict[str, Any]) -> str:
    """The status; undecided when nothing that can be told would settle it, because the text leaves it open."""
    return "undecided" if verdict["status"] == "needs_facts" and not verdict["missing"] else str(verdict["status"])


def _names(draft: Draft, policy: Policy, verdicts: list[dict[str, Any]], field: str = "label") -> str:
    return draft.phrases.names(named(draft, policy, policy.measures[v["measure"]], field) for v in verdicts)


def _text(draft: Draft, reason: dict[str, Any]) -> str:
    english = draft.phrases.language == "en"
    return str((english and reason["text_en"]) or reason["text"]).rstrip("。.")


def _reasons(draft: Draft, verdict: dict[str, Any], outcomes: tuple[str, ...]) -> str:
    return draft.phrases.clauses(_text(draft, r) for r in verdict["reasons"] if r["outcome"] in outcomes)


def _reasons_of_all(draft: Draft, verdicts: list[dict[str, Any]]) -> str:
    outcomes = ("unmet", "recognition", "undecided")
    found = [r for v in verdicts for r in v["reasons"] if r["outcome"] in outcomes]
    found = [r for r in found if r["outcome"] == "undecided" or r["condition"] != "applicant_type"]
    return draft.phrases.clauses(_text(draft, r) for r in found)


def _cite_reasons(draft: Draft, verdict: dict[str, Any]) -> None:
    for reason in verdict["reasons"]:
        if reason["outcome"] == "undecided" and (matter := draft.policy.measures[verdict["measure"]].audience.matter):
            draft.unstated.append(matter)
        if reason["outcome"] != "unknown":
            draft.cite(reason["section"], reason["quote"])


def _key_quote(draft: Draft, verdict: dict[str, Any], wanted: tuple[str, ...]) -> str:
    """The sentence that decides: of the worst outcome, a condition's before the audience's."""
    for outcome in ("unmet", "recognition", "undecided", "met", "unknown"):
        reasons = [r for r in verdict["reasons"] if r["outcome"] == outcome and outcome in wanted]
        if reasons:
            reason = next((r for r in reasons if len(r["quote"]) > 12), reasons[0])
            return draft.cite(reason["section"], reason["quote"])
    return ""
