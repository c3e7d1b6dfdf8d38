"""When a turn drafts an application, of which measures, in which format; and what is said of the file."""

from __future__ import annotations

from typing import Any

from agent.briefing import Briefing
from agent.offline.draft import Draft
from agent.offline.terms import article, error_text, fact_text, named, open_terms, yuan
from agent.offline.turn import Decision, Turn
from agent.offline.verdicts import MOST_ASKS, say_verdict_aside
from knowledge.schema import Policy

Call = dict[str, Any]

FORMATS = {"as_pdf": "pdf", "as_sheet": "xlsx", "as_markdown": "md"}
"""Relation of a message → the format it asks for; Word without any."""

WORDS_ALONE = {"amount", "eligibility", "human", "injection", "out_of_scope", "overview", "quote", "restart", "rule", "scenario"}
"""Wishes that break off a draft when they are certain and nothing for the form is told."""


def add_draft(turn: Turn, decision: Decision) -> bool:
    """Fills the decision when the message wants a draft, or carries on with one; whether it did."""
    if not _wants(turn):
        return False
    briefing, measures = turn.briefing, _measures(turn)
    reading, facts = briefing.reading, _facts(turn.policy, briefing.facts)
    decision.acts.append("draft")
    decision.measures = measures
    decision.sections = [turn.policy.measures[id_].section for id_ in measures]
    if not measures:
        decision.asks = ["measure"]
        return True
    former = briefing.dialogue.get("draft", {})
    about = {name for id_ in measures for name in turn.policy.measures[id_].support.basis}
    if not (former or reading.is_("leave_blank") or reading.is_("again") or about & set(facts) or "company_name" in facts):
        decision.asks = [name for name in ("company_name", *sorted(about)) if name not in facts][:MOST_ASKS]
        return True
    version = int(former.get("version", 0)) + 1 if former.get("measures") == measures else 1
    form = next((kind for relation, kind in FORMATS.items() if reading.is_(relation) and not reading.is_("as_word")), "docx")
    args: dict[str, Any] = {"facts": facts, "version": version}
    args |= {"measures": measures, "format": "zip"} if len(measures) > 1 else {"measure": measures[0], "format": form}
    decision.calls.append({"name": "draft_application", "args": args})
    return True


def _wants(turn: Turn) -> bool:
    reading, going = turn.briefing.reading, "draft" in turn.task
    if reading.wants("draft"):
        return True
    if not going:
        return False
    facts = turn.policy.facts
    told = [t["fact"] for t in reading.told if not t.get("likely")]
    for_form = any(facts[name].type == "text" for name in told)
    again = reading.is_("again") or any(map(reading.is_, (*FORMATS, "as_word")))
    broken_off = bool(WORDS_ALONE & set(turn.certain)) or bool(reading.matters)
    return for_form or (
        not broken_off
        and (bool(told) or again or reading.is_("leave_blank") or bool(reading.measures and turn.briefing.dialogue.get("asked")))
    )


def _measures(turn: Turn) -> list[str]:
    """Those named, else those of the sums told, else those drafted before, talked about, or that money was spent on."""
    reading, dialogue = turn.briefing.reading, turn.briefing.dialogue
    known = [m.id for m in turn.policy.measures.values() if any(turn.briefing.facts.get(n) not in (None, "0") for n in m.support.basis)]
    choices: tuple[list[str], ...] = (
        reading.measures,
        turn.named,
        dialogue.get("draft", {}).get("measures", []),
        dialogue.get("focus", []),
        known,
    )
    if "draft" in turn.task and not reading.wants("draft") and dialogue.get("draft", {}).get("measures"):
        choices = (dialogue["draft"]["measures"], *choices)  # what is told on the way changes the draft, not its subject
    found = next((list(choice) for choice in choices if choice), [])
    return [id_ for id_ in turn.policy.measures if id_ in found]


def _facts(policy: Policy, facts: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if name in policy.facts and name not in ("measure", "years")}


def say_draft(draft: Draft, policy: Policy, briefing: Briefing, decision: Decision, calls: list[Call]) -> None:
    """The file, its calculation, what it lacks, what to know; without a file what is wanted first."""
    say = draft.phrases
    if not decision.measures:
        names = say.names(named(draft, policy, measure) for measure in policy.measures.values())
        draft.add(say("draft.which", measures=names))
        return
    names = say.names(named(draft, policy, policy.measures[id_]) for id_ in decision.measures)
    for id_ in decision.measures:
        draft.cite(policy.measures[id_].section, policy.measures[id_].support.quote)
    if not calls:
        draft.add(say("draft.first", names=names))
        return
    result = calls[-1]["result"]
    if "error" in result:
        draft.add(error_text(draft, result["error"]))
        return
    version = "draft.again" if result["version"] > 1 else "draft.made"
    draft.add(say(version, names=names, kind=say(f"draft.kind.{result['format']}"), version=result["version"]))
    changed = [name for name in briefing.changed if name in briefing.known and policy.facts[name].short]
    if result["version"] > 1 and changed:
        draft.add(say("draft.changed", facts=say.clauses(fact_text(draft, name, briefing.facts[name]) for name in changed)))
    refused = [v for v in result["verdicts"] if v["status"] == "not_eligible"]
    if refused:  # whose money it is comes before any figure
        say_verdict_aside(draft, policy, {"measures": refused})
    draft.add(*[_reckoned(draft, policy, line) for line in result["items"]])
    lacking = [name for id_ in decision.measures for name in policy.measures[id_].support.basis if name in result["missing"]]
    if lacking:
        draft.add(say("draft.no_basis", facts=say.names(policy.facts[name].worded("short", say.language) for name in lacking)))
    say_verdict_aside(draft, policy, {"measures": [v for v in result["verdicts"] if v["status"] == "needs_recognition"]})
    if result["blanks"]:
        draft.add(say("draft.blanks", labels=say.names(result["blanks"])))
    draft.add(say("draft.unofficial"))
    for id_ in decision.measures:
        draft.note(*open_terms(draft, policy.measures[id_]))
    draft.asks = [] if briefing.reading.is_("leave_blank") else list(result["missing"])


def _reckoned(draft: Draft, policy: Policy, line: dict[str, Any]) -> str:
    language = draft.phrases.language
    key = line["kind"] if line["amount"] is not None or line["kind"] in ("discretionary", "service") else "service"
    values = {"name": named(draft, policy, policy.measures[line["measure"]]), "formula": line["formula"]}
    cap = "" if line["cap"] is None else yuan(line["cap"], language)
    amount = "" if line["amount"] is None else yuan(line["amount"], language)
    per = str(draft.phrases.raw("per")[line["per"] or "year"])
    return draft.phrases(f"draft.{key}", **values, amount=amount, cap=cap, per=per, article=article(policy, line["section"], language))
