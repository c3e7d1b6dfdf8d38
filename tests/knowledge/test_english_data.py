"""What the shipped policy says in English is complete, carries the figures of the Chinese, and is silent where that is silent."""

import re

import pytest

from knowledge.english import readable
from knowledge.loader import SHIPPED, load_policy
from knowledge.numerals import find_amounts
from knowledge.schema import Condition, Point

POLICY = load_policy(SHIPPED / "chaoyang-opc")
HEAD = POLICY.head
CONDITIONS = [*HEAD.conditions, *(condition for measure in POLICY.measures.values() for condition in measure.conditions)]
FIGURES = ("yuan", "percent", "people", "year", "month", "day")
PROMISES = re.compile(r"\b(will be (given|paid|approved)|guarantee[sd]?|entitled|you (will|can) (get|receive)|subsid(y|ies))\b", re.I)


def figures(text: str) -> set[tuple[str, str]]:
    """Figures that state something, as (unit, value)."""
    found = find_amounts(readable(text))
    return {(amount.unit, str(amount.value.normalize())) for amount in found if amount.unit in FIGURES and amount.value != 1}


def test_every_sentence_and_name_has_its_english_counterpart() -> None:
    missing = [f"points.{one.id}" for one in POLICY.points.values() if not one.lead_en]
    missing += [f"matters.{one.id}" for one in POLICY.matters.values() if not (one.label_en and one.says_en)]
    missing += [f"titles_en.{one}" for one in POLICY.sections if one not in HEAD.titles_en]
    missing += [f"conditions.{one.id}" for one in CONDITIONS if not _whole(one)]
    for one in POLICY.measures.values():
        audience, support = one.audience, one.support
        whole = one.label_en and one.short_en and audience.label_en and bool(audience.note) == bool(audience.note_en)
        whole = whole and set(audience.instead) == set(audience.instead_en) and bool(support.basis_label) == bool(support.basis_label_en)
        missing += [] if whole and all(term.note_en for term in one.undefined) else [f"measures.{one.id}"]
    for fact in POLICY.facts.values():
        whole = fact.label_en and fact.short_en and fact.question_en and bool(fact.unit) == bool(fact.unit_en)
        missing += [] if whole and all(choice.label_en for choice in fact.choices) else [f"facts.{fact.id}"]
    assert not missing
    assert HEAD.title_en and HEAD.short_title_en and HEAD.region_en and len(HEAD.examples_en) == len(HEAD.examples)


def _whole(one: Condition) -> bool:
    return bool(one.met_en and one.unmet_en and one.unknown_en) and bool(one.recognised) == bool(one.recognised_en)


@pytest.mark.parametrize("point", POLICY.points.values(), ids=lambda point: point.id)
def test_a_lead_carries_the_same_figures_in_both_languages(point: Point) -> None:
    assert figures(point.lead_en) == figures(point.lead)


def test_conditions_carry_the_same_figures_in_both_languages() -> None:
    for one in CONDITIONS:
        for chinese, english in ((one.met, one.met_en), (one.unmet, one.unmet_en), (one.recognised, one.recognised_en)):
            assert figures(english) == figures(chinese), one.id


def test_a_lead_that_answers_half_says_what_the_text_leaves_open() -> None:
    silent = [one for one in POLICY.points.values() if re.search(r"原文没有(写|列|再)|没有写(?!死)|没有细说|没有写明|没有再", one.lead)]
    assert len(silent) > 30
    assert not [one.id for one in silent if not re.search(r"\bnot\b|\bonly\b|\bwithout\b|\bno\b|\bneither\b", one.lead_en)]


def test_a_ceiling_stays_a_ceiling_and_may_stays_may() -> None:
    for one in POLICY.points.values():
        if re.search(r"最高|不超过", one.lead) and figures(one.lead):
            assert re.search(r"\b(at most|no more than|ceiling|maximum|up to)\b", one.lead_en), one.id
        if "可给予" in one.lead:
            assert "may be given" in one.lead_en, one.id


def test_no_english_sentence_promises() -> None:
    said = [one.lead_en for one in POLICY.points.values()] + [one.says_en for one in POLICY.matters.values()]
    assert not [sentence for sentence in said if PROMISES.search(sentence)]


def test_a_silence_reads_on_after_does_not_state() -> None:
    """label_en stands in the middle of a sentence: no capital (but names), no full stop."""
    assert not [one.id for one in POLICY.matters.values() if one.label_en[-1] in ".?" or re.match(r"[A-Z][a-z]", one.label_en)]
    assert not [one.id for one in POLICY.matters.values() if not re.match(r"[A-Z].*\.$", one.says_en)]
