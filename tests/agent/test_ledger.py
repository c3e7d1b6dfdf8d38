"""Facts are told, corrected, added to and supposed; parts of one sum change alone."""

from typing import Any

import pytest

from agent.briefing import brief
from agent.ledger import apply, values
from agent.understanding.intents import IntentReader
from agent.understanding.reading import Reader
from agent.understanding.vocabulary import Vocabulary
from knowledge.schema import Policy


@pytest.fixture(scope="module")
def reader() -> Reader:
    from knowledge.loader import SHIPPED, load_policy

    vocabulary = Vocabulary(load_policy(SHIPPED / "chaoyang-opc"))
    return Reader(vocabulary, IntentReader(vocabulary, None, 1.0))


def told(fact: str, value: str, mode: str = "set", part: str = "") -> dict[str, Any]:
    return {"fact": fact, "part": part, "value": value, "mode": mode}


def test_parts_add_up_and_change_alone(policy: Policy) -> None:
    ledger = apply(policy, {}, [told("compute_spend", "600000", part="compute"), told("compute_spend", "100000", part="model_token")])
    assert values(policy, ledger) == {"compute_spend": "700000"}
    ledger = apply(policy, ledger, [told("compute_spend", "250000", part="model_token")])
    assert values(policy, ledger) == {"compute_spend": "850000"}


def test_a_correction_without_a_part_replaces_the_whole(policy: Policy) -> None:
    ledger = apply(policy, {}, [told("compute_spend", "860000", part="compute")])
    assert values(policy, apply(policy, ledger, [told("compute_spend", "680000")])) == {"compute_spend": "680000"}


def test_a_corrected_part_is_still_that_part(policy: Policy) -> None:
    ledger = apply(policy, {}, [told("compute_spend", "860000", part="compute")])
    ledger = apply(policy, ledger, [told("compute_spend", "680000"), told("compute_spend", "200000", "add", part="model_token")])
    assert values(policy, apply(policy, ledger, [told("compute_spend", "1000000", part="compute")])) == {"compute_spend": "1200000"}


def test_an_addition_goes_to_the_only_part(policy: Policy) -> None:
    ledger = apply(policy, {}, [told("compute_spend", "180000", part="compute")])
    assert values(policy, apply(policy, ledger, [told("compute_spend", "50000", "add")])) == {"compute_spend": "230000"}


def test_a_vague_headcount_forgets_the_old_one_instead_of_guessing(policy: Policy) -> None:
    ledger = apply(policy, {}, [told("headcount", "9")])
    assert apply(policy, ledger, [{**told("headcount", "10"), "approximate": True}]) == {}


def test_a_supposition_holds_for_its_turn_only(policy: Policy, reader: Reader) -> None:
    _, ledger = brief(policy, reader, "我们团队一共9个人", {}, {})
    briefing, kept = brief(policy, reader, "假如再招4个人呢", ledger, {})
    assert briefing.facts["headcount"] == 13
    assert values(policy, kept)["headcount"] == 9


def test_a_correction_is_kept(policy: Policy, reader: Reader) -> None:
    _, ledger = brief(policy, reader, "我们团队一共9个人", {}, {})
    _, ledger = brief(policy, reader, "说错了，是14个人", ledger, {})
    assert values(policy, ledger)["headcount"] == 14


def test_starting_over_forgets(policy: Policy, reader: Reader) -> None:
    _, ledger = brief(policy, reader, "算力花了30万", {}, {})
    briefing, ledger = brief(policy, reader, "重新来", ledger, {"focus": ["compute_voucher"]})
    assert ledger == {}
    assert briefing.facts == {}


def test_less_of_a_part_never_told_comes_off_the_only_sum(policy: Policy) -> None:
    ledger = apply(policy, {}, [told("compute_spend", "800000")])
    assert values(policy, apply(policy, ledger, [told("compute_spend", "50000", "subtract", part="compute")])) == {
        "compute_spend": "750000"
    }


def test_less_of_the_whole_comes_off_the_sum_of_the_parts(policy: Policy) -> None:
    ledger = apply(policy, {}, [told("compute_spend", "600000", part="compute"), told("compute_spend", "100000", part="model_token")])
    assert values(policy, apply(policy, ledger, [told("compute_spend", "200000", "subtract")])) == {"compute_spend": "500000"}


@pytest.mark.parametrize("mode", ["subtract", "times", "share"])
def test_a_change_of_what_was_never_told_is_nothing_yet(policy: Policy, mode: str) -> None:
    assert apply(policy, {}, [{**told("civil_works", "2", mode), "of": "project_investment"}]) == {}


@pytest.mark.parametrize("mode", ["subtract", "times"])
def test_a_change_of_a_part_never_told_among_several_changes_none(policy: Policy, mode: str) -> None:
    ledger = {"compute_spend": {"": "500000", "compute": "300000"}}
    assert apply(policy, ledger, [told("compute_spend", "2", mode, part="model_token")]) == ledger


def test_a_multiple_changes_one_part_or_all(policy: Policy) -> None:
    ledger = apply(policy, {}, [told("compute_spend", "300000", part="compute"), told("compute_spend", "100000", part="model_token")])
    assert values(policy, apply(policy, ledger, [told("compute_spend", "2", "times")])) == {"compute_spend": "800000"}
    assert values(policy, apply(policy, ledger, [told("compute_spend", "2", "times", part="model_token")])) == {"compute_spend": "500000"}


def test_a_share_follows_from_the_sum_it_is_of(policy: Policy) -> None:
    ledger = apply(policy, {}, [told("project_investment", "9000000")])
    ledger = apply(policy, ledger, [{**told("civil_works", "0.3", "share"), "of": "project_investment"}])
    assert values(policy, ledger) == {"project_investment": "9000000", "civil_works": "2700000"}


def test_heads_of_whom_it_is_open_whether_they_count_leave_the_number_open(policy: Policy) -> None:
    ledger = apply(policy, {}, [told("headcount", "9")])
    assert apply(policy, ledger, [{**told("headcount", "8"), "upper": "11", "approximate": True, "note": "uncertain"}]) == {}


def test_a_range_leaves_what_was_told_before(policy: Policy) -> None:
    ledger = apply(policy, {}, [told("compute_spend", "300000")])
    assert apply(policy, ledger, [{**told("compute_spend", "500000"), "upper": "800000"}]) == ledger
