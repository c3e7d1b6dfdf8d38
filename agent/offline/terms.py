"""How figures, articles and rules of a measure are put into words."""

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


def article(policy: Policy, section: str) -> str:
    """第五条, from the section's label."""
    return policy.sections[section].label.split()[0]


def per_text(draft: Draft, per: str | None) -> str:
    """What a cap is per: 每年, 单个项目."""
    return str(draft.phrases.raw("per")[per or "year"])


def rule_text(draft: Draft, policy: Policy, measure: Measure, path: str = "") -> str:
    """The rate, cap and period of a measure in one sentence."""
    support = measure.support
    return draft.phrases(
        path or f"rule.{support.kind}",
        article=article(policy, measure.section),
        basis_label=support.basis_label,
        rate=share_text(support.rate) if support.rate else "",
        per=per_text(draft, support.per),
        cap=yuan(support.cap, draft.phrases.language) if support.cap else "",
    )
