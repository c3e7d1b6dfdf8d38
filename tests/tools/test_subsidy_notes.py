"""What the calculator says beside its figures."""

import pytest

from knowledge.errors import InvalidFacts
from knowledge.loader import SHIPPED, load_policy
from tools.eligibility import check_eligibility
from tools.schema import EligibilityInput, SubsidyInput
from tools.subsidy import calculate_subsidy

_POLICY = load_policy(SHIPPED / "chaoyang-opc")


def test_years_on_a_project_change_nothing_and_say_so() -> None:
    facts = {"project_investment": "1000000", "civil_works": "0"}
    request = {"items": [{"measure": "scenario_project", "facts": facts, "years": 3}]}
    result = calculate_subsidy(_POLICY, SubsidyInput.model_validate(request))
    assert result.items[0].years == 1
    assert any("不按年" in note for note in result.notes)


def test_years_beyond_the_text_are_cut_and_said() -> None:
    result = calculate_subsidy(_POLICY, SubsidyInput.model_validate({"items": [{"measure": "community_operation", "years": 5}]}))
    assert result.items[0].years == 3
    assert any("最多3年" in note for note in result.notes)


def test_nobody_is_no_headcount() -> None:
    with pytest.raises(InvalidFacts, match="至少") as raised:
        check_eligibility(_POLICY, EligibilityInput(facts={"headcount": 0}))
    assert raised.value.field == "facts.headcount"
