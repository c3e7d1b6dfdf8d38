"""What a value has to be before it goes into a file, and what a file may be called on every system."""

from __future__ import annotations

import re
import unicodedata

_BREAKS = re.compile(r"\r\n?|[\u2028\u2029\x85]")
_UNFIT = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_ESCAPES = re.compile(r"(?<=[{}])_(?=[{}])")
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_RESERVED = re.compile(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?")
LONGEST = 120
"""Bytes of a file name at most, ending included."""


def cleaned(text: str) -> str:
    """The text as Word and Excel can hold it: line ends as LF, a tab as a space, no control, direction or half characters.

    A zero-width space goes into ``{_{``, which docxtpl would turn into ``{{``.
    """
    return _ESCAPES.sub("_\u200b", _UNFIT.sub("", _BREAKS.sub("\n", text).replace("\t", " ")))


def paragraphs(text: str) -> list[str]:
    """The cleaned text by its lines, empty ones left out."""
    return [line.strip() for line in cleaned(text).split("\n") if line.strip()]


def one_line(text: str) -> str:
    """The cleaned text on one line, for a cell."""
    return " ".join(cleaned(text).split("\n")).strip()


def file_name(stem: str, ending: str) -> str:
    """A name that Windows, macOS and Linux take: NFC, no reserved characters or names, at most `LONGEST` bytes."""
    name = unicodedata.normalize("NFC", one_line(stem))
    name = "".join("_" if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn") else char for char in name)
    name = _FORBIDDEN.sub("_", name).strip(". ")
    if _RESERVED.fullmatch(name):
        name = f"_{name}"
    room = LONGEST - len(ending.encode()) - 1
    while len(name.encode()) > room:
        name = name[:-1]
    return f"{name.rstrip('. ') or '文件'}.{ending}"
