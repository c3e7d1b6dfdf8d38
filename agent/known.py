"""Values that are known, by kind: what one source of evidence (a section, or user and tools) bears."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from agent.figures import Figure, Kind, figures
from knowledge.schema import Policy

_MONEY = re.compile(r"-?\d+\.\d{2}")
_YEARS = frozenset({"years", "max_years"})
_ALSO: dict[Kind, tuple[Kind, ...]] = {
    "money": ("money", "number"),
    "people": ("people", "number"),
    "year": ("year", "number"),
    "count": ("count", "number", "people"),
    "number": ("number", "money", "share", "people", "count"),
}


@dataclass
class Known:
    """Values by kind, as `figures` reads them. `approximate`: values that were only said as 来, 多, 几."""

    values: dict[Kind, set[object]] = field(default_factory=dict)
    approximate: set[object] = field(default_factory=set)

    def add(self, kind: Kind, *values: object) -> None:
        """Notes values as known."""
        self.values.setdefault(kind, set()).update(values)

    def copy(self) -> Known:
        """The same values, to be added to on their own."""
        return Known({kind: set(values) for kind, values in self.values.items()}, set(self.approximate))

    def read(self, text: str) -> None:
        """Notes every figure of a text."""
        for figure in figures(text):
            self.add(figure.kind, *figure.values)
            if figure.kind == "call":
                self.add("call", figure.text)
            if figure.approximate:
                self.approximate.update(figure.values)

    def has(self, figure: Figure, value: object) -> bool:
        """Whether one value of a figure is known, as what the figure says it is."""
        if figure.kind == "date":
            return any(_within(value, date) for date in self.values.get("date", ()))
        if figure.kind == "nth_year":
            years = self.values.get("year", ())
            return any(isinstance(year, Decimal) and isinstance(value, Decimal) and value <= year for year in years)
        return any(value in self.values.get(kind, ()) for kind in _ALSO.get(figure.kind, (figure.kind,)))

    def bears(self, figure: Figure) -> bool:
        """Whether all values of a figure are known; one said as 约, 多, 几 only when it was told so."""
        if figure.approximate and not self.approximate.issuperset(figure.values):
            return False
        return all(self.has(figure, value) for value in figure.values)

    def note(self, policy: Policy, key: str, leaf: object) -> bool:
        """Notes a typed value by what its key says it is; whether it was one."""
        if isinstance(leaf, bool | float) or leaf is None:
            return True
        fact = policy.facts.get(key)
        if fact is not None and fact.type in ("money", "count") and isinstance(leaf, str):
            self.read(leaf)
        try:
            value = Decimal(str(leaf).strip())
        except InvalidOperation:
            return False
        if not value.is_finite():
            return True
        if key in _YEARS or (fact is not None and fact.unit == "年"):
            self.add("year", value)
        elif fact is not None and fact.type == "count":
            self.read(f"{value}{fact.unit}")
        elif key == "rate":
            self.add("share", value)
        elif fact is not None or _MONEY.fullmatch(str(leaf)):
            self.add("money", abs(value))
        else:
            self.add("count", value)
        return True


def _within(said: object, known: object) -> bool:
    """Whether a date said in part (3月, 2026年) is part of a known one."""
    assert isinstance(said, tuple)
    assert isinstance(known, tuple)
    return all(one in ("", other) for one, other in zip(said, known, strict=True))
