"""The policy as data: closed, frozen models. Unknown keys are refused; nothing here computes or talks.

Money is yuan as `Decimal`, shares are `Decimal` between 0 and 1, durations are whole years, headcounts are people.
Fields that end in `_en` are what we say to people who write English; a policy may leave them out.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

SupportKind = Literal["formula", "ceiling", "discretionary", "service"]
"""formula: computed from spending. ceiling: an upper bound, no promise. discretionary: only the cap is known. service: no money."""

FactType = Literal["choice", "count", "flag", "money", "text"]


def _exact(value: object) -> object:
    if isinstance(value, float):
        raise ValueError('写成带引号的小数，例如 "0.50"，不要写成浮点数')
    return value


ExactDecimal = Annotated[Decimal, BeforeValidator(_exact)]


class Model(BaseModel):
    """Base of all policy data: frozen, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def worded(self, field: str, language: str) -> str:
        """A sentence or name of ours in the language of the reply ("en", else Chinese); Chinese where no English is written."""
        return str((language == "en" and getattr(self, f"{field}_en")) or getattr(self, field))


class Section(Model):
    """One article or paragraph. `text` is verbatim (line breaks folded); `label` as shown, e.g. 第五条 加强算力保障."""

    id: str
    label: str
    title: str
    text: str


class Source(Model):
    """A verbatim sentence and where it stands."""

    section: str
    quote: str


class Choice(Model):
    """One value of a `choice` fact. `label`: how we say it; `names`: words for those of whom it is true, in the third person.

    `said_of`: example sentences of those it is true of.
    """

    value: str
    label: str
    label_en: str = ""
    names: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    said_of: tuple[str, ...] = ()


class Part(Model):
    """A component that people name separately but the policy adds up (算力, 词元)."""

    id: str
    label: str
    cues: tuple[str, ...] = ()
    said_of: tuple[str, ...] = ()


class Fact(Model):
    """One thing a person can tell about themselves. Vocabulary shared by tools, agent, forms and API.

    `question`: how we ask for it. `cues`: everyday words near which its value stands. `said_of`: example clauses about such a
    sum, for sums that no cue names. `actual`: it counts what was actually used or paid, not what was agreed. Of a text,
    `maximum` is its length and `patterns` find it in a message (group ``value``), the first that matches; `in_form` ones only while
    an application is drafted. `joined`: it has parts (name, address), one for each group of its pattern.
    """

    id: str
    label: str
    label_en: str = ""
    type: FactType
    unit: str = ""
    unit_en: str = ""
    question: str = ""
    question_en: str = ""
    short: str = ""
    short_en: str = ""
    cues: tuple[str, ...] = ()
    actual: bool = False
    said_of: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    choices: tuple[Choice, ...] = ()
    patterns: tuple[str, ...] = ()
    in_form: tuple[str, ...] = ()
    joined: bool = False
    maximum: ExactDecimal | None = None
    minimum: int = 0


class Recognition(Model):
    """The band above a limit that is open after recognition: at most `at_most` (people), on the `term` the text names."""

    at_most: int
    term: str


class Condition(Model):
    """A decidable condition: `fact` `operator` `value`, with the sentence it stands in.

    `applicants`: for whom it holds (empty: everyone). `met`, `unmet`, `recognised`, `unknown`: our wording with `{value}`.
    """

    id: str
    fact: str
    operator: Literal["in", "at_most", "is_true"]
    value: int | tuple[str, ...] | None = None
    recognition: Recognition | None = None
    applicants: tuple[str, ...] = ()
    section: str
    quote: str
    met: str
    met_en: str = ""
    unmet: str
    unmet_en: str = ""
    recognised: str = ""
    recognised_en: str = ""
    unknown: str
    unknown_en: str = ""


class Undefined(Model):
    """A condition the text names but leaves open. `term` must stand in `quote`; `note` says what is not defined."""

    term: str
    section: str
    quote: str
    note: str
    note_en: str = ""


class Support(Model):
    """What a measure gives. `basis` facts are added up, `less` facts subtracted; `rate`/`cap` as in `quote`."""

    kind: SupportKind
    basis: tuple[str, ...] = ()
    less: tuple[str, ...] = ()
    basis_label: str = ""
    basis_label_en: str = ""
    rate: ExactDecimal | None = None
    cap: ExactDecimal | None = None
    per: Literal["year", "project"] | None = None
    max_years: int | None = None
    quote: str


