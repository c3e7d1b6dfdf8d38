"""What a user sees of a model's text does not depend on how it is cut into pieces; reasoning and calls are never in it."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from agent.llm.visible import Visible

NAMES = {"look"}
CALL = '<tool_call>{"name": "look", "arguments": {"query": "x"}}</tool_call>'


def shown(text: str, cuts: list[int]) -> tuple[str, int]:
    visible = Visible(NAMES)
    places = sorted({min(cut, len(text)) for cut in cuts} | {0, len(text)})
    out = "".join(visible.feed(text[a:b]) for a, b in pairwise(places)) + visible.end()
    return out, len(visible.calls)


@given(text=st.text(alphabet="一二。\n<>`A:thinkc{}[]", max_size=40), cuts=st.lists(st.integers(0, 40)))
def test_any_text_comes_out_alike_however_it_is_cut(text: str, cuts: list[int]) -> None:
    assert shown(text, cuts) == shown(text, [])


@given(before=st.text(alphabet="一二。\n", max_size=10), after=st.text(alphabet="三四。\n", max_size=10), cuts=st.lists(st.integers(0, 60)))
def test_a_thought_is_nowhere_seen(before: str, after: str, cuts: list[int]) -> None:
    assert shown(f"{before}<think>秘密{{}}`</think>{after}", cuts) == (before + after, 0)


@given(cuts=st.lists(st.integers(0, 90)))
def test_a_call_is_taken_and_not_shown(cuts: list[int]) -> None:
    assert shown(f"好的。\n{CALL}", cuts) == ("好的。\n", 1)


def test_code_that_is_no_call_is_shown() -> None:
    assert shown("看：\n```\n50万元\n```\n好", [3, 9]) == ("看：\n```\n50万元\n```\n好", 0)


def test_a_call_of_an_unknown_tool_is_neither_made_nor_shown() -> None:
    assert shown('<tool_call>{"name": "rm", "arguments": {}}</tool_call>好', []) == ("好", 0)
