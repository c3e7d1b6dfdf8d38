"""Inputs and outputs of the tools: the shapes of the contract of the doors, and what we add to them.

Money leaves as a decimal string of two places ("400000.00"), shares as a decimal string ("0.50"). Floats are refused on input.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, WithJsonSchema

from knowledge.schema import SupportKind

Yuan = Annotated[
    Decimal,
    PlainSerializer(lambda value: f"{value:.2f}", return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^-?\d+\.\d{2}$", "examples": ["400000.00"]}),
]
"""Yuan, two places."""

Share = Annotated[
    Decimal,
    PlainSerializer(lambda value: f"{value:.2f}", return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^\d\.\d{2,4}$", "examples": ["0.50"]}),
]
"""A rate between 0 and 1."""

Status = Literal["meets_stated", "not_eligible", "needs_recognition", "needs_facts"]
Basis = Literal["text", "computed", "suggestion", "unstated"]

Facts = dict[str, Any]
"""Fact id → value, unchecked; `tools.facts.checked` turns it into typed values or raises `InvalidFacts`."""


class Shape(BaseModel):
    """Base of tool inputs and outputs: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid")


class EligibilityInput(Shape):
    """What is known of the applicant, and which measures to check (none: all)."""

    facts: Facts = Field(default_factory=dict)
    measures: list[str] | None = None


class Reason(Shape):
    """One checked condition: our sentence, and the policy's sentence it rests on. `outcome` of that condition alone.

    `text_en`: the same in English; empty where the policy has no English wording.
    """

    text: str
    text_en: str = ""
    section: str
    quote: str
    condition: str
    outcome: Literal["met", "unmet", "recognition", "unknown", "undecided"]


class MeasureEligibility(Shape):
    """One measure's verdict. `undefined`: conditions the text names but leaves open. `missing`: facts that decide it."""

    measure: str
    section: str
    status: Status
    reasons: list[Reason]
    missing: list[str]
    undefined: list[str]
    label: str
    instead: str = ""
    instead_en: str = ""


class EligibilityResult(Shape):
    """Verdicts in the order asked (or of the policy)."""

    measures: list[MeasureEligibility]


class SubsidyItem(Shape):
    """One measure to compute. `label`: which year or project it is for, when a measure appears more than once.

    `years`: how many years with the same facts. `received`: yuan already received under it in that period.
    `before`: facts before an increase; the result then tells the increase. `target`: "cap" or a wished amount in yuan;
    the result then tells the basis that reaches it (the facts of the basis may be absent).
    """

    measure: str
    facts: Facts = Field(default_factory=dict)
    years: int = 1
    label: str = ""
    received: Any = None
    before: Facts | None = None
    target: Any = None


class SubsidyInput(Shape):
    """The measures to compute together."""

    items: list[SubsidyItem] = Field(min_length=1, max_length=20)


class SubsidyLine(Shape):
    """One computed measure.

    basis, uncapped, amount, cap: yuan (cap over all `years`). `amount` is null for discretionary and service.
    `formula`: the arithmetic in words. `per`: what the cap is per. `amount_per_year`: when years > 1.
    `left`: room under the cap after `amount` (or after `received`). `further`: what may still come on top of `received`.
    `increase`: amount minus the amount for `before`. `needed`: basis that reaches `target`; null with a note if none does.
    `more_needed`: how much of it is still to come beside `basis`, when the facts tell that too.
    """

    measure: str
    section: str
    basis: Yuan | None
    rate: Share | None
    cap: Yuan | None
    uncapped: Yuan | None
    amount: Yuan | None
    capped: bool
    kind: SupportKind
    formula: str
    quote: str
    label: str
    item_label: str = ""
    basis_label: str = ""
    parts: dict[str, Yuan] = Field(default_factory=dict)
    per: Literal["year", "project"] | None = None
    years: int = 1
    cap_per_year: Yuan | None = None
    amount_per_year: Yuan | None = None
    left: Yuan | None = None
    received: Yuan | None = None
    further: Yuan | None = None
    before_amount: Yuan | None = None
    increase: Yuan | None = None
    target: Yuan | None = None
    needed: Yuan | None = None
    more_needed: Yuan | None = None


class SubsidyResult(Shape):
    """`total`: sum of formula amounts (of ceilings when there are only ceilings), null when nothing is computable."""

    items: list[SubsidyLine]
    total: Yuan | None
    total_kind: Literal["formula", "ceiling"] | None
    notes: list[str]


class SearchInput(Shape):
    """A question in people's words and how many passages to return (1 to 20)."""

    query: str = Field(min_length=1, max_length=4000)
    k: int = Field(default=5, ge=1, le=20)


class Passage(Shape):
    """A section that was found. `text`: its whole verbatim text. `quotes`: the sentences that match, best first.

    `score` between 0 and 1, comparable within one policy. `via`: sentence, point or matter, whichever found it, with its id.
    """

    policy: str
    section: str
    label: str
    text: str
    quotes: list[str]
    score: float
    via: Literal["sentence", "point", "matter"]
    id: str


class SearchMatter(Shape):
    """A silence that the question is about."""

    id: str
    label: str
    section: str
    quote: str
    says: str
    score: float


class SearchPoint(Shape):
    """A stated point that answers the question."""

    id: str
    section: str
    lead: str
    quotes: list[str]
    score: float


class SearchResult(Shape):
    """Ranked sections. `answered`: the text states an answer. `matters`/`points`: what matched among the prepared ones, best first."""

    passages: list[Passage]
    answered: bool
    points: list[SearchPoint]
    matters: list[SearchMatter]
    mode: Literal["hybrid", "lexical"]


class HandoffInput(Shape):
    """Why a person is wanted, in one line."""

    reason: str = Field(default="", max_length=500)


class HandoffResult(Shape):
    """The ticket; the same one however often the turn is retried."""

    ticket: str
    note: str


class DraftInput(Shape):
    """Which application to draft from which facts. `measures`: several at once, as one package (`format` zip).

    `version`: which draft of it this is, as printed on it.
    """

    measure: str = ""
    measures: list[str] = Field(default_factory=list)
    facts: Facts = Field(default_factory=dict)
    format: Literal["docx", "md", "pdf", "xlsx", "zip"] = "docx"
    version: int = Field(default=1, ge=1, le=999)


class DraftFile(Shape):
    """A file that was made: `id` nobody can guess, `url` for its owner alone."""

    id: str
    name: str
    url: str


class DraftResult(Shape):
    """The file; `missing`: facts it lacks, in the order of asking; `blanks`: what is filled in by hand, by its label.

    `items`, `total`: the calculation in it; `verdicts`: the conditions in it. `notes`: what whoever hands it in has to know.
    """

    file: DraftFile
    measures: list[str]
    format: Literal["docx", "md", "pdf", "xlsx", "zip"]
    version: int
    missing: list[str]
    blanks: list[str]
    items: list[SubsidyLine]
    total: Yuan | None
    verdicts: list[MeasureEligibility]
    notes: list[str]
