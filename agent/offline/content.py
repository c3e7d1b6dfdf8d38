"""Answers from the text: prepared points, silences, sections; and says so when nothing answers."""

from __future__ import annotations

import re
from typing import Any

from agent.briefing import Briefing
from agent.offline.draft import Draft
from agent.offline.measures import open_to
from agent.offline.terms import article, rule_text
from agent.offline.verdicts import say_covered
from knowledge.schema import Measure, Policy
from knowledge.sections import sentences

MOST_MATTERS = 2
"""Silences named in one reply at most."""


def say_content(draft: Draft, policy: Policy, briefing: Briefing, chosen: dict[str, Any]) -> None:
    """Adds what was chosen from the search: ``{"points": [...], "matters": [...], "passages": [...]}``."""
    for point in chosen["points"]:
        quotes = [draft.cite(point["section"], quote) for quote in point["quotes"]]
        quotes = [quote for quote in quotes if not any(quote in paragraph for paragraph in draft.paragraphs)]
        draft.add(policy.points[point["id"]].worded("lead", draft.phrases.language), *quotes)
    for matter in chosen["matters"]:
        say_matter(draft, policy, matter["id"])
    focus = briefing.dialogue.get("focus", []) if briefing.reading.is_("elliptical") else []
    named = [policy.measures[id_] for id_ in briefing.reading.measures or focus]
    cited = {citation["section"] for citation in draft.citations}
    articles = {measure.section for measure in policy.measures.values()}
    if not briefing.reading.measures and not cited & articles:
        named = []  # the silence is about the whole text, not about an article other than the one talked about
    if chosen["matters"] and len(named) == 1 and named[0].section not in cited:
        draft.add(say_named(draft, policy, named[0]))
    for section, clause in briefing.reading.quoted:
        if section not in {citation["section"] for citation in draft.citations}:
            draft.add(draft.cite(section, clause, nearest=True))
    if not chosen["points"] and not chosen["matters"]:
        _passages(draft, policy, chosen["passages"], chosen["answered"], chosen["far"])


def say_matter(draft: Draft, policy: Policy, id_: str, lead: str = "content.silent") -> None:
    """That the text is silent on it, and the nearest thing it does say."""
    matter, say = policy.matters[id_], draft.phrases
    draft.unstated.append(id_)
    says = matter.worded("says", say.language)
    said = say(lead, label=matter.worded("label", say.language))
    rest = re.sub(str(say.raw("content.echo")), "", says)
    if says and rest != says:
        draft.add(said.rstrip("。") + "，" + rest)
    else:
        draft.add(say.join(said, says))
    nearest = say("content.nearest") + "\n" + draft.cite(matter.section, matter.quote, nearest=True)
    draft.add(nearest)
    if say("content.staff") not in draft.paragraphs:
        draft.add(say("content.staff"))


def say_named(draft: Draft, policy: Policy, measure: Measure) -> str:
    """What the article that the user named does say, beside the silence."""
    return draft.cite(measure.section, measure.support.quote, nearest=True)


def _passages(draft: Draft, policy: Policy, passages: list[dict[str, Any]], answered: bool, far: bool) -> None:
    say = draft.phrases
    if answered and passages:
        best = passages[0]
        quotes = [draft.cite(best["section"], quote) for quote in best["quotes"][:2]]
        draft.add(say("content.found", label=best["label"], article=article(policy, best["section"], say.language)), *quotes)
        return
    if not passages or far:
        draft.add(say("content.nothing", title=policy.head.worded("short_title", say.language)))
        return
    near = passages[:2]
    labels = say.names(article(policy, passage["section"], say.language) for passage in near)
    quotes = [draft.cite(p["section"], (p["quotes"] or sentences(p["text"]))[0], nearest=True) for p in near[:1]]
    draft.add(say("content.unknown", labels=labels), *quotes)
    draft.add(say("content.staff"))


def say_overview(draft: Draft, policy: Policy, briefing: Briefing) -> None:
    """The supports with money for this kind of applicant, and what goes to others."""
    say, language = draft.phrases, draft.phrases.language
    applicant = str(briefing.facts.get("applicant_type", "none"))
    who = say.raw("overview.who").get(applicant)
    if who is None:
        who = next(c.worded("label", language) for c in policy.facts["applicant_type"].choices if c.value == applicant)
    own = [policy.measures[id_] for id_ in open_to(policy, briefing.facts)]
    say_covered(draft, policy, briefing)
    lines = []
    for measure in own:
        draft.cite(measure.section, measure.support.quote)
        lines.append(rule_text(draft, policy, measure, "overview.line"))
    named = [m for m in policy.measures.values() if m.support.kind == "service" and applicant in m.audience.applicants]
    named = named if applicant not in say.raw("overview.who") else []
    for measure in named:
        draft.cite(measure.section, measure.support.quote)
        lines.insert(0, rule_text(draft, policy, measure, "overview.line"))
    draft.add(say("overview.lead" if own and not named else "overview.lead_own", who=who, count=len(own)), *lines)
    for id_ in dict.fromkeys(m.audience.matter for m in own if m.audience.matter and applicant in m.audience.undecided):
        matter = policy.matters[id_]
        draft.unstated.append(id_)
        draft.add(say("content.silent", label=matter.worded("label", language)), draft.cite(matter.section, matter.quote, nearest=True))
    services = [m.worded("short", language) for m in policy.measures.values() if m.support.kind == "service"]
    if services:
        draft.add(say("overview.others", services=say.names(services)))
    others = [m for m in policy.measures.values() if m.support.kind == "discretionary" and m not in own]
    if others and applicant in say.raw("overview.who"):
        names = say.names(m.worded("short", language) for m in others)
        audience = say.names(m.audience.worded("label", language) for m in others)
        articles = say.names(article(policy, m.section, language) for m in others)
        kind = "opc" if applicant == "none" else applicant
        instead = [(m.audience.instead_en if language == "en" else m.audience.instead).get(kind, "") for m in others]
        text = say("overview.not_yours", names=names, audience=audience, articles=articles)
        draft.add(say.join(text, *(say("overview.instead", instead=one) for one in instead if one)))
        for measure in others:
            draft.cite(measure.section, measure.support.quote, nearest=True)
    if len(own) < len(policy.measures) and applicant in ("none", "opc", "individual"):
        draft.add(say("overview.open"))


def say_quote(draft: Draft, policy: Policy, sections: list[str]) -> None:
    """The verbatim text of at most two sections."""
    for section in sections[:2]:
        values = {"label": policy.sections[section].label, "article": article(policy, section, draft.phrases.language)}
        draft.add(draft.phrases("quote_lead", **values), draft.cite(section, policy.sections[section].text))
