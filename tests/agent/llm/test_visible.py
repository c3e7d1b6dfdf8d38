"""What a user sees of a model's text does not depend on how it is cut into pieces; reasoning and calls are never in it."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.llm.calls import UNREADABLE
from agent.llm.visible import Visible

NAMES = {"look"}
OBJECT = '{"name": "look", "arguments": {"query": "算力"}}'
CALLS = [
    f"<tool_call>\n{OBJECT}\n</tool_call>",
    f"<tool_calls>[{OBJECT}]</tool_calls>",
    f"<function_call>{OBJECT}</function_call>",
    '<function=look>{"query": "算力"}</function>',
    "<tool_call>\n<function=look>\n<parameter=query>\n算力\n</parameter>\n</function>\n</tool_call>",
    "<tool_call>look\n<arg_key>query</arg_key>\n<arg_value>算力</arg_value>\n</tool_call>",
    '<function_calls><invoke name="look"><parameter name="query">算力</parameter></invoke></function_calls>',
    '<｜DSML｜function_calls>\n<｜DSML｜invoke name="look">\n<｜DSML｜parameter name="query" string="true">算力</｜DSML｜parameter>\n'
    "</｜DSML｜invoke>\n</｜DSML｜function_calls>",
    '<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>look\n```json\n{"query": "算力"}\n```<｜tool▁call▁end｜>'
    "<｜tool▁calls▁end｜>",
    '<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>look<｜tool▁sep｜>{"query": "算力"}<｜tool▁call▁end｜><｜tool▁calls▁end｜>',
    '<|tool_calls_section_begin|><|tool_call_begin|>functions.look:0<|tool_call_argument_begin|>{"query": "算力"}<|tool_call_end|>'
    "<|tool_calls_section_end|>",
    f"[TOOL_CALLS] [{OBJECT}]",
    '[TOOL_CALLS]look[ARGS]{"query": "算力"}',
    '<|python_tag|>{"name": "look", "parameters": {"query": "算力"}}',
    '✿FUNCTION✿: look\n✿ARGS✿: {"query": "算力"}\n✿RESULT✿',
    f"```json\n{OBJECT}\n```",
    OBJECT,
    'Action: look\nAction Input: {"query": "算力"}',
    'Thought: 查一下\nAction：look\nAction Input：{"query": "算力"}\nObservation: 90万\n',
]
THOUGHTS = ["<think>秘密{}`</think>", "<THINKING>秘密</THINKING>", "<reasoning >秘密</reasoning >", "<think>秘密<tool_call>密</think>"]
CUTS = st.lists(st.integers(0, 300))


def seen(text: str, cuts: list[int], **given: Any) -> tuple[str, list[tuple[str, dict[str, Any]]]]:
    visible = Visible(NAMES, **given)
    places = sorted({min(cut, len(text)) for cut in cuts} | {0, len(text)})
    shown = "".join(visible.feed(text[a:b]) for a, b in pairwise(places)) + visible.end()
    return shown, visible.calls


@given(text=st.text(alphabet="一二。\n<>`A:thinkc{}[]| \"'", max_size=40), cuts=CUTS)
def test_any_text_comes_out_alike_however_it_is_cut(text: str, cuts: list[int]) -> None:
    assert seen(text, cuts) == seen(text, [])


@given(pieces=st.lists(st.sampled_from([*CALLS, *THOUGHTS, "<think>", "```\n", "<|im_end|>", "\n", "一。", " ", "{", '{"'])), cuts=CUTS)
def test_any_blocks_come_out_alike_however_they_are_cut(pieces: list[str], cuts: list[int]) -> None:
    text = "".join(pieces)
    assert seen(text, cuts) == seen(text, [])
    assert seen(text, list(range(len(text)))) == seen(text, [])


@given(text=st.text(alphabet=st.characters(exclude_characters="<[`{✿", exclude_categories=["Cs"]), max_size=60), cuts=CUTS)
def test_a_text_without_marks_comes_out_as_it_is(text: str, cuts: list[int]) -> None:
    text = text.replace(":", "").replace("：", "")
    assert seen(text, cuts) == (text, [])


@given(before=st.text(alphabet="一二。\n", max_size=10), after=st.text(alphabet="三四。\n", max_size=10), cuts=CUTS)
@pytest.mark.parametrize("thought", THOUGHTS)
def test_a_thought_is_nowhere_seen(thought: str, before: str, after: str, cuts: list[int]) -> None:
    assert seen(f"{before}{thought}{after}", cuts) == (before + after, [])


@given(cuts=CUTS)
@pytest.mark.parametrize("call", CALLS)
def test_a_call_is_taken_and_not_shown(call: str, cuts: list[int]) -> None:
    assert seen(f"好的。\n{call}", cuts) == ("好的。\n", [("look", {"query": "算力"})])


@given(cuts=CUTS, kept=st.floats(0.4, 0.99))
@pytest.mark.parametrize("call", [call for call in CALLS if not call.startswith(("{", "`", "A", "Th"))])
def test_of_a_call_that_was_cut_off_nothing_is_shown_and_no_value_made(call: str, cuts: list[int], kept: float) -> None:
    shown, calls = seen(f"好的。\n{call[: int(len(call) * kept)]}", cuts)
    assert shown == "好的。\n"
    assert all(args in ({"query": "算力"}, *[{UNREADABLE: args.get(UNREADABLE)}]) for _, args in calls)


@pytest.mark.parametrize(
    "text",
    [
        "看：\n```\n50万元\n```\n好",
        "面积<50平方米，或者 a<b>c",
        '{"50万元": 1}\n好',
        "Action: apply online.\n\nDone",
        "他说 Action: look",
        "[1] 第五条\n[2] 第六条",
        "A 类 {甲}",
        "<b>好</b>",
    ],
)
def test_what_is_no_call_is_shown(text: str) -> None:
    assert seen(text, list(range(len(text)))) == (text, [])


def test_a_mark_of_the_beginning_of_a_line_is_none_behind_other_text() -> None:
    text = f"他说 Action: look\nAction Input: {{}}\n\n好 ```{OBJECT}\n```"
    assert seen(text, list(range(len(text)))) == seen(text, []) == (text, [])


def test_a_call_of_an_unknown_tool_is_neither_made_nor_shown() -> None:
    assert seen('<tool_call>{"name": "rm", "arguments": {}}</tool_call>好', []) == ("好", [])
    assert seen('```json\n{"name": "rm", "arguments": {}}\n```\n好', []) == ("\n好", [])


def test_a_call_that_cannot_be_read_is_given_back_to_be_asked_again() -> None:
    [(name, args)] = seen('<tool_call>{"name": "look", "arguments": {"query": "算</tool_call>', [])[1]
    assert (name, list(args)) == ("look", [UNREADABLE])


def test_numbers_and_texts_stay_as_they_are_written_and_lists_are_lists() -> None:
    fields = "".join(
        f"<arg_key>{key}</arg_key><arg_value>{value}</arg_value>" for key, value in (("a", "80万"), ("b", "[1]"), ("c", "true"))
    )
    assert seen(f"<tool_call>look{fields}</tool_call>", [])[1] == [("look", {"a": "80万", "b": [1], "c": True})]


def test_a_thought_that_the_prompt_opened_is_dropped_up_to_its_end() -> None:
    text = "秘密</think>好"
    assert seen(text, [], thinks_first=True) == seen(text, list(range(9)), thinks_first=True) == ("好", [])
    assert seen("没有想", [1], thinks_first=True) == ("没有想", [])
