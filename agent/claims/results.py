"""What the tools gave in a conversation, as the claims need it: per measure the sums with their role, and the verdicts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

_AMOUNTS = ("amount", "amount_per_year", "increase", "further", "before_amount", "target")
_BASES = ("basis", "needed", "more_needed", "received", "left")


@dataclass
class Sums:
    """Yuan by role: what is supported, before the cap, spent or still to spend, and the caps over the asked years."""

    amounts: set[Decimal] = field(default_factory=set)
    uncapped: set[Decimal] = field(default_factory=set)
    spent: set[Decimal] = field(default_factory=set)
    caps: set[Decimal] = field(default_factory=set)

    def __or__(self, other: Sums) -> Sums:
        return Sums(self.amounts | other.amounts, self.uncapped | other.uncapped, self.spent | other.spent, self.caps | other.caps)


@dataclass
class Results:
    """`now`: of this turn, by measure; `before`: the newest of earlier turns. `totals`: sums over several measures.

    `status`: measure → its newest verdict. `facts`: what is known of the person (flat facts).
    `acted`: whether a ticket was opened or a draft made.
    """

    now: dict[str, Sums] = field(default_factory=dict)
    before: dict[str, Sums] = field(default_factory=dict)
    totals: set[Decimal] = field(default_factory=set)
    status: dict[str, str] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    acted: bool = False

    @classmethod
    def of(cls, earlier: Iterable[Mapping[str, Any]], calls: Iterable[Mapping[str, Any]], facts: Mapping[str, Any]) -> Results:
        """From the calls of earlier turns and of this one; `facts`: flat facts of the turn."""
        results = cls(facts=dict(facts))
        for call in earlier:
            results._take(call, results.before, newest=True)
            for measure in _stale(call, facts):
                results.before.pop(measure, None)
        for call in calls:
            results._take(call, results.now, newest=False)
        return results

    def sums(self, measure: str, *, also_before: bool = False) -> Sums:
        """The sums of a measure: this turn's; without any (or `also_before`) those of the turns before too."""
        found = Sums()
        if measure in self.now:
            found = found | self.now[measure]
        if measure in self.before and (also_before or measure not in self.now):
            found = found | self.before[measure]
        return found

    @property
    def measures(self) -> list[str]:
        """Measures that this turn computed or checked."""
        return list(self.now)

    def _take(self, call: Mapping[str, Any], into: dict[str, Sums], *, newest: bool) -> None:
        result = call.get("result") or {}
        self.acted = self.acted or "ticket" in result or "file" in result
        for verdict in result.get("measures") or () if call.get("name") == "check_eligibility" else ():
            self.status[verdict["measure"]] = verdict["status"]
        if call.get("name") != "calculate_subsidy" or "items" not in result:
            return
        fresh: dict[str, Sums] = {}
        for line in result["items"]:
            fresh[line["measure"]] = _sums(line) | fresh.get(line["measure"], Sums())
        for measure, sums in fresh.items():
            into[measure] = sums if newest or measure not in into else into[measure] | sums
        if result.get("total") is not None:
            self.totals.add(Decimal(result["total"]))


def _sums(line: Mapping[str, Any]) -> Sums:
    def values(*names: str) -> set[Decimal]:
        return {abs(Decimal(line[name])) for name in names if line.get(name) is not None}

    sums = Sums(values(*_AMOUNTS), values("uncapped"), values(*_BASES), values("cap", "cap_per_year"))
    sums.spent |= {Decimal(value) for value in (line.get("parts") or {}).values()}
    if line.get("amount") is not None and line.get("received") is not None:
        sums.amounts.add(Decimal(line["received"]))
    return sums


def _stale(call: Mapping[str, Any], facts: Mapping[str, Any]) -> list[str]:
    """Measures that were computed from facts which have been told otherwise since."""
    items = (call.get("args") or {}).get("items") if call.get("name") == "calculate_subsidy" else None
    return [
        str(item["measure"])
        for item in (items if isinstance(items, list) else [])
        if isinstance(item, Mapping) and "measure" in item
        for name, value in (item.get("facts") or {}).items()
        if name in facts and _differ(value, facts[name])
    ]


def _differ(one: object, other: object) -> bool:
    try:
        return Decimal(str(one)) != Decimal(str(other))
    except ArithmeticError:
        return str(one) != str(other)
