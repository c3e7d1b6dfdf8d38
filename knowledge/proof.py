"""Holds the data of a policy against its text: every quote verbatim, every figure inside its quote, every reference known.

A figure is proved by reading the quote with the same grammar that reads people: 0.50 must stand there as 50%, 500000 as 50万元.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from string import Formatter

from knowledge.english import readable
from knowledge.numerals import find_amounts
from knowledge.schema import Condition, Form, Measure, Policy
from knowledge.sections import contains


def faults(policy: Policy) -> list[str]:
    """Every fault as ``file: field: what``; empty when the bundle is proved."""
    return list(_faults(policy))


def _faults(policy: Policy) -> Iterator[str]:
    head = policy.head
    yield from _quote(policy, "policy.yaml", "validity", head.validity.section, head.validity.quote)
    yield from _figure("policy.yaml", "validity.years", Decimal(head.validity.years), head.validity.quote)
    yield from _quote(policy, "policy.yaml", "authority", head.authority.section, head.authority.quote)
    for name in head.titles_en:
        if name not in policy.sections:
            yield f"policy.yaml: titles_en: 没有“{name}”这一节；有 {'、'.join(policy.sections)}"
    for name in head.authority.names:
        if not contains(head.authority.quote, name):
            yield f"policy.yaml: authority.names: “{name}”不在 authority.quote 里"
    for index, coverage in enumerate(head.covered):
        yield from _quote(policy, "policy.yaml", f"covered[{index}]", coverage.section, coverage.quote)
        yield from _spoken(f"policy.yaml: covered[{index}]", coverage.says, coverage.quote)
        for name in set(coverage.applicants) - {choice.value for choice in policy.facts["applicant_type"].choices}:
            yield f"policy.yaml: covered[{index}]: facts.yaml 的 applicant_type 里没有“{name}”"
    for condition in head.conditions:
        yield from _condition(policy, "policy.yaml", condition)
    for measure in policy.measures.values():
        yield from _measure(policy, measure)
    for point in policy.points.values():
        for index, quote in enumerate(point.quotes):
            yield from _quote(policy, "points.yaml", f"{point.id}.quotes[{index}]", point.section, quote)
        for id_ in point.measures:
            if id_ not in policy.measures:
                yield f"points.yaml: {point.id}.measures: 没有措施“{id_}”"
        yield from _spoken(f"points.yaml: {point.id}.lead", point.lead, " ".join(point.quotes))
        yield from _english(f"points.yaml: {point.id}.lead_en", point.lead_en, " ".join(point.quotes))
    for matter in policy.matters.values():
        yield from _quote(policy, "unstated.yaml", matter.id, matter.section, matter.quote)
        text = policy.sections[matter.section].text if matter.section in policy.sections else matter.quote
        yield from _spoken(f"unstated.yaml: {matter.id}.says", matter.says, text)
        yield from _english(f"unstated.yaml: {matter.id}.says_en", f"{matter.label_en}. {matter.says_en}", text)


def _measure(policy: Policy, measure: Measure) -> Iterator[str]:
    where = f"measures/{measure.id}.yaml"
    support = measure.support
    yield from _quote(policy, where, "support", measure.section, support.quote)
    if support.kind == "service" and (support.rate or support.cap):
        yield f"{where}: support.kind: service 不能带 rate 或 cap"
    if support.kind in ("formula", "ceiling") and not (support.rate and support.cap and support.basis):
        yield f"{where}: support: {support.kind} 需要 basis、rate 和 cap"
    if support.kind == "discretionary" and (support.cap is None or support.rate is not None):
        yield f"{where}: support: discretionary 只有 cap，没有 rate"
    for name in ("rate", "cap", "max_years"):
        value = getattr(support, name)
        if value is not None:
            yield from _figure(where, f"support.{name}", Decimal(value), support.quote)
    for name in (*support.basis, *support.less):
        if name not in policy.facts:
            yield f"{where}: support.basis: facts.yaml 里没有“{name}”"
        elif policy.facts[name].type != "money":
            yield f"{where}: support.basis: “{name}”不是金额"
    yield from _quote(policy, where, "audience", measure.audience.section, measure.audience.quote)
    types = {choice.value for choice in policy.facts["applicant_type"].choices}
    audience = measure.audience
    for name in (*audience.applicants, *audience.undecided, *audience.instead, *audience.instead_en):
        if name not in types:
            yield f"{where}: audience: facts.yaml 的 applicant_type 里没有“{name}”"
    if audience.matter and audience.matter not in policy.matters:
        yield f"{where}: audience.matter: unstated.yaml 里没有“{audience.matter}”"
    text = policy.sections[measure.section].text if measure.section in policy.sections else support.quote
    for wording in (measure.label_en, measure.short_en, support.basis_label_en):
        yield from _english(f"{where}: label_en", wording, text)
    for wording in (audience.label_en, audience.note_en, *audience.instead_en.values()):
        yield from _english(f"{where}: audience", wording, text)
    for condition in measure.conditions:
        yield from _condition(policy, where, condition)
    yield from _form(policy, measure)
    for index, term in enumerate(measure.undefined):
        yield from _quote(policy, where, f"undefined[{index}]", term.section, term.quote)
        if not contains(term.quote, term.term):
            yield f"{where}: undefined[{index}].term: “{term.term}”不在它的 quote 里"
        yield from _english(f"{where}: undefined[{index}].note_en", term.note_en, term.quote)


def _form(policy: Policy, measure: Measure) -> Iterator[str]:
    """A form asks only for facts there are, and says no figure; a material is a suggestion unless the text names it."""
    where = f"measures/{measure.id}.yaml"
    form = measure.form or Form(title="")
    named = [field.fact for field in form.fields] + [part.fact for part in form.narrative]
    for part in form.narrative:
        for says in part.says:
            named += [name for _, name, _, _ in Formatter().parse(says) if name]
            yield from _spoken(f"{where}: form.narrative: {part.title}", says, measure.support.quote)
    for name in dict.fromkeys(named):
        if name and name not in policy.facts:
            yield f"{where}: form: facts.yaml 里没有“{name}”"
    for index, material in enumerate(measure.materials):
        if material.basis == "text":
            yield from _quote(policy, where, f"materials[{index}]", measure.section, material.quote)
        yield from _spoken(f"{where}: materials[{index}]", material.text, measure.support.quote)


def _condition(policy: Policy, where: str, condition: Condition) -> Iterator[str]:
    field = f"conditions.{condition.id}"
    yield from _quote(policy, where, field, condition.section, condition.quote)
    if condition.fact not in policy.facts:
        yield f"{where}: {field}.fact: facts.yaml 里没有“{condition.fact}”"
    if condition.operator == "at_most":
        if not isinstance(condition.value, int):
            yield f"{where}: {field}.value: at_most 需要一个整数"
        else:
            yield from _figure(where, f"{field}.value", Decimal(condition.value), condition.quote)
    if condition.recognition:
        limit = Decimal(condition.recognition.at_most)
        yield from _figure(where, f"{field}.recognition.at_most", limit, condition.quote)
        if not contains(condition.quote, condition.recognition.term):
            yield f"{where}: {field}.recognition.term: “{condition.recognition.term}”不在 quote 里"
    for wording in (condition.met, condition.unmet, condition.recognised):
        yield from _spoken(f"{where}: {field}", wording, condition.quote)
    for wording in (condition.met_en, condition.unmet_en, condition.recognised_en, condition.unknown_en):
        yield from _english(f"{where}: {field}", wording, condition.quote)


def _quote(policy: Policy, where: str, field: str, section: str, quote: str) -> Iterator[str]:
    if section not in policy.sections:
        yield f"{where}: {field}.section: 没有“{section}”这一节；有 {'、'.join(policy.sections)}"
    elif not contains(policy.sections[section].text, quote):
        yield f"{where}: {field}.quote: 不是 {section} 的原文：“{quote}”"


def _figure(where: str, field: str, value: Decimal, quote: str) -> Iterator[str]:
    if value not in {amount.value for amount in find_amounts(quote)}:
        yield f"{where}: {field}: 数字 {value} 不在它的 quote 里：“{quote}”"


def _spoken(where: str, wording: str, proof: str) -> Iterator[str]:
    proved = {(a.value, a.unit == "percent") for a in find_amounts(proof)}
    for amount in find_amounts(wording):
        figure = amount.unit in ("yuan", "percent", "people", "year", "month", "day") or amount.scaled
        if amount.value == 1 and amount.unit in ("day", "year", "month", "people"):
            continue
        if figure and (amount.value, amount.unit == "percent") not in proved:
            yield f"{where}: 数字“{amount.text}”不在引用的原文里"


_GLOSS = re.compile(r"[（(][^（）()]*[）)]|“[^”]*”|《[^》]*》")
_HAN = re.compile(r"[\u3400-\u9fff]")


def _english(where: str, wording: str, proof: str) -> Iterator[str]:
    """An English counterpart: its figures stand in the Chinese proof, and Chinese stands in it only as a name in brackets."""
    yield from _spoken(where, readable(wording), proof)
    if _HAN.search(_GLOSS.sub("", wording)):
        yield f"{where}: 英文里的中文名称要放在括号里：“{wording}”"
