"""Which measures a turn is about: by the money told, by what is known, by who applies, by a cap that is claimed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from knowledge.schema import Measure, Policy


def measures_meant(policy: Policy, named: list[str], spending: list[str]) -> list[str]:
    """Measures of the money told first, then those named."""
    of_money = [m.id for fact in spending for m in policy.measures.values() if fact in (*m.support.basis, *m.support.less)]
    return list(dict.fromkeys([*of_money, *named]))


def spent_on(policy: Policy, facts: dict[str, Any]) -> list[str]:
    """Measures of which a basis is known and not zero."""
    return [m.id for m in policy.measures.values() if any(facts.get(name) not in (None, "0") for name in m.support.basis)]


def open_to(policy: Policy, facts: dict[str, Any]) -> list[str]:
    """Measures with money for this kind of applicant; for an unknown one those of the OPC themselves."""
    applicant = facts.get("applicant_type")
    money = [m for m in policy.measures.values() if m.support.kind != "service"]
    own = [m.id for m in money if (m.support.kind == "formula" if applicant is None else _is_for(m, applicant))]
    return own or [m.id for m in money]


def barred(policy: Policy, facts: dict[str, Any], measures: list[str]) -> list[str]:
    """Those of `measures` whose money goes to another kind of applicant than the one that is known."""
    applicant = facts.get("applicant_type")
    if applicant is None:
        return []
    return [id_ for id_ in measures if not _is_for(policy.measures[id_], applicant)]


def _is_for(measure: Measure, applicant: str) -> bool:
    """Whether this kind of applicant is among those a measure is for, or may be."""
    return applicant in (*measure.audience.applicants, *measure.audience.undecided)


def measures_of_cap(policy: Policy, claimed: str | None) -> list[str]:
    """Measures of which a claimed sum is the cap: whose money it is has to be said before anything else."""
    return [m.id for m in policy.measures.values() if claimed and m.support.cap == Decimal(claimed)]


def only_zero(policy: Policy, id_: str, facts: dict[str, Any]) -> bool:
    """Whether the basis of a measure is known and nothing."""
    basis = policy.measures[id_].support.basis
    return bool(basis) and all(facts.get(name) == "0" for name in basis)


def neighbours(policy: Policy, sections: list[str], step: int) -> list[str]:
    """The section `step` places after the one just cited; empty when there is none or no step."""
    order = list(policy.sections)
    place = order.index(sections[0]) + step if sections and step else -1
    return [order[place]] if 0 <= place < len(order) else []


def is_money(policy: Policy, fact: str) -> bool:
    """Whether a fact is a sum of money."""
    return fact in policy.facts and policy.facts[fact].type == "money"
