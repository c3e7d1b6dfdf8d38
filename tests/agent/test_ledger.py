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
