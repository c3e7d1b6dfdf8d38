"""A reply that arrives in pieces is cut as one that arrives whole, and nothing of it is lost."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.sentences import Cutter, sentences

REPLIES = [
    "按第五条，36万元可按50%计算：18万元。每年最高50万元。",
    "原文是“对符合要求的OPC，给予支持。每年最高50万元”。\n\n- 第一点；\n- 第二点。后面还有\n",
    "| 措施 | 上限 |\n| --- | --- |\n| 算力 | 50万元 |\n结束！",
    "> 每年最高50万元（第五条）\n1. 先看（主体）类型。2. 再看人数。",
    "Up to 500,000 yuan a year. That is the cap.\nThe text says “符合要求”. It does not define it.",
]


def in_pieces(reply: str, cuts: list[int]) -> list[str]:
    cutter, cut = Cutter(), []
    places = sorted({min(place, len(reply)) for place in cuts} | {0, len(reply)})
    for start, end in pairwise(places):
        cut += cutter.feed(reply[start:end])
    return cut + cutter.rest()


@pytest.mark.parametrize("reply", REPLIES)
def test_cut_character_by_character_it_is_the_same(reply: str) -> None:
    assert in_pieces(reply, list(range(len(reply)))) == list(sentences(reply))


@given(reply=st.sampled_from(REPLIES), cuts=st.lists(st.integers(0, 80)))
def test_however_it_arrives_it_is_cut_alike(reply: str, cuts: list[int]) -> None:
    assert in_pieces(reply, cuts) == list(sentences(reply))


@given(reply=st.text(alphabet='“”「」《》"。！；|>- \n*5一万元天第条a.A', max_size=60), cuts=st.lists(st.integers(0, 60)))
def test_nothing_is_lost(reply: str, cuts: list[int]) -> None:
    assert "".join(in_pieces(reply, cuts)) == reply


def test_a_sentence_leaves_when_the_next_one_begins_and_a_quotation_is_not_cut() -> None:
    cutter = Cutter()
    assert cutter.feed("每年最高50万元。") == []
    assert cutter.feed("“符合要") == ["每年最高50万元。"]
    assert cutter.feed("求。什么") == []
    assert cutter.feed("”没有写。后") == ["“符合要求。什么”没有写。"]
