"""A policy without English wording is answered in its own: nothing is left blank and nothing breaks."""

from pathlib import Path

import pytest

from agent.offline.content import say_matter, say_quote
from agent.offline.draft import Draft, Phrases
from agent.offline.terms import article, fact_text, named, open_terms, rule_text
from agent.offline.verdicts import say_verdict_aside
from knowledge.loader import SHIPPED, load_policy
from knowledge.schema import Policy
from tools.eligibility import check_eligibility
from tools.schema import EligibilityInput

SECOND = load_policy(Path(__file__).parents[2] / "fixtures" / "second-policy")
SHIPPED_POLICY = load_policy(SHIPPED / "chaoyang-opc")


def english(policy: Policy) -> Draft:
    return Draft(policy, Phrases("en"))


def test_names_rules_and_open_terms_fall_back_to_the_words_of_the_policy() -> None:
    draft, rent = english(SECOND), SECOND.measures["rent"]
    assert article(SECOND, "part-1", "en") == "一、"
    assert named(draft, SECOND, rent) == "场地租金补助 (一、)"
    assert rule_text(draft, SECOND, rent) == "一、 (场地租金补助): 40% of 实际支付租金和物业费, at most 80,000 yuan per year."
    assert open_terms(draft, rent) == ["老厂街区的范围没有写"]
    assert fact_text(draft, "rent_paid", "1200") == f"{SECOND.facts['rent_paid'].label}: 1,200 yuan"


def test_a_silence_and_a_quote_fall_back_to_the_words_of_the_policy() -> None:
    draft = english(SECOND)
    say_matter(draft, SECOND, "where_to_apply")
    say_quote(draft, SECOND, ["part-5"])
    assert SECOND.matters["where_to_apply"].label in draft.text
    assert SECOND.matters["where_to_apply"].says in draft.text
    assert SECOND.sections["part-5"].text in draft.text


def test_a_verdict_falls_back_to_the_words_of_the_policy() -> None:
    facts = {"applicant_type": "studio", "headcount": 10, "registered": True}
    result = check_eligibility(SECOND, EligibilityInput(facts=facts, measures=["rent"])).model_dump()
    draft = english(SECOND)
    say_verdict_aside(draft, SECOND, result)
    assert next(reason["text"] for reason in result["measures"][0]["reasons"] if reason["outcome"] == "unmet") in draft.text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_names_are_joined_as_the_language_joins_them(language: str) -> None:
    say = Phrases(language)
    assert say.names([]) == ""
    assert say.names(["a"]) == "a"
    assert say.names(["a", "b", "a", "c"]) == {"zh": "a、b、c", "en": "a, b and c"}[language]


def test_a_line_in_english_begins_with_a_capital_and_a_quoted_one_stays() -> None:
    draft = english(SHIPPED_POLICY)
    draft.add("headcount 3", "- **support** for it", "> of the text")
    assert draft.text == "Headcount 3\n- **Support** for it\n> of the text"
