"""The text is cut where its own headings stand, and quotes are found whatever the line breaks."""

from pathlib import Path

import pytest

from knowledge.errors import PolicyDataError
from knowledge.loader import SHIPPED, load_policy
from knowledge.sections import contains, sentences, split


def test_the_shipped_policy_has_preamble_ten_articles_and_closing() -> None:
    policy = load_policy(SHIPPED / "chaoyang-opc")
    assert list(policy.sections) == ["preamble", *(f"art-{n}" for n in range(1, 11)), "scope"]


def test_no_character_of_the_text_but_its_title_is_lost() -> None:
    policy = load_policy(SHIPPED / "chaoyang-opc")
    text = (SHIPPED / "chaoyang-opc" / "text.txt").read_text(encoding="utf-8")
    body = "".join(text[text.index(policy.head.headings.preamble) :].split())
    assert "".join("".join(section.text.split()) for section in policy.sections.values()) == body


def test_a_quote_is_found_across_line_breaks() -> None:
    assert contains("支持人工智能OPC创新\n\n发展", "OPC创新发展")
    assert not contains("每年最高50万元", "每年最高60万元")


def test_sentences_do_not_end_inside_quotation_marks() -> None:
    assert sentences("支持“园区贷。”等产品。第二句。") == ["支持“园区贷。”等产品。", "第二句。"]


def test_a_text_without_any_heading_is_refused_by_name(tmp_path: Path) -> None:
    headings = load_policy(SHIPPED / "chaoyang-opc").head.headings
    with pytest.raises(PolicyDataError, match=r"headings\.article"):
        split("没有条文的文件", headings)
