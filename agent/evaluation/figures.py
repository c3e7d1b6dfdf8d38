"""Figures as people write them, read independently of the engine: money, shares, days and months, dates.

`normal` first (full-width forms, traditional numerals, Markdown emphasis); every reader below expects its output.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

_ORDINARY = str.maketrans("萬億兩貳參陸壹貳叁肆伍陆柒捌玖拾佰仟〇圆個", "万亿两二三六一二三四五六七八九十百千零元个")
_DIGIT = {mark: index for index, mark in enumerate("零一二三四五六七八九")} | {"两": 2}
_STEP = {"十": 10, "百": 100, "千": 1000}
_SCALE = {"万": 10**4, "亿": 10**8, "w": 10**4, "k": 10**3}

_ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
_HAN = "零一二三四五六七八九两"
_RUN = re.compile(
    rf"(?<![\d.A-Za-z])(?:半个?(?=[亿万千百])|{_ARABIC}|[{_HAN}十]|百(?!分之))"
    rf"(?:\s?[wWkK](?![A-Za-z])|\s?个?[来多余几]?\s?[十百千万亿]+|[{_HAN}]+|(?<=[千万亿wW百])\s?{_ARABIC})*"
)
_PIECE = re.compile(rf"{_ARABIC}|[{_HAN}]+|[十百千万亿wWkK]|半")

Kind = Literal["money", "share", "day", "month", "other", "bare"]
_AFTER: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("share", re.compile(r"\s?(?:%|percent|个百分点)", re.IGNORECASE)),
    ("share", re.compile(r"成(?![立为本功果员熟长交都])")),
    ("money", re.compile(r"\s?(?:元|块|人民币|yuan|rmb|cny)", re.IGNORECASE)),
    ("month", re.compile(r"\s?(?:个月|个?自然月|months?\b)", re.IGNORECASE)),
    ("day", re.compile(r"\s?(?:个?工作日|个?自然日|天|日内|日(?=[之以前后])|(?:working |business )?days?\b)", re.IGNORECASE)),
    ("other", re.compile(r"\s?(?:年|月|日|号|条|款|个(?!亿|万)|人|名|位|家|项|次|张|台|套|份|户|字|点|小时|分钟|周|倍|平|期)|[A-Za-z]")),
)
_RANGE = re.compile(r"\s?(?:元|块)?\s?(?:-|—|–|~|至|到)+\s?")


@dataclass(frozen=True)
class Figure:
    """A figure in a text: `value` in yuan, as a share (0.5), in days or months, or as it stands; `text`, `start` and `end` in it."""

    value: Decimal
    kind: Kind
    text: str
    start: int
    end: int


def normal(text: str) -> str:
    """The text with full-width forms, traditional and formal numerals made ordinary and Markdown emphasis taken off."""
    return unicodedata.normalize("NFKC", re.sub(r"[*_`]|&nbsp;", "", text)).translate(_ORDINARY)


def figures(text: str) -> Iterator[Figure]:
    """Every figure of a normalised text, in order. A sum that is scaled (万, 亿, w, k) or written 400,000 is money."""
    runs = list(_RUN.finditer(text))
    for index, run in enumerate(runs):
        value = _value(run.group())
        kind = _kind(text, run, value)
        if index + 1 < len(runs) and kind in ("bare", "money") and not _is_scaled(run.group()):
            value, kind = _ranged(text, run, runs[index + 1], value, kind)
        if kind == "share":
            value = value / (10 if text[run.end() : run.end() + 1] == "成" else 100)
        yield Figure(value, kind, run.group(), run.start(), run.end())
    for share in re.finditer(rf"百分之\s?((?:{_ARABIC})|[{_HAN}十百]+)", text):
        yield Figure(_value(share[1]) / 100, "share", share.group(), share.start(), share.end())


def said_amounts(text: str) -> set[Decimal]:
    """Every figure of a raw text that can be a sum in yuan: with or without a unit, but with no other unit."""
    return {figure.value for figure in figures(normal(text)) if figure.kind in ("money", "bare")}


def _kind(text: str, run: re.Match[str], value: Decimal) -> Kind:
    if text[max(0, run.start() - 4) : run.start()].rstrip().endswith("百分之"):
        return "other"
    for kind, pattern in _AFTER:
        if pattern.match(text, run.end()):
            return kind
    before = text[max(0, run.start() - 4) : run.start()].rstrip().lower()
    if before.endswith(("第",)):
        return "other"
    signed = before.endswith(("¥", "￥", "rmb", "cny", "人民币"))
    scaled = _is_scaled(run.group()) or re.search(r"\d,\d{3}", run.group())
    return "money" if value and (signed or scaled) else "bare"


def _is_scaled(run: str) -> bool:
    return bool(re.search(r"[万亿wk]", run, re.IGNORECASE))


def _ranged(text: str, run: re.Match[str], following: re.Match[str], value: Decimal, kind: Kind) -> tuple[Decimal, Kind]:
    """40-50万: the first figure takes the scale of the second."""
    scale = re.search(r"[千百]?[万亿wk]$", following.group(), re.IGNORECASE)
    if scale and kind == "bare" and _RANGE.fullmatch(text[run.end() : following.start()]):
        return value * _value("1" + scale.group()), "money"
    return value, kind


def _value(written: str) -> Decimal:
    """12万5 is 125,000; 1.5千万 is 15,000,000; 二〇二六 is 2026; 半个亿 is 50,000,000."""
    total = section = Decimal(0)
    number: Decimal | None = None
    last = Decimal(0)
    zero = False
    for piece in _PIECE.findall(written):
        mark = piece.lower()
        if mark == "半":
            number = Decimal("0.5")
        elif mark in _STEP:
            section += (Decimal(1) if number is None else number) * _STEP[mark]
            number, last, zero = None, Decimal(_STEP[mark]), False
        elif mark in _SCALE:
            part = section + (number or 0)
            total = (total + part) * _SCALE[mark] if mark == "亿" else total + (part or 1) * _SCALE[mark]
            section, number, last, zero = Decimal(0), None, Decimal(_SCALE[mark]), False
        elif mark[0] in _DIGIT:
            zero = zero or (mark[0] == "零" and len(mark) > 1 and last > 0)
            number = Decimal("".join(str(_DIGIT[digit]) for digit in mark))
        else:
            number = Decimal(mark.replace(",", ""))
    short = number is not None and last > 1 and not zero and number < 10 and re.search(rf"[百千万亿wW][{_HAN}\d]$", written)
    return total + section + (number or 0) * (last / 10 if short else 1)
