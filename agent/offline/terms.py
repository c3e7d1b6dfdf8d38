"""How figures, articles, names and rules are put into words, in the language of the reply."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from agent.offline.draft import Draft
from knowledge.numerals import share_text, yuan_text
from knowledge.schema import Measure, Policy


def yuan(value: Any, language: str) -> str:
    """A tool's decimal string as people read it."""
    number = Decimal(str(value))
    if language == "en":
        return f"{number:,.2f} yuan".replace(".00 yuan", " yuan")
    return yuan_text(number)


def article(policy: Policy, section: str, language: str = "zh") -> str:
    """第五条, from the section's label; in English the short form of our name for it (Article 5)."""
    named = policy.head.titles_en.get(section, "") if language == "en" else ""
    return named.split(":")[0] or policy.sections[section].label.split()[0]


def per_text(draft: Draft, per: str | None) -> str:
    """What a cap is per: 每年, 单个项目."""
    return str(draft.phrases.raw("per")[per or "year"])


def named(draft: Draft, policy: Policy, measure: Measure, field: str = "label") -> str:
    """A measure with its article: 贷款利息支持（第七条）. `field`: label or short."""
    language = draft.phrases.language
    return draft.phrases("name", label=measure.worded(field, language), article=article(policy, measure.section, language))


def open_terms(draft: Draft, measure: Measure) -> list[str]:
    """What a measure's text names but leaves undefined."""
    return [term.worded("note", draft.phrases.language) for term in measure.undefined]


def rule_text(draft: Draft, policy: Policy, measure: Measure, path: str = "rule.said") -> str:
    """The rate, cap and period of a measure in one sentence that names its article."""
    support, language = measure.support, draft.phrases.language
    values = {
        "article": article(policy, measure.section, language),
        "name": measure.worded("label", language),
        "basis_label": support.worded("basis_label", language),
        "rate": share_text(support.rate) if support.rate else "",
        "per": per_text(draft, support.per),
        "cap": yuan(support.cap, language) if support.cap else "",
    }
    return draft.phrases(path, **values, rule=draft.phrases(f"rule.{support.kind}", **values))


def fact_text(draft: Draft, name: str, value: Any) -> str:
    """A fact as we say it back: 团队12人, 依法经营, 算力或词元实际使用金额80万元."""
    fact, language = draft.policy.facts[name], draft.phrases.language
    if fact.choices:
        wanted = str(value).lower() if fact.type == "flag" else value
        return next((choice.worded("label", language) for choice in fact.choices if choice.value == wanted), str(value))
    if fact.type == "money":
        return draft.phrases("fact.money", label=fact.worded("label", language), value=yuan(value, language))
    if fact.type == "text":
        return draft.phrases("fact.text", label=fact.worded("label", language), value=value)
    return draft.phrases("fact.count", label=fact.worded("label", language), value=value, unit=fact.worded("unit", language))


def error_text(draft: Draft, error: dict[str, Any]) -> str:
    """What is wrong with a call, as the tool says it; tools speak Chinese, so English says what to do in general."""
    return draft.phrases("amount.missing" if error["missing"] else "amount.error", detail=error["detail"])
