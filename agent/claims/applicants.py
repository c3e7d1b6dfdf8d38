"""Whom a clause speaks of: kinds of applicants by the names that the policy's vocabulary has for them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.schema import Choice, Policy
from tools.eligibility import APPLICANT


def applicants_named(clause: str, policy: Policy) -> Iterator[Choice]:
    """The kinds that the clause names; a longer name hides the shorter ones inside it, and 10个人 names nobody."""
    choices = policy.facts[APPLICANT].choices if APPLICANT in policy.facts else ()
    owners = {name: choice for choice in choices for name in (choice.label, *choice.names)}
    found: dict[str, Choice] = {}
    for name in sorted(owners, key=len, reverse=True):
        clause, count = re.subn(rf"(?<!\d){re.escape(name)}", "\ue002", clause, flags=re.IGNORECASE)
        if count:
            found[owners[name].value] = owners[name]
    yield from found.values()


def usual_applicants(policy: Policy) -> tuple[str, ...]:
    """Who asks when nobody has said who: those whom the policy's shared conditions are for."""
    return tuple(dict.fromkeys(kind for condition in policy.head.conditions[:1] for kind in condition.applicants))
