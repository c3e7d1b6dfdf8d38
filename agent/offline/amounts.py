"""Says what calculate_subsidy found: conclusion, room under the cap, formula, sentence. Every figure is the tool's."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from agent.briefing import Briefing
from agent.offline.draft import Draft
from agent.offline.readings import say_premise, say_readings
from agent.offline.terms import article, error_text, per_text, rule_text, yuan
from agent.offline.turn import Decision
from knowledge.numerals import share_text
from knowledge.schema import Policy

Call = dict[str, Any]


def say_amounts(draft: Draft, policy: Policy, briefing: Briefing, decision: Decision, calls: list[Call]) -> None:
    """Adds the paragraphs on the calculation of this turn."""
    results = [call["result"] for call in calls]
    for result in results:
        if "error" in result:
            draft.add(error_text(draft, result["error"]))
            draft.asks.extend(name for name in result["error"]["missing"] if name not in draft.asks)
    results = [result for result in results if "error" not in result]
    lines = [line for result in results for line in result["items"]]
    if lines:
        say_premise(draft, briefing, [Decimal(line["rate"]) for line in lines if line["rate"]])
    if len(results) == 2 and len(results[0]["items"]) == 1:
        _range(draft, policy, *(result["items"][0] for result in results))
    elif len(lines) == 1:
        _single(draft, policy, briefing, decision, lines[0])
    elif lines:
        _several(draft, policy, briefing, results[0])
    for measure in (policy.measures[id_] for id_ in decision.measures):
        asked = [name for name in measure.support.basis if name in decision.asks]
        if asked and measure.support.rate is not None and not any(line["measure"] == measure.id for line in lines):
            draft.add(rule_text(draft, policy, measure, "amount.ask_basis"), draft.cite(measure.section, measure.support.quote))
    say_readings(draft, policy, briefing, decision)


def _values(draft: Draft, policy: Policy, line: dict[str, Any]) -> dict[str, Any]:
    """The blanks of all sentences about one line."""
    language = draft.phrases.language
    measure = policy.measures[line["measure"]]
    money = {
        key: yuan(line[key], language)
        for key in ("basis", "uncapped", "amount", "left", "received", "further", "increase", "needed", "more_needed", "target")
        if line.get(key) is not None
    }
    return {
        **money,
        "article": article(policy, line["section"], language),
        "name": measure.worded("label", language),
        "rate": share_text(Decimal(line["rate"])) if line["rate"] else "",
        "cap": yuan(line["cap_per_year"], language) if line["cap_per_year"] else "",
        "total": yuan(line["cap"], language) if line["cap"] else "",
        "per": per_text(draft, line["per"]),
        "years": line["years"],
        "each": yuan(line["amount_per_year"], language) if line["amount_per_year"] else "",
        "before": yuan(line["before_amount"], language) if line["before_amount"] else "",
        "basis_label": measure.support.worded("basis_label", language),
        "audience": measure.audience.worded("label", language),
        "formula": line["formula"],
    }


def _single(draft: Draft, policy: Policy, briefing: Briefing, decision: Decision, line: dict[str, Any]) -> None:
    say, values = draft.phrases, _values(draft, policy, line)
    quote = draft.cite(line["section"], line["quote"])
    if line["kind"] == "service":
        draft.add(say("amount.service", **values), quote)
        return
    if line["kind"] == "discretionary":
        extra = say("amount.discretionary_years", **values) if line["years"] > 1 else ""
        draft.add(say.join(say("amount.discretionary", **values), extra), quote)
        return
    if line["target"] is not None:
        _inverse(draft, line, values)
        draft.add(quote)
        return
    if line["received"] is not None:
        key = "received" if Decimal(line["further"]) > 0 else "received_full"
        draft.add(say(f"amount.{key}", **values))
        draft.add(say("amount.formula_line", **values), quote)
        return
    if line["increase"] is not None:
        key = "increase" if Decimal(line["increase"]) > 0 else "increase_none"
        draft.add(say(f"amount.{key}", **values))
        draft.add(say("amount.formula_line", **values), quote)
        return
    claimed = briefing.reading.roles.get("claimed")
    if claimed and Decimal(claimed) != Decimal(line["amount"]):
        draft.add(say("amount.claimed", claimed=yuan(claimed, say.language)))
    ceiling = line["kind"] == "ceiling"
    at_cap = Decimal(line["left"]) == 0 and not line["capped"]
    one = {**values, "amount": values["each"] or values["amount"], "uncapped": _one_year(draft, line)}
    key = ("ceiling" if ceiling else "formula") + ("_capped" if line["capped"] else "_at_cap" if at_cap and not ceiling else "")
    lead = say(f"amount.{key}", **one)
    if line["years"] > 1:
        lead = say.join(lead, say("amount.years", **values))
    elif not line["capped"] and not at_cap:
        lead = say.join(lead, say("amount.room", **values))
    draft.add(lead)
    draft.add(say("amount.formula_line", **values), quote)


def _one_year(draft: Draft, line: dict[str, Any]) -> str:
    return yuan(Decimal(line["uncapped"]) / line["years"], draft.phrases.language)


def _inverse(draft: Draft, line: dict[str, Any], values: dict[str, Any]) -> None:
    say = draft.phrases
    if line["needed"] is None:
        draft.add(say("amount.out_of_reach", **values))
        return
    key = "needed_cap" if Decimal(line["target"]) == Decimal(line["cap_per_year"]) else "needed"
    text = say(f"amount.{key}", **values)
    if line["years"] > 1:
        text = say.join(say("amount.needed_years", **values), text)
    elif line["more_needed"] is not None:
        more = say("amount.more_needed" if Decimal(line["more_needed"]) > 0 else "amount.more_needed_none", **values)
        text = say.join(more, text) if line["capped"] or Decimal(line["more_needed"]) > 0 else text
    draft.add(text)


def _several(draft: Draft, policy: Policy, briefing: Briefing, result: dict[str, Any]) -> None:
    say = draft.phrases
    rows = [say("amount.items")]
    for line in result["items"]:
        values = _values(draft, policy, line)
        values["name"] = line["item_label"] or policy.measures[line["measure"]].worded("short", say.language)
        draft.cite(line["section"], line["quote"])
        if line["target"] is not None:
            key = "needed" if line["needed"] is not None else "out_of_reach"
        elif line["amount"] is None or line["kind"] == "ceiling":
            key = line["kind"]
        else:
            key = "capped" if line["capped"] else "amount"
        rows.append(say(f"amount.item_{key}", **values))
    draft.add(*rows)
    same = len({line["measure"] for line in result["items"]}) == 1
    counted = [line for line in result["items"] if line["amount"] is not None and line["kind"] == result["total_kind"]]
    if any(telling.get("either") for telling in briefing.reading.told) and counted:
        most = max(counted, key=lambda line: Decimal(line["amount"]))
        alike = len({Decimal(line["amount"]) for line in counted}) == 1
        name = policy.measures[most["measure"]].worded("short", say.language)
        draft.add(say("amount.either_alike" if alike else "amount.either_most", name=name))
        return
    parties = any(telling.get("party") for telling in briefing.reading.told)
    if result["total"] is not None and len(counted) > 1 and not parties:
        values = {"total": yuan(result["total"], say.language)}
        projects = same and counted[0]["per"] == "project"
        draft.add(say("amount.total_projects" if projects else "amount.total_years" if same else "amount.total_combine", **values))


def _range(draft: Draft, policy: Policy, low: dict[str, Any], high: dict[str, Any]) -> None:
    say, language = draft.phrases, draft.phrases.language
    key = "amount.range_ceiling" if low["kind"] == "ceiling" else "amount.range"
    draft.add(
        say(
            key,
            article=article(policy, low["section"], language),
            low_basis=yuan(low["basis"], language),
            high_basis=yuan(high["basis"], language),
            low=yuan(low["amount"], language),
            high=yuan(high["amount"], language),
        )
    )
    lines = [say("amount.formula_line", formula=line["formula"]) for line in (low, high)]
    draft.add(*lines, draft.cite(low["section"], low["quote"]))