class Audience(Model):
    """Whose measure it is: `applicants` qualify by type, `undecided` ones are not settled by the text.

    `note` says what is open about these, `matter` is the silence that it is.
    """

    applicants: tuple[str, ...]
    undecided: tuple[str, ...] = ()
    section: str
    quote: str
    label: str
    label_en: str = ""
    note: str = ""
    note_en: str = ""
    matter: str = ""
    instead: dict[str, str] = Field(default_factory=dict)
    instead_en: dict[str, str] = Field(default_factory=dict)


class FormField(Model):
    """One line of a form: a fact that can be told, or (without `fact`) a blank that is filled in by hand."""

    label: str
    fact: str = ""


class Narrative(Model):
    """One part of the project description: the words of `fact`, after those of the sentences `says` whose ``{fact}`` are all known."""

    title: str
    fact: str = ""
    says: tuple[str, ...] = ()


class Material(Model):
    """An attachment that we suggest; only what the text itself names may have the basis `text`, with its `quote`."""

    text: str
    basis: Literal["suggestion", "text"] = "suggestion"
    quote: str = ""


class Form(Model):
    """What a measure adds to the shared application template. `title`: of the document. `party`: what it calls who applies.

    `request`: what is asked for, in place of the template's own sentence.
    """

    title: str
    party: str = ""
    request: str = ""
    fields: tuple[FormField, ...] = ()
    narrative: tuple[Narrative, ...] = ()


class Measure(Model):
    """One kind of support the text promises. `form` and `materials`: for a draft of the application."""

    id: str
    section: str
    label: str
    label_en: str = ""
    short: str
    short_en: str = ""
    audience: Audience
    support: Support
    conditions: tuple[Condition, ...] = ()
    undefined: tuple[Undefined, ...] = ()
    cues: tuple[str, ...] = ()
    form: Form | None = None
    materials: tuple[Material, ...] = ()


class Matter(Model):
    """A silence: something people ask and the text does not state. `section`/`quote`: the nearest thing it does say.

    `occasion`: when it is named unasked beside a figure: spending of an earlier year.
    """

    id: str
    label: str
    label_en: str = ""
    section: str
    quote: str
    says: str
    says_en: str = ""
    questions: tuple[str, ...]
    cues: tuple[str, ...] = ()
    occasion: Literal["past_spending"] | None = None


class Point(Model):
    """Something the text states, as people ask it: `lead` is our one-sentence answer, `quotes` its verbatim proof."""

    id: str
    section: str
    quotes: tuple[str, ...]
    lead: str
    lead_en: str = ""
    questions: tuple[str, ...]
    measures: tuple[str, ...] = ()


class Validity(Model):
    """How long the policy holds: `years` from publication; `published` only when someone has supplied the date."""

    years: int
    section: str
    quote: str
    published: str | None = None


class Authority(Model):
    """Who interprets the policy, verbatim names. `short_names`: what people call a part of one → the words it stands for."""

    names: tuple[str, ...]
    short_names: dict[str, str] = Field(default_factory=dict)
    section: str
    quote: str


class Headings(Model):
    """How sections are found in the text: a line pattern with groups `label` and `title`, and where preamble and closing start."""

    article: str
    article_id: str
    preamble: str
    preamble_label: str
    closing: str
    closing_label: str


class Coverage(Model):
    """Whom the policy says it is for: kinds of applicants with the sentence that names them, and how we say it."""

    applicants: tuple[str, ...]
    section: str
    quote: str
    says: str
    says_en: str = ""


class PolicyHead(Model):
    """policy.yaml: what the document is and what all its measures share.

    `region`: whose policy it is. `kind`: what people call what it gives. `examples`: questions a newcomer can start with.
    `other_regions`: places people mix it up with; about these it has nothing to say.
    `titles_en`: section id → our English name of it, the short form first: ``Article 5: Computing power``.
    """

    id: str
    title: str
    title_en: str = ""
    short_title: str
    short_title_en: str = ""
    region: str
    region_en: str = ""
    kind: str
    titles_en: dict[str, str] = Field(default_factory=dict)
    headings: Headings
    validity: Validity
    authority: Authority
    conditions: tuple[Condition, ...] = ()
    covered: tuple[Coverage, ...] = ()
    examples: tuple[str, ...] = ()
    examples_en: tuple[str, ...] = ()
    other_regions: tuple[str, ...] = ()


class Policy(Model):
    """A whole bundle, validated and proved against its own text."""

    head: PolicyHead
    sections: dict[str, Section]
    measures: dict[str, Measure]
    matters: dict[str, Matter]
    points: dict[str, Point]
    facts: dict[str, Fact]
    lexicon: dict[str, tuple[str, ...]]
    fingerprint: str

    @property
    def id(self) -> str:
        """Id of the policy, e.g. chaoyang-opc."""
        return self.head.id
