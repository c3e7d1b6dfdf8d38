"""Numbers as English writes them → the form that the one grammar of numbers reads (knowledge/numerals.py).

The words are those of the language, not of any policy.
"""

from __future__ import annotations

import re
from decimal import Decimal

from knowledge.numerals import share_text

_ONES = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_SCALES = {"hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9}
_VALUES = {word: value for value, word in enumerate(_ONES.split(), 1)} | {word: 10 * step for step, word in enumerate(_TENS.split(), 2)}
_WORD = "|".join(sorted(_VALUES, key=len, reverse=True))
_NUMBER = re.compile(
    rf"(?<![\w.,-])(?P<first>\d[\d,]*(?:\.\d+)?|(?:{_WORD})(?:-(?:{_WORD}))?)"
    rf"(?P<scales>(?:[\s-](?:{'|'.join(_SCALES)}))*)(?:(?P<share>[\s-]per\s?cent\b)|(?P<dash>-)(?=year|month|day|person)|(?![A-Za-z]))",
    re.IGNORECASE,
)
_HALF = re.compile(r"\b(?:one )?half\b(?!(?: a|-| of the)? ?year)", re.IGNORECASE)


_UNITS = (
    (re.compile(r"(?<=\d)[\s-](?:working|business|calendar)?\s?days?\b", re.IGNORECASE), "天"),
    (re.compile(r"(?<=\d)[\s-]months?\b", re.IGNORECASE), "个月"),
)


def readable(text: str) -> str:
    """The text with its number words as digits: three years → 3 years, 1.5 million → 1,500,000, half → 50%, ten days → 10天."""
    text = _NUMBER.sub(_digits, _HALF.sub(share_text(Decimal(1) / 2), text))
    for unit, written in _UNITS:
        text = unit.sub(written, text)
    return text


def _digits(match: re.Match[str]) -> str:
    words = match["first"].lower().replace(",", "").split("-")
    value = sum((Decimal(_VALUES.get(word, 0)) or Decimal(word) for word in words), Decimal(0))
    scales = match["scales"].lower().replace("-", " ").split()
    for scale in scales:
        value *= _SCALES[scale]
    written = f"{value:,f}"
    written = written.rstrip("0").rstrip(".") if "." in written else written
    kept = match["first"] if match["first"][0].isdigit() and not scales else written
    return kept + ("%" if match["share"] else " " if match["dash"] else "")
