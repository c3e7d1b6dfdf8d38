"""The calculator against the second reading of the text, for sums of every size. Figures are the text's demand, shapes the contract's."""

import json
import re
from functools import cache
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from knowledge.errors import InvalidFacts, MissingFacts
from knowledge.loader import SHIPPED, load_policy
from knowledge.schema import Policy
from tests.tools.second_reading import COMPUTED, DISCRETIONARY, SERVICES, TEXT, WAN, YEARLY, facts, share, support, years_counted, yuan
from tools.schema import SubsidyInput
from tools.subsidy import calculate_subsidy


@cache
def shipped() -> Policy:
    """The shipped policy; Hypothesis runs outside fixtures, and a broken bundle must fail tests, not their collection."""
    return load_policy(SHIPPED / "chaoyang-opc")


EDGES = [0, 1, 2, 3, 99, 100, 100 * WAN - 1, 100 * WAN, 100 * WAN + 1, 33333333333, 33333333334, 166666666666, 166666666667]
sums = st.one_of(st.sampled_from(EDGES), st.integers(0, 2000 * WAN), st.integers(0, 10**13))
computed = st.sampled_from(COMPUTED)
yearly = st.sampled_from(YEARLY)
settings.register_profile("ours", deadline=None, derandomize=True, max_examples=300)
settings.load_profile("ours")


def result(*items: dict[str, Any]) -> dict[str, Any]:
    """The calculator's answer as JSON, the way every door sends it."""
    return json.loads(calculate_subsidy(shipped(), SubsidyInput.model_validate({"items": items})).model_dump_json())


def line(measure: str, fen: int, civil: int = 0, **more: Any) -> dict[str, Any]:
    return result({"measure": measure, "facts": facts(measure, fen, civil), **more})["items"][0]


@given(computed, sums, st.integers(0, 10**11))
def test_the_amount_is_the_share_of_what_was_spent_up_to_the_cap(measure: str, fen: int, civil: int) -> None:
    civil = civil if TEXT[measure].without else 0
    read = line(measure, fen, civil)
    assert read["basis"] == yuan(fen)
    assert read["rate"] == f"0.{TEXT[measure].rate}"
    assert read["uncapped"] == yuan(share(measure, fen))
    assert read["amount"] == yuan(support(measure, fen))
    assert read["cap"] == yuan(TEXT[measure].cap)
    assert read["capped"] == (share(measure, fen) > TEXT[measure].cap)
    assert read["left"] == yuan(TEXT[measure].cap - support(measure, fen))


@given(computed, sums, sums)
def test_more_spending_never_means_less_and_nothing_exceeds_the_cap(measure: str, one: int, other: int) -> None:
    less, more = sorted((one, other))
    low, high = (int(line(measure, fen)["amount"].replace(".", "")) for fen in (less, more))
    assert low <= high <= TEXT[measure].cap


@given(computed, sums, st.integers(1, 9))
def test_years_multiply_what_a_year_yields_and_end_with_the_policy(measure: str, fen: int, years: int) -> None:
    read = line(measure, fen, years=years)
    counted = years_counted(measure, years)
    assert read["years"] == counted
    assert read["amount"] == yuan(support(measure, fen) * counted)
    assert read["cap"] == yuan(TEXT[measure].cap * counted)
    if counted > 1:
        assert read["amount_per_year"] == yuan(support(measure, fen))
        assert read["capped"] == (share(measure, fen) > TEXT[measure].cap)


@pytest.mark.parametrize("measure", DISCRETIONARY)
@given(years=st.integers(1, 9))
def test_where_only_a_cap_is_written_only_the_cap_is_known(measure: str, years: int) -> None:
    answer = result({"measure": measure, "years": years})
    (read,) = answer["items"]
    assert (read["amount"], read["uncapped"], read["rate"], read["basis"], answer["total"]) == (None,) * 5
    assert read["cap"] == yuan(TEXT[measure].cap * years_counted(measure, years))


@pytest.mark.parametrize("measure", SERVICES)
def test_a_service_has_no_money_at_all(measure: str) -> None:
    answer = result({"measure": measure})
    assert [answer["items"][0][key] for key in ("amount", "cap", "rate", "basis")] == [None] * 4
    assert answer["total"] is None


@given(computed, sums, sums)
def test_what_may_still_come_is_the_share_within_the_room_that_is_left(measure: str, fen: int, received: int) -> None:
    read = line(measure, fen, received=yuan(received))
    room = max(TEXT[measure].cap - received, 0)
    assert read["received"] == yuan(received)
    assert read["left"] == yuan(room)
    assert read["further"] == yuan(min(share(measure, fen), room))


