"""How we say it: the sentences are data, the same in both languages, and promise nothing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

import agent.offline

LINE_BLANKS = {"name", "article", "basis", "basis_label", "cap", "per", "rate", "rule", "amount", "needed", "target", "uncapped"}
"""What every sentence on a measure or on a computed line can say."""

_DATA = yaml.safe_load((Path(agent.offline.__file__).parent / "replies.yaml").read_text(encoding="utf-8"))


def _paths(entry: Any, at: str = "") -> dict[str, Any]:
    if not isinstance(entry, dict):
        return {at: entry}
    return {path: value for key, value in entry.items() for path, value in _paths(value, f"{at}.{key}" if at else str(key)).items()}


def test_both_languages_have_the_same_sentences() -> None:
    assert set(_paths(_DATA["zh"])) == set(_paths(_DATA["en"]))


def test_no_sentence_uses_a_blank_that_the_other_language_does_not_know() -> None:
    chinese, english = _paths(_DATA["zh"]), _paths(_DATA["en"])
    for path, text in english.items():
        blanks = set(re.findall(r"\{(\w+)\}", str(text)))
        known = set(re.findall(r"\{(\w+)\}", str(chinese[path])))
        assert blanks <= known | LINE_BLANKS, path


@pytest.mark.parametrize("promise", ["一定能", "保证", "肯定", "补贴", "您能拿到", "可获得", "贴息", "恭喜"])
def test_no_sentence_promises_or_uses_a_word_the_text_does_not_use(promise: str) -> None:
    assert not [path for path, text in _paths(_DATA["zh"]).items() if promise in str(text)]


def test_every_ceiling_sentence_says_that_it_is_one() -> None:
    for path, text in _paths(_DATA["zh"]).items():
        if path.startswith("amount.") and ("ceiling" in path or "discretionary" in path):
            assert "不超过" in text, path


def test_no_figure_of_any_policy_stands_in_a_sentence() -> None:
    allowed = {"suggestions"}
    for path, text in _paths(_DATA["zh"]).items():
        if path.split(".")[0] not in allowed:
            assert not re.search(r"\d", re.sub(r"\{[^}]*\}", "", str(text))), path


@pytest.mark.parametrize("promise", ["guarantee", "entitled", "will be paid", "you will get", "you will receive", "subsid"])
def test_no_english_sentence_promises(promise: str) -> None:
    assert not [path for path, text in _paths(_DATA["en"]).items() if promise in str(text).lower()]


def test_every_english_ceiling_sentence_says_that_it_is_one() -> None:
    for path, text in _paths(_DATA["en"]).items():
        if path.startswith("amount.") and ("ceiling" in path or "discretionary" in path):
            assert "at most" in text, path


def test_english_sentences_hold_no_figure_and_chinese_only_in_brackets() -> None:
    for path, text in _paths(_DATA["en"]).items():
        plain = re.sub(r"\{[^}]*\}|[（(][^（）()]*[）)]", "", str(text))
        assert not re.search(r"\d|[\u3400-\u9fff]", plain), path
