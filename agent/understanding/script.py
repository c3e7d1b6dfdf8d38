"""Which script and language a message is written in, and its simplified form (OpenCC), character for character where possible."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Literal

from opencc import OpenCC

from knowledge.english import readable

Script = Literal["zh", "hant", "en"]

_HAN = re.compile(r"[\u3400-\u9fff]")
_MARKS = {",": "，", ";": "；", "!": "！", "?": "？"}
_ASCII_MARK = re.compile(r"(?<!\d)[,;!?]|[,;!?](?!\d)")
_THOUSANDS = re.compile(r"(?<=[０-９])，(?=[０-９]{3})")
_GLUED = re.compile(r"(?<=\d[wW])(?=[A-Za-z]{3})")
_SPACED = re.compile(r"(?<=[\u3400-\u9fff，。：、])[ \u3000](?=[\u3400-\u9fff])")
SPELT = 6
"""Blanks between characters from which they part words and no clauses."""
_WORD = re.compile(r"[A-Za-z]{2,}")


def carried(language: Script, message: str, before: str | None) -> Script:
    """The language to answer in: a short answer without Chinese (12 people, none) carries on in the English of the turn before."""
    return "en" if before == "en" and not _HAN.search(message) else language


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def simplified(message: str) -> tuple[str, Script]:
    """The message in simplified characters and half-width forms, and what it was written in.

    Marks of a Chinese message come out full-width, so that clauses end the same way however they were typed; a full-width comma
    between two numbers stays a comma (算力20，利息30), the one inside ８００，０００ does not.
    English means no Chinese character at all and at least three words; its number words come out as digits.
    """
    text = _THOUSANDS.sub(",", message)
    text = "，".join(unicodedata.normalize("NFKC", piece) for piece in text.split("，")).strip()
    if len(_SPACED.findall(text)) >= SPELT:
        text = _SPACED.sub("", text)  # typed or dictated word by word
    text = _GLUED.sub(" ", text)  # 2wtoken: the letter is a scale
    if not _HAN.search(text):
        english = len(_WORD.findall(text)) >= 3
        return (readable(text), "en") if english else (text, "zh")
    plain = str(_converter().convert(text))
    return _ASCII_MARK.sub(lambda match: _MARKS[match.group()], plain), "hant" if plain != text else "zh"
