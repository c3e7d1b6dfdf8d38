"""Our own sentences about a policy, proved with its bundle: a claim in their words rests on the text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from knowledge.schema import Policy

Made = TypeVar("Made")


def proved(policy: Policy) -> Iterator[str]:
    """Leads of what the text states, notes on measures and their terms, whom it covers; in both languages."""
    for point in policy.points.values():
        yield from (point.lead, point.lead_en)
    for measure in policy.measures.values():
        audience = measure.audience
        yield from (measure.label, measure.label_en, audience.label, audience.label_en, audience.note, audience.note_en)
        yield from (*audience.instead.values(), *audience.instead_en.values(), measure.support.basis_label)
        for term in measure.undefined:
            yield from (term.note, term.note_en)
    for one in policy.head.covered:
        yield from (one.says, one.says_en)


def once_per_policy(make: Callable[[Policy], Made]) -> Callable[[Policy], Made]:
    """`make` asked once for each policy: a policy is frozen, but its mappings cannot be hashed."""
    made: dict[str, Made] = {}

    def get(policy: Policy) -> Made:
        if policy.fingerprint not in made:
            made[policy.fingerprint] = make(policy)
        return made[policy.fingerprint]

    return get
