"""One application draft from facts: what stands in each of its parts. Nothing is made up: what is not known is a blank.

The figures are those of `calculate_subsidy`, the conditions those of `check_eligibility`. Pure: facts in, `Application` out.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from string import Formatter
from typing import Any

from knowledge.errors import MissingFacts
from knowledge.schema import Form, FormField, Measure, Narrative, Policy
from tools.calculation import amount_text, calculation, yuan
from tools.documents.cleaning import one_line, paragraphs
from tools.documents.content import NUMERALS, Application, Condition, Line, Part
from tools.eligibility import APPLICANT, check_eligibility
from tools.facts import FactValue, checked
from tools.schema import EligibilityInput, MeasureEligibility, SubsidyInput, SubsidyItem, SubsidyLine
from tools.subsidy import calculate_subsidy
from tools.wording import say, words

NAME, CONTACT = "company_name", "contact"
_FIRST = (APPLICANT,)
_LAST = (NAME, CONTACT)


def application(policy: Policy, id_: str, facts: Mapping[str, Any], version: int) -> Application:
    """The draft of one measure. Raises `InvalidFacts` for facts that cannot be; what is not told is a blank."""
    return _Writer(policy, policy.measures[id_], facts).written(version)


class _Writer:
    def __init__(self, policy: Policy, measure: Measure, facts: Mapping[str, Any]) -> None:
        self.policy, self.measure = policy, measure
        self.form = measure.form or Form(title=say("draft", "title", label=measure.label))
        self.party = self.form.party or say("draft", "party")
        self.facts = checked(policy, facts)
        self.section = policy.sections[measure.section].label
        self.article = self.section.split()[0]
        self.blanks: list[str] = []
        self.verdict = self._verdict(facts)
        self.line = self._line(facts)

    def _verdict(self, facts: Mapping[str, Any]) -> MeasureEligibility:
        request = EligibilityInput(facts=dict(facts), measures=[self.measure.id])
        return check_eligibility(self.policy, request).measures[0]

    def _line(self, facts: Mapping[str, Any]) -> SubsidyLine | None:
        support = self.measure.support
        given = {name: facts[name] for name in (*support.basis, *support.less) if name in self.facts}
        try:
            request = SubsidyInput(items=[SubsidyItem(measure=self.measure.id, facts=given)])
            return calculate_subsidy(self.policy, request).items[0]
        except MissingFacts:
            return None

    def written(self, version: int) -> Application:
        """The parts in the order in which they are read, so that the blanks are counted in that order."""
        measure, support = self.measure, self.measure.support
        name = self.value(NAME)
        amount = amount_text(self.line) if self.line else self.blank(self.basis_label())
        applicant = self._applicant()
        conditions = self._conditions()
        narrative = [self._part(*pair) for pair in zip(NUMERALS, self.form.narrative, strict=False)]
        missing = self._missing()
        counts = {"version": version, "count": len(self.blanks)}
        state = say("draft", "version" if self.blanks else "version_done", **counts)
        return Application(
            measure=measure.id,
            label=measure.label,
            title=self.form.title,
            party=self.party,
            applicant_name=name,
            policy_title=self.policy.head.title,
            section_label=self.section,
            disclaimer=say("draft", "disclaimer"),
            version=version,
            amount=amount,
            state=state,
            summary=[
                Line(self.party, name),
                Line(say("draft", "applied"), f"{measure.label}（{self.article}）"),
                Line(say("draft", "reckoned"), amount),
                Line(say("draft", "state"), state),
            ],
            applicant=applicant,
            request=(self.form.request or words("draft")["request"]).format(section=self.article),
            quote=say("draft", "quoted", quote=support.quote, section=self.section),
            conditions=conditions,
            conditions_note=say("draft", "conditions_note"),
            calculation=calculation(self.policy, measure, self.line),
            narrative=narrative,
            materials=[self._material(material.text, material.basis) for material in measure.materials],
            materials_note=say("draft", "materials_note") if any(m.basis != "text" for m in measure.materials) else "",
            commitments=[text.format(party=self.party) for text in words("commitments")],
            notes=self._notes(),
            missing=missing,
            blanks=self.blanks,
            line=self.line,
            verdict=self.verdict,
        )

    def value(self, name: str) -> str:
        """A fact as it is written into a form; a blank when it is not known."""
        if name not in self.facts:
            return self.blank(self.policy.facts[name].short or self.policy.facts[name].label)
        return self._text(name, self.facts[name])

    def _text(self, name: str, value: FactValue) -> str:
        fact = self.policy.facts[name]
        if isinstance(value, bool):
            return say("draft", "yes" if value else "no")
        if isinstance(value, Decimal):
            return yuan(value)
        if isinstance(value, int):
            return f"{value}{fact.unit}"
        labels = {choice.value: choice.label for choice in fact.choices}
        return one_line(labels.get(value, value))

    def blank(self, label: str) -> str:
        """The mark of what is still to be filled in; noted once."""
        if label not in self.blanks:
            self.blanks.append(label)
        return say("draft", "blank", label=label)

    def basis_label(self) -> str:
        """What the missing calculation rests on."""
        support = self.measure.support
        lacking = [name for name in (*support.basis, *support.less) if name not in self.facts]
        return "、".join(self.policy.facts[name].short or self.policy.facts[name].label for name in lacking)

    def _applicant(self) -> list[Line]:
        """Who applies: what the conditions look at, how to reach them, and what the measure's form adds."""
        shown = {field.fact for field in self.form.fields} | {NAME}
        decided = [name for name in self._deciding() if name not in shown]
        own = [*decided, *(name for name in ("credit_code", CONTACT) if name in self.policy.facts)]
        lines = [Line(self.policy.facts[name].label, self.value(name)) for name in own]
        return lines + [self._field(field) for field in self.form.fields]

    def _field(self, field: FormField) -> Line:
        return Line(field.label, self.value(field.fact) if field.fact in self.facts else self.blank(field.label))

    def _deciding(self) -> list[str]:
        """Facts that the stated conditions look at, for this kind of applicant."""
        kind = self.facts.get(APPLICANT)
        conditions = (*self.policy.head.conditions, *self.measure.conditions)
        wanted = [c.fact for c in conditions if not c.applicants or kind is None or kind in c.applicants]
        return list(dict.fromkeys([APPLICANT, *wanted]))

    def _conditions(self) -> list[Condition]:
        outcomes = words("outcome")
        rows = []
        for reason in self.verdict.reasons:
            label = self.policy.sections[reason.section].label.split()[0]
            quote = say("draft", "quoted", quote=reason.quote, section=label)
            # Of whose measure it is, only the kind of applicant is settled: 符合要求 in the same quote is not.
            outcome = "kind" if reason.condition == APPLICANT and reason.outcome == "met" else reason.outcome
            rows.append(Condition(quote, reason.text, outcomes[outcome]))
        for term in self.measure.undefined:
            label = self.policy.sections[term.section].label.split()[0]
            rows.append(Condition(say("draft", "undefined", term=term.term, section=label), term.note, outcomes["open"]))
        return rows

    def _part(self, numeral: str, part: Narrative) -> Part:
        """What the founder wrote, word for word, and sentences of facts that are all known; never anything else."""
        told = [text for text in part.says if all(name in self.facts for _, name, _, _ in Formatter().parse(text) if name)]
        lines = [text.format(**{name: self._text(name, value) for name, value in self.facts.items()}) for text in told]
        if part.fact in self.facts:
            lines += paragraphs(str(self.facts[part.fact]))
        return Part(numeral, part.title, lines or [self.blank(part.title)])

    def _material(self, text: str, basis: str) -> str:
        return text if basis == "text" else say("draft", "suggested", text=text)

    def _missing(self) -> list[str]:
        """Facts that the draft lacks: who applies, what decides, what is reckoned with, how to reach them, the rest."""
        support = self.measure.support
        told_of = [field.fact for field in self.form.fields] + [part.fact for part in self.form.narrative]
        order = [*_FIRST, *self.verdict.missing, *support.basis, *support.less, *_LAST, *told_of]
        return [name for name in dict.fromkeys(order) if name and name in self.policy.facts and name not in self.facts]

    def _notes(self) -> list[str]:
        notes = [say("draft", "draft_only")]
        if self.verdict.status == "not_eligible":
            notes.insert(0, say("draft", "not_eligible", label=self.measure.label))
        if self.verdict.status == "needs_recognition":
            notes.insert(0, say("draft", "recognition", label=self.measure.label))
        if any(material.basis != "text" for material in self.measure.materials):
            notes.append(say("draft", "no_materials"))
        return notes