@given(computed, sums, sums)
def test_an_increase_is_the_difference_of_the_two_amounts(measure: str, before: int, now: int) -> None:
    read = line(measure, now, before=facts(measure, before))
    assert read["before_amount"] == yuan(support(measure, before))
    assert read["increase"] == yuan(support(measure, now) - support(measure, before))


@given(computed, st.one_of(st.just("cap"), st.integers(0, 500 * WAN)))
@example("loan_interest", "cap")
@example("scenario_project", "cap")
def test_the_spending_that_is_needed_reaches_the_target_and_a_fen_less_does_not(measure: str, target: str | int) -> None:
    cap = TEXT[measure].cap
    wanted = cap if isinstance(target, str) else target
    (read,) = result({"measure": measure, "target": target if isinstance(target, str) else yuan(target)})["items"]
    if wanted > cap:
        assert read["needed"] is None
        return
    assert read["more_needed"] is None
    needed = int(read["needed"].replace(".", ""))
    rate = TEXT[measure].rate or 0
    assert needed * rate >= wanted * 100
    assert needed == 0 or (needed - 1) * rate < wanted * 100


@given(computed, sums)
def test_what_is_still_to_be_spent_up_to_the_cap_is_the_difference(measure: str, spent: int) -> None:
    (read,) = result({"measure": measure, "target": "cap", "facts": facts(measure, spent)})["items"]
    more, needed = int(read["more_needed"].replace(".", "")), int(read["needed"].replace(".", ""))
    assert more == max(0, needed - int(read["basis"].replace(".", "")))


@given(st.lists(st.tuples(computed, sums), min_size=2, max_size=4, unique_by=lambda item: item[0]))
def test_a_total_adds_what_formulas_yield_and_says_that_combining_is_not_stated(chosen: list[tuple[str, int]]) -> None:
    answer = result(*({"measure": measure, "facts": facts(measure, fen)} for measure, fen in chosen))
    formulas = [support(measure, fen) for measure, fen in chosen if TEXT[measure].yearly]
    assert answer["total_kind"] == ("formula" if formulas else "ceiling")
    assert answer["total"] == yuan(sum(formulas))
    assert any("没有" in note for note in answer["notes"])


@given(yearly, sums, sums)
def test_different_years_of_one_measure_each_have_their_own_cap(measure: str, first: int, second: int) -> None:
    answer = result(
        {"measure": measure, "facts": facts(measure, first), "label": "第一年"},
        {"measure": measure, "facts": facts(measure, second), "label": "第二年"},
    )
    assert answer["total"] == yuan(support(measure, first) + support(measure, second))


@given(computed, sums, st.integers(1, 3))
def test_money_is_a_string_of_two_places_everywhere(measure: str, fen: int, years: int) -> None:
    read = line(measure, fen, years=years, received="1.5")
    for key in ("basis", "cap", "uncapped", "amount", "left", "received", "further", "cap_per_year"):
        assert read[key] is None or re.fullmatch(r"-?\d+\.\d\d", read[key]), key
    assert all(re.fullmatch(r"-?\d+\.\d\d", part) for part in read["parts"].values())


@given(st.integers(0, 10**11), st.integers(1, 10**11))
def test_civil_works_above_the_investment_are_an_error_that_names_the_fact(investment: int, excess: int) -> None:
    told = {"project_investment": yuan(investment), "civil_works": yuan(investment + excess)}
    with pytest.raises(InvalidFacts) as caught:
        result({"measure": "scenario_project", "facts": told})
    assert caught.value.field == "items.0.facts.civil_works"


@pytest.mark.parametrize("measure", COMPUTED)
def test_what_was_not_told_is_missing_and_never_nothing(measure: str) -> None:
    with pytest.raises(MissingFacts) as caught:
        result({"measure": measure})
    assert TEXT[measure].spending in caught.value.missing


@pytest.mark.parametrize("absurd", ["-1", "-0.01", "NaN", "Infinity", "1e999", "八十万左右", "1.005", [], {}, True, "9" * 40])
def test_absurd_sums_are_refused_by_the_name_of_the_fact(absurd: Any) -> None:
    with pytest.raises(InvalidFacts) as caught:
        result({"measure": "compute_voucher", "facts": {"compute_spend": absurd}})
    assert caught.value.field == "items.0.facts.compute_spend"
    assert re.search(r"[\u4e00-\u9fff]", caught.value.detail)
