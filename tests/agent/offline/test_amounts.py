"""What calculate_subsidy found, said in both languages: the same figures, ceilings as ceilings, Chinese only where it belongs."""

import re
from typing import Any

import pytest

from agent.briefing import Briefing
from agent.figures import figures
from agent.offline.amounts import say_amounts
from agent.offline.draft import Draft, Phrases
from agent.offline.turn import Decision
from agent.understanding.reading import Reading
from knowledge.loader import SHIPPED, load_policy
from tools.schema import SubsidyInput
from tools.subsidy import calculate_subsidy

POLICY = load_policy(SHIPPED / "chaoyang-opc")
CJK = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")


def item(measure: str, spent: str | None = None, **more: Any) -> dict[str, Any]:
    """One item; `spent` is its basis."""
    basis = POLICY.measures[measure].support.basis
    return {"measure": measure, "facts": dict.fromkeys(basis, spent) if spent else {}, **more}


def project(spent: str, civil_works: str = "0") -> dict[str, Any]:
    return {"measure": "scenario_project", "facts": {"project_investment": spent, "civil_works": civil_works}}


SAID: list[tuple[str, list[list[dict[str, Any]]], str]] = [
    ("formula", [[item("compute_voucher", "420000")]], r"420,000 yuan × 50% = \*\*210,000 yuan\*\*.*290,000 yuan is left"),
    (
        "formula_capped",
        [[item("compute_voucher", "1200000")]],
        r"600,000 yuan.*over the maximum of 500,000 yuan per year, so \*\*500,000 yuan",
    ),
    ("formula_at_cap", [[item("compute_voucher", "1000000")]], r"exactly the maximum per year"),
    ("years", [[item("data_voucher", "800000", years=2)]], r"each of 2 years: 400,000 yuan a year, at most \*\*800,000 yuan\*\* in total"),
    ("ceiling", [[project("9000000")]], r"at most 2,700,000 yuan.*a ceiling, not a promise"),
    ("ceiling_capped", [[project("20000000")]], r"6,000,000 yuan.*at most 5,000,000 yuan.*a ceiling, not a promise"),
    ("discretionary", [[item("community_operation")]], r"may be given support of \*\*at most 5,000,000 yuan\*\* per year"),
    ("discretionary_years", [[item("tool_platform", years=3)]], r"Over 3 years that is \*\*at most 15,000,000 yuan"),
    ("service", [[item("sicn_service")]], r"offers services; it states no amount"),
    ("needed", [[item("loan_interest", target="600000")]], r"600,000 yuan takes \*\*2,000,000 yuan\*\*"),
    ("needed_cap", [[item("loan_interest", target="cap")]], r"1,000,000 yuan per year is reached at \*\*3,333,333\.34 yuan\*\*"),
    ("needed_years", [[item("compute_voucher", target="cap", years=3)]], r"each of 3 years: at most \*\*1,500,000 yuan"),
    ("out_of_reach", [[item("compute_voucher", target="700000")]], r"700,000 yuan cannot be reached"),
    ("received", [[item("compute_voucher", "800000", received="200000")]], r"leaves 300,000 yuan.*\*\*300,000 yuan\*\* more"),
    ("received_full", [[item("compute_voucher", "800000", received="500000")]], r"is used up"),
    ("increase", [[item("compute_voucher", "1200000", before={"compute_spend": "900000"})]], r"adds \*\*50,000 yuan"),
    ("increase_none", [[item("compute_voucher", "1500000", before={"compute_spend": "1200000"})]], r"adds nothing"),
    (
        "several",
        [[item("compute_voucher", "600000"), item("loan_interest", "4000000"), project("1000000"), item("community_operation")]],
        r"= \*\*300,000 yuan.*so \*\*1,000,000 yuan.*at most 300,000 yuan.*no percentage.*1,300,000 yuan\. The text does not",
    ),
    (
        "several_targets",
        [[item("compute_voucher", target="cap"), item("data_voucher", target="900000"), item("talent_service")]],
        r"\*\*1,000,000 yuan\*\* × 50% = 500,000 yuan.*900,000 yuan cannot be reached.*services, no amount",
    ),
    ("range", [[item("compute_voucher", "400000")], [item("compute_voucher", "2000000")]], r"\*\*200,000 yuan to 500,000 yuan"),
    ("range_ceiling", [[project("1000000")], [project("2000000")]], r"at most 300,000 yuan to 600,000 yuan"),
]


def said(groups: list[list[dict[str, Any]]], language: str) -> str:
    """The paragraphs on the calculation of these calls."""
    calls = []
    for items in groups:
        result = calculate_subsidy(POLICY, SubsidyInput.model_validate({"items": items})).model_dump(mode="json")
        calls.append({"name": "calculate_subsidy", "args": {"items": items}, "result": result})
    return spoken(calls, language, list(dict.fromkeys(one["measure"] for items in groups for one in items)))


def spoken(calls: list[dict[str, Any]], language: str, measures: list[str]) -> str:
    draft = Draft(POLICY, Phrases(language))
    reading = Reading(text="", language="en" if language == "en" else "zh")
    briefing = Briefing(reading=reading, facts={}, known={}, parts={}, dialogue={}, changed=[])
    say_amounts(draft, POLICY, briefing, Decision(acts=["amount"], measures=measures), calls)
    return draft.text


def words(text: str) -> str:
    """The text without quoted sentences and bracketed names."""
    lines = "\n".join(line for line in text.splitlines() if not line.startswith("> "))
    return re.sub(r"[（(][^（）()]*[）)]", "", lines)


@pytest.mark.parametrize(("groups", "wanted"), [(groups, wanted) for _, groups, wanted in SAID], ids=[name for name, _, _ in SAID])
def test_a_calculation_is_said_in_english(groups: list[list[dict[str, Any]]], wanted: str) -> None:
    text = said(groups, "en")
    assert re.search(wanted, text, re.DOTALL), text
    assert not CJK.search(words(text)), text


@pytest.mark.parametrize("groups", [groups for _, groups, _ in SAID], ids=[name for name, _, _ in SAID])
def test_english_says_no_sum_that_chinese_does_not_say(groups: list[list[dict[str, Any]]]) -> None:
    def sums(text: str) -> set[object]:
        return {value for figure in figures(text) if figure.kind in ("money", "share") for value in figure.values}

    assert sums(words(said(groups, "en"))) <= sums(said(groups, "zh"))


@pytest.mark.parametrize("missing", [[], ["civil_works"]])
def test_a_refused_calculation_says_in_english_what_to_do(missing: list[str]) -> None:
    error = {"error": {"detail": "土建投资比研发与建设投资额还大", "field": "items.0.facts.civil_works", "missing": missing}}
    text = spoken([{"name": "calculate_subsidy", "args": {}, "result": error}], "en", ["scenario_project"])
    assert text and not CJK.search(text)
    assert "土建投资比" in spoken([{"name": "calculate_subsidy", "args": {}, "result": error}], "zh", ["scenario_project"])
