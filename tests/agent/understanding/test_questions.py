"""A message that asks several things is cut into its questions; what it sets aside is not asked. Our choice of words."""

import pytest

from agent.understanding.questions import asked_apart, asked_aside
from agent.understanding.quoting import quoted
from knowledge.loader import SHIPPED, load_policy


def test_one_question_is_looked_up_as_it_stands() -> None:
    assert asked_apart("这笔钱几号能下来") == ["这笔钱几号能下来"]


def test_each_of_several_questions_is_looked_up_as_well() -> None:
    assert asked_apart("材料交哪些，交到哪里") == ["材料交哪些，交到哪里", "材料交哪些", "交到哪里"]


def test_what_is_set_aside_is_not_looked_up() -> None:
    assert asked_apart("路演哪天办我不关心，投资机制是什么") == ["投资机制是什么"]


def test_a_question_beside_a_wish_stands_for_itself() -> None:
    def cued(text: str) -> list[str]:
        return ["amount"] if "给多少" in text else []

    assert asked_aside("算力30万给多少？钱要先垫吗？", cued) == ["钱要先垫吗"]
    assert asked_aside("算力30万给多少？", cued) == []
    assert asked_aside("钱要先垫吗？哪天到账呢？", cued) == ["钱要先垫吗", "哪天到账呢"]


@pytest.mark.parametrize(
    ("message", "sections"),
    [
        ("“特别优秀的，经认定”这句谁来认定", ["scope"]),
        ("文件里说的「揭榜挂帅」是啥", ["art-4"]),
        ("“符合要求的OPC”是哪些", []),
        ("“想得美”", []),
    ],
)
def test_a_quotation_finds_its_section_when_it_stands_in_one_only(message: str, sections: list[str]) -> None:
    assert [section for section, _ in quoted(load_policy(SHIPPED / "chaoyang-opc"), message)] == sections
