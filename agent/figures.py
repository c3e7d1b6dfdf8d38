"""The checkable statements of a text: sums, shares, durations, dates, numbers to call, addresses, articles.

`figures` reads a reply and its evidence alike, so that both are measured with one ruler. The word lists are those of the
Chinese calendar and of counting, not of any policy.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from knowledge.numerals import Amount, find_amounts, fold

Kind = Literal[
    "money", "share", "people", "year", "nth_year", "month", "day", "span", "date", "count", "number", "article", "call", "literal"
]
"""nth_year: 第二年. span: hours, weeks, working days, offices … each with its unit. call: digits one can dial.
literal: must stand in the evidence in the same words."""

_N = r"(?:\d+(?:\.\d+)?|[〇零一二两三四五六七八九十百]+)"
_MASK = "\ue000"
_ADDRESS = (
    r"https?://[^\s\ue000）)」”，。；、<>]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|www\.[\w./-]+"
    r"|(?<![\w.])(?:[a-z0-9-]+\.)+(?:cn|com|net|org|gov|edu|io|ai|top|info)(?![a-z])(?:/[\w./?=&%-]*)?"
)
_CALENDAR_WORD = (
    rf"年[底末初]|月[底末初]|[上中下]旬|[上下]半年|第?{_N}\s?个?季度|Q[1-4]|下个?(?:月|周|星期|季度)|本[周月]|次[日月]|当[天日]|隔[天日]|明[天日]|后天"
    r"|(?:周|星期|礼拜)[一二三四五六日天末](?![次个回轮期])|双休日|节假日|春节|国庆|元旦"
    rf"|\d{{1,2}}\s?[:：]\s?\d{{2}}(?!\d)|(?:上午|下午|早上|晚上|中午|凌晨)\s?{_N}\s?[点时]|{_N}点(?:半|整|钟|前|后|之前|之后)"
)
_LOOSE = (
    rf"{_N}\s?(?:年|个月|天|个?小时)半|半个?(?:年|月|天|小时|季度|成)"
    r"|(?:好几|[数几上近好])[十百千]*[万亿](?:余|多)?元?|(?:好几|[数几上近])[十百千]+(?=[元块人名家个天月年倍%])"
    rf"|{_N}\s?(?:折(?![算旧叠合])|倍)|双倍|翻[倍番]|[千万]分之{_N}|\d+(?:\.\d+)?‰|(?!百分之){_N}分之{_N}"
    r"|\d+\s?比\s?\d+|每(?:季度?|半年|周|天|两年)[末初底中]?[^；。\d]{0,6}(?:发布|公布|申报|受理|开放|集中|拨付|结算|评审|发放)"
    r"|按(?:季度?|月|周|日|天)(?:结算|申报|拨付|发放|受理|兑现|审核)"
    rf"|{_N}\s?个?(?:名额|指标|席位|批次)|第{_N}[章节款项编批轮期]|[幺〇零一二三四五六七八九]{{5,}}"
)
_DATE = (
    rf"(?:(?P<year>\d{{4}}|[〇零一二三四五六七八九]{{4}})\s?年\s?)?(?P<month>{_N})\s?月(?:份|\s?(?P<day>{_N})\s?[日号])?"
    rf"|(?P<only_year>\d{{4}}|[〇零一二三四五六七八九]{{4}})\s?年(?!级)"
    r"|(?<![\d.])(?P<y>(?:19|20)\d{2})[-/.](?P<m>\d{1,2})(?:[-/.](?P<d>\d{1,2}))?(?!\d)"
    r"|(?<![\d月个.])(?P<only_day>\d{1,2})\s?[日号](?![线楼院]|\s?(?:[以之]?内|左右|后[办给拨到]))"
)
_SPAN = (
    rf"{_N}(?:\s?[-~到至]\s?{_N})?\s?个?(?:季度|星期|礼拜|周(?![年期边岁])|小时|钟头|分钟|秒|工作日|自然日|交易日"
    r"|家(?![具长庭乡])|户(?!外)|平米?|台|栋|层|间)"
)
_ARTICLE = rf"第\s?({_N})\s?条?((?:\s?[、,，和与及至到~-]\s?第?\s?{_N})*)\s?条|(?<![A-Za-z])art-(\d+)|[Aa]rticles?\s(\d+)"
_CALL = r"(?<![\d.,])\+?(?:\d{3,4}[-— ]\d{3,4}[-— ]?\d{4}|\d{3,4}[-— ]\d{7,8}|1[3-9]\d[- ]?\d{4}[- ]?\d{4})(?!\d)"
_ENGLISH_SUM = r"(\d[\d,]*(?:\.\d+)?)\s?(hundred|thousand|million|billion)\b"
_ENGLISH_SHARE = r"(\d+(?:\.\d+)?)\s?per\s?cent"
_COUNTING_UP_TO = 9


@dataclass(frozen=True)
class Figure:
    """One statement that evidence must bear. `values`: all of them must be known; dates are ("2026", "3", "1") with "" unknown.

    `free`: an everyday counting word (两种, 一家) or list number that states nothing of the policy. `start`: its place in `clean(text)`.
    """

    kind: Kind
    text: str
    values: tuple[object, ...] = ()
    approximate: bool = False
    free: bool = False
    start: int = field(default=-1, compare=False)


def clean(text: str) -> str:
    """The text as it is seen: no emphasis marks, invisible characters or doubled spaces; every digit an ASCII one."""
    seen = []
    for char in text:
        kind = unicodedata.category(char)
        if kind == "Nd":
            seen.append(str(unicodedata.decimal(char)))
        elif kind != "Cf" and char not in "*`":
            seen.append("；" if char == "，" else char)
    return re.sub(r"[^\S\n]+", " ", fold("".join(seen)))


@lru_cache(maxsize=4096)
def figures(text: str) -> tuple[Figure, ...]:
    """Every figure of the text, each character read once; kinds that look like others are taken first."""
    text = clean(text)
    found: list[Figure] = []
    for pattern, read in _COMPILED:

        def taken(match: re.Match[str], read: Callable[[re.Match[str]], Iterator[Figure]] = read) -> str:
            found.extend(replace(figure, start=match.start()) for figure in read(match))
            return _MASK * len(match.group())

        text = pattern.sub(taken, text)
    for amount in find_amounts(text):
        found.extend(replace(figure, start=amount.start) for figure in _of_amount(amount, text))
    return tuple(found)


@lru_cache(maxsize=1024)
def number(written: str) -> Decimal:
    """The value of one number word; digits said one by one (二〇二六) are read as digits."""
    return find_amounts(written)[0].value


def _literal(match: re.Match[str]) -> Iterator[Figure]:
    yield Figure("literal", match.group())


def _call(match: re.Match[str]) -> Iterator[Figure]:
    yield Figure("call", re.sub(r"\D", "", match.group()))


def _date(match: re.Match[str]) -> Iterator[Figure]:
    part = match.groupdict()
    named = (part["year"] or part["only_year"] or part["y"], part["month"] or part["m"], part["day"] or part["d"] or part["only_day"])
    yield Figure("date", match.group(), (tuple(str(number(one)) if one else "" for one in named),))


def _span(match: re.Match[str]) -> Iterator[Figure]:
    key = span_key(match.group())
    yield Figure("span", match.group(), (key,), free=key == "1 家")


def span_key(text: str) -> str:
    """How a span is known: its numbers and its unit, e.g. ``10 工作日``."""
    unit = re.sub(rf"{_N}|[\s个~到至-]", "", text)
    return "".join(f"{number(one)} " for one in re.findall(_N, text)) + unit


def _article(match: re.Match[str]) -> Iterator[Figure]:
    first, more, identifier, english = match.groups()
    named = [first or identifier or english, *re.findall(_N, more or "")]
    yield Figure("article", match.group(), tuple(number(one) for one in named))


def _english(match: re.Match[str]) -> Iterator[Figure]:
    yield Figure("share", match.group(), (Decimal(match.group(1)) / 100,))


_SCALES = {"hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9}


def _english_sum(match: re.Match[str]) -> Iterator[Figure]:
    yield Figure("money", match.group(), (Decimal(match.group(1).replace(",", "")) * _SCALES[match.group(2).lower()],))


_READERS: tuple[tuple[str, Callable[[re.Match[str]], Iterator[Figure]]], ...] = (
    (_ADDRESS, _literal),
    (
        r"(?m)^\s*(?:[-+>#]\s*)*(?:\d{1,2}(?:[.、)）]\s?(?!\d)|\s?(?=\|))|[（(]\d{1,2}[)）]|[一二三四五六七八九十]{1,2}、)",
        lambda _match: iter(()),
    ),
    (_CALL, _call),
    (_CALENDAR_WORD, _literal),
    (_ARTICLE, _article),
    (_ENGLISH_SUM, _english_sum),
    (_LOOSE, _literal),
    (_SPAN, _span),
    (_DATE, _date),
    (r"一半", lambda match: iter((Figure("share", match.group(), (Decimal("0.5"),)),))),
    (_ENGLISH_SHARE, _english),
)

_COMPILED = tuple((re.compile(pattern, re.IGNORECASE), read) for pattern, read in _READERS)

_SAME: dict[str, Kind] = {"percent": "share", "people": "people", "year": "year", "month": "month", "day": "day"}


def _of_amount(amount: Amount, text: str) -> Iterator[Figure]:
    values = tuple(abs(value) for value in (amount.value, amount.upper) if value is not None)
    written = amount.text.strip()
    in_digits = any(char.isdigit() and char.isascii() for char in written)
    if amount.unit == "ordinal":
        kind: Kind = "nth_year" if text[amount.end - 1 : amount.end] == "年" else "count"
        yield Figure(kind, "第" + written, values, free=kind == "count" and amount.value <= 20)
    elif amount.unit in ("phone", "identifier"):
        yield Figure("call", re.sub(r"\D", "", written))
    elif amount.is_money:
        parts = written.endswith("块") and not in_digits and max(values) <= _COUNTING_UP_TO  # 两块各有上限: parts of a thing
        yield Figure("money", written, values, amount.approximate, free=parts)
    elif amount.unit in _SAME:
        kind = _SAME[amount.unit]
        pointing = text[max(0, amount.start - 1) : amount.start] in tuple("哪某这那每同")
        free = values == (Decimal(1),) and (kind in ("people", "year") or pointing)
        yield Figure(kind, written, values, amount.approximate, free)
    elif amount.unit == "count":
        yield Figure("count", written, values, amount.approximate, free=max(values) <= _COUNTING_UP_TO)
    elif amount.unit == "calendar_year":
        yield Figure("date", written, ((str(amount.value), "", ""),))
    elif in_digits:
        yield Figure("number", written, values, amount.approximate, free=max(values) <= _COUNTING_UP_TO and "." not in written)
