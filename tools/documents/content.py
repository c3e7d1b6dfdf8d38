"""What stands in one application draft, before it becomes Word, Markdown or a sheet. Texts are cleaned; blanks are 【待补充：…】."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from tools.schema import MeasureEligibility, SubsidyLine

NUMERALS = "一二三四五六七八九十"
"""Of the parts of a document, in order."""


@dataclass(frozen=True)
class Line:
    """A label and what stands beside it."""

    label: str
    value: str


@dataclass(frozen=True)
class Condition:
    """One condition: the text's own words, how the applicant stands to it, and the outcome."""

    quote: str
    situation: str
    outcome: str


@dataclass(frozen=True)
class Step:
    """One line of the calculation. `source`: told, the section of the text, or computed. `exact`: yuan, or the rate as a share."""

    number: str
    item: str
    value: str
    source: str
    role: Literal["part", "less", "basis", "rate", "cap", "result"]
    exact: Decimal


@dataclass(frozen=True)
class Calculation:
    """The calculation of one measure. `note`: its formula in words; `capitals`: the result in Chinese capitals."""

    steps: list[Step]
    capitals: str
    note: str


@dataclass(frozen=True)
class Part:
    """One part of the project description; `numeral` in Chinese."""

    numeral: str
    title: str
    paragraphs: list[str]


@dataclass
class Application:
    """A whole draft. `line`: the calculation that it rests on, null when a fact is missing. `amount`: the result as the box says it.

    `missing`: facts it lacks, in the order of asking. `blanks`: all that stands as 【待补充：…】, by label, each once.
    """

    measure: str
    label: str
    title: str
    party: str
    applicant_name: str
    policy_title: str
    section_label: str
    disclaimer: str
    version: int
    amount: str
    state: str = ""
    summary: list[Line] = field(default_factory=list)
    applicant: list[Line] = field(default_factory=list)
    request: str = ""
    quote: str = ""
    conditions: list[Condition] = field(default_factory=list)
    conditions_note: str = ""
    calculation: Calculation | None = None
    narrative: list[Part] = field(default_factory=list)
    materials: list[str] = field(default_factory=list)
    materials_note: str = ""
    commitments: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    blanks: list[str] = field(default_factory=list)
    line: SubsidyLine | None = None
    verdict: MeasureEligibility | None = None
