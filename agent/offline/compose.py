"""Decision and tool results → the reply. Conclusion first, then formula and source, then what is open, then one next step."""

from __future__ import annotations

from typing import Any

from agent.briefing import Briefing
from agent.offline.amounts import say_amounts
from agent.offline.application import say_draft
from agent.offline.content import say_content, say_matter, say_overview, say_quote
from agent.offline.draft import Draft, Phrases
from agent.offline.readings import say_premise
from agent.offline.terms import article, fact_text, open_terms, rule_text, yuan
from agent.offline.turn import Decision
from agent.offline.verdicts import MOST_ASKS, blocks, say_verdict_aside, say_verdicts
from knowledge.schema import Policy

Call = dict[str, Any]


def compose(policy: Policy, briefing: Briefing, decision: Decision, calls: list[Call], chosen: dict[str, Any] | None) -> Draft:
    """The draft of the reply. `calls`: this turn's with results; `chosen`: what the search is used for."""
    draft = Draft(policy, Phrases(briefing.reading.language))
    draft.asks = list(decision.asks)
    by_tool: dict[str, list[Call]] = {}
    for call in calls:
        by_tool.setdefault(call["name"], []).append(call)
    verdict = next((call["result"] for call in by_tool.get("check_eligibility", ())), None)
    if briefing.reading.absent:
        last = [s.id for s in policy.sections.values() if s.label.startswith("第")][-1]
        said, last = draft.phrases.names(briefing.reading.absent), article(policy, last, draft.phrases.language)
        draft.add(draft.phrases("absent", said=said, last=last))
    _contradictions(draft, policy, briefing)
    for act in decision.acts:
        if act == "human":
            _human(draft, by_tool.get("request_human", []))
        elif act == "eligibility":
            say_verdicts(draft, policy, briefing, decision, verdict)
        elif act == "amount":
            aside = verdict if "eligibility" not in decision.acts else None
            if aside is None and blocks(verdict):
                continue  # no figure beside a verdict that says whose money it is not
            if aside is not None and blocks(aside):
                say_verdict_aside(draft, policy, aside)
            say_amounts(draft, policy, briefing, decision, by_tool.get("calculate_subsidy", []))
            if aside is not None and not blocks(aside):
                say_verdict_aside(draft, policy, aside)
            for id_ in decision.measures:
                draft.note(*open_terms(draft, policy.measures[id_]))
        elif act == "profile":
            _profile(draft, policy, briefing, decision, verdict)
        elif act == "rule":
            say_premise(draft, briefing, [policy.measures[id_].support.rate for id_ in decision.measures])
            _rule(draft, policy, decision)
        elif act == "draft":
            say_draft(draft, policy, briefing, decision, by_tool.get("draft_application", []))
        elif act == "whose":
            _whose(draft, policy, decision)
        elif act == "overview":
            say_overview(draft, policy, briefing)
        elif act == "content" and chosen is not None:
            say_content(draft, policy, briefing, chosen)
        elif act == "guess":
            for id_ in briefing.dialogue["matters"][:2]:
                say_matter(draft, policy, id_, "content.no_guess")
        elif act == "quote":
            say_quote(draft, policy, decision.sections)
        elif act == "cited":
            for cited in briefing.dialogue["cited"]:
                draft.add(draft.phrases("cited_lead"), draft.cite(cited["section"], cited["quote"]))
        elif act == "declined":
            names = [policy.facts[name].worded("short", draft.phrases.language) for name in briefing.declined]
            draft.add(draft.phrases("declined", facts=draft.phrases.names(names)) if names else "")
        elif act == "restate" and briefing.dialogue.get("conclusion"):
            draft.add(briefing.dialogue["conclusion"])
            draft.citations.extend(briefing.dialogue.get("cited", [])[:1])
        elif act == "which_measure":
            _which_measure(draft, policy)
        else:
            _wording(draft, policy, briefing, act)
    if not draft.paragraphs:  # a reply is never empty
        draft.add(draft.phrases("content.nothing", title=policy.head.worded("short_title", draft.phrases.language)))
    _close(draft, policy, briefing, decision)
    return draft


