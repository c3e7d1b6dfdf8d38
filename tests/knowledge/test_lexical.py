"""Words alone. Exact terms, figures and names must be found whatever the vectors say."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from knowledge.lexical import LexicalIndex, tokens

ROOT = Path(__file__).parents[2]
TEXTS = ["算力券在哪里领", "园区贷的利率是多少", "SICN机构有哪些", "每年最高50万元", "朝阳青创15条"]


def test_chinese_becomes_characters_and_pairs_and_other_scripts_words() -> None:
    assert tokens("算力券 GPU4090") == ["算", "算力", "力", "力券", "券", "gpu4090"]


@pytest.mark.parametrize(("query", "place"), [("算力券", 0), ("園區貸", 1), ("sicn", 2), ("50万", 3), ("青创１５条", 4)])
def test_an_exact_term_finds_its_text_first(query: str, place: int) -> None:
    found = LexicalIndex(TEXTS).search(query)
    assert max(found, key=lambda n: found[n]) == place


def test_the_same_wording_scores_one_and_no_shared_word_nothing() -> None:
    index = LexicalIndex(TEXTS)
    assert index.search("园区贷的利率是多少？")[1] == pytest.approx(1.0)
    assert index.search("hello") == {}
    assert all(0 < score < 1 for score in index.search("领多少").values())


@pytest.mark.parametrize("query", ['"', "算力 OR NEAR(", "* ^ - :", "rowid:1 AND words", "'; DROP TABLE texts; --", ""])
def test_no_query_is_read_as_an_instruction(query: str) -> None:
    assert set(LexicalIndex(TEXTS).search(query)) <= set(range(len(TEXTS)))


def test_threads_get_the_same_answers() -> None:
    index = LexicalIndex(TEXTS)
    with ThreadPoolExecutor(4) as pool:
        assert all(found == index.search("园区贷利率") for found in pool.map(index.search, ["园区贷利率"] * 40))


def test_an_index_without_texts_finds_nothing() -> None:
    assert LexicalIndex([]).search("算力") == {}


def test_scores_are_the_same_to_the_last_digit_in_every_process() -> None:
    script = "from knowledge.lexical import LexicalIndex\nprint(LexicalIndex(TEXTS).search(QUERY))"
    texts = [f"租用第{number}家的算力和存储，按照实际使用金额的百分之{number}给予支持" for number in range(40)]
    script = script.replace("TEXTS", repr(texts)).replace("QUERY", repr("我们租显卡的实际使用金额，百分之几能给予支持，存储算不算"))
    said = {
        subprocess.run(
            [sys.executable, "-c", script], env={**os.environ, "PYTHONHASHSEED": seed}, cwd=ROOT, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(said) == 1
