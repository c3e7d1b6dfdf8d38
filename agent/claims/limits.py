"""Conditions that a known fact meets, and words that turn a claim round."""

from __future__ import annotations

import re

from agent.claims.results import Results
from knowledge.numerals import find_amounts
from knowledge.schema import Policy

BEFORE_NOT = re.compile(r"[不没未非无别]|是否|能否|难|怎么才|谁|哪|吗|而不是|n.t\b|\bnot\b")


def is_negated(text: str, place: int) -> bool:
    """Whether a word right before this place denies what follows."""
    return bool(BEFORE_NOT.search(text[max(0, place - 5) : place]))


def is_within_limits(clause: str, results: Results, policy: Policy) -> bool:
    """您8人，符合人数要求: said of one condition, which the known fact meets."""
    for condition in policy.head.conditions:
        fact, value = policy.facts[condition.fact], results.facts.get(condition.fact)
        said = [amount.value for amount in find_amounts(clause) if amount.unit == "people"]
        if condition.operator == "at_most" and isinstance(condition.value, int) and said and max(said) <= condition.value:
            return True
        named = any(word and word in clause for word in (fact.short, fact.label, *fact.cues)) or f"{value}{fact.unit}" in clause
        if condition.operator == "at_most" and isinstance(condition.value, int) and named and value is not None:
            return int(value) <= condition.value
    return False