def _contradictions(draft: Draft, policy: Policy, briefing: Briefing) -> None:
    """What is told otherwise than before is said, so that a slip does not become a verdict."""
    for name, before in briefing.contradicted.items():
        texts = {"before": fact_text(draft, name, before), "now": fact_text(draft, name, briefing.facts[name])}
        draft.add(draft.phrases("contradicted", **texts))


def _human(draft: Draft, calls: list[Call]) -> None:
    for call in calls:
        result = call["result"]
        if "error" in result:
            draft.add(draft.phrases("human_failed", detail=result["error"]["detail"]))
        else:
            draft.add(draft.phrases("human", ticket=result["ticket"]))


def _profile(draft: Draft, policy: Policy, briefing: Briefing, decision: Decision, verdict: dict[str, Any] | None) -> None:
    facts = draft.phrases.names(fact_text(draft, name, briefing.facts[name]) for name in briefing.changed)
    draft.add(draft.phrases("profile.noted", facts=facts) if facts else "")
    if verdict is not None and "error" not in verdict:
        blocked = [v for v in verdict["measures"] if v["status"] in ("not_eligible", "needs_recognition")]
        if blocked:
            say_verdict_aside(draft, policy, {"measures": blocked[:1]})
    if briefing.facts.get("applicant_type", "opc") in draft.phrases.raw("overview.who"):
        draft.add(draft.phrases("profile.next"))
    else:
        say_overview(draft, policy, briefing)


def _rule(draft: Draft, policy: Policy, decision: Decision) -> None:
    for id_ in decision.measures:
        measure = policy.measures[id_]
        draft.add(rule_text(draft, policy, measure), draft.cite(measure.section, measure.support.quote))
        draft.note(*open_terms(draft, measure))
    priced = [policy.measures[id_] for id_ in decision.measures if policy.measures[id_].support.rate is not None]
    if len(priced) == 1 and not draft.asks:
        draft.asks = list(priced[0].support.basis)


def _whose(draft: Draft, policy: Policy, decision: Decision) -> None:
    lines = []
    for measure in (policy.measures[id_] for id_ in decision.measures):
        language = draft.phrases.language
        values = {"article": article(policy, measure.section, language), "audience": measure.audience.worded("label", language)}
        lines.append(draft.phrases("whose", cap=yuan(measure.support.cap, language), **values))
        draft.cite(measure.section, measure.support.quote)
    draft.add(*lines)


def _which_measure(draft: Draft, policy: Policy) -> None:
    priced = [m.support for m in policy.measures.values() if m.support.kind in ("formula", "ceiling")]
    bases = [support.worded("basis_label", draft.phrases.language) for support in priced]
    draft.add(draft.phrases("which_measure", bases=draft.phrases.names(bases)))


def _wording(draft: Draft, policy: Policy, briefing: Briefing, act: str) -> None:
    head, language = policy.head, draft.phrases.language
    examples = (language == "en" and head.examples_en) or head.examples
    path = act if act in ("restart", "scenario", "other_region") else f"social.{act}"
    draft.add(
        draft.phrases(
            path,
            title=head.worded("short_title", language),
            region=head.worded("region", language),
            place=draft.phrases.names(briefing.reading.regions),
            example=examples[0] if examples else head.worded("title", language),
        )
    )


def _close(draft: Draft, policy: Policy, briefing: Briefing, decision: Decision) -> None:
    """Open points, at most two questions, suggestions."""
    said = " ".join(draft.paragraphs)
    notes = [note for note in draft.notes if note not in said]
    if notes:
        draft.add(draft.phrases("undefined", notes=draft.phrases.clauses(notes[:3])))
    declined = {*briefing.dialogue.get("declined", ()), *briefing.declined}
    wanted = [name for name in draft.asks if name not in declined]
    draft.asks = [name for name in wanted if name not in briefing.facts or name in decision.assumed][:MOST_ASKS]
    if draft.asks:
        questions = "".join(policy.facts[name].question for name in draft.asks)
        if draft.phrases.language == "en":
            questions = " ".join(policy.facts[name].question_en or policy.facts[name].question for name in draft.asks)
        draft.add(draft.phrases("asks", questions=questions))
    kind = next((act for act in decision.acts if act in ("draft", "amount", "eligibility", "content", "overview")), "other")
    draft.suggestions = list(draft.phrases.raw(f"suggestions.{kind}"))[:3]
    draft.unstated = list(dict.fromkeys(draft.unstated))
