"""Amounts, shares and counts in Chinese or Arabic script → `Decimal`, and `Decimal` → 40万元.

One grammar for every script that people mix in one number (80w, 12万5, 一百二十万五千, 1.5千万, 半个亿, 50到80万,
人民币肆拾万元整). It only reads; which fact a number belongs to is decided where the conversation is understood.
The number words are those of the language, not of any policy.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

Unit = Literal["yuan", "foreign", "people", "percent", "year", "calendar_year", "month", "day", "count", "ordinal", "phone", "identifier", ""]

_DIGITS = {
    **dict(zip("〇零一二三四五六七八九", [0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9], strict=True)),
    **dict(zip("壹贰叁肆伍陆柒捌玖两俩仨", [1, 2, 3, 4, 5, 6, 7, 8, 9, 2, 2, 3], strict=True)),
}
_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_BIG = {"万": 10**4, "亿": 10**8}
_LATIN = {"k": 10**3, "w": 10**4, "m": 10**6, "thousand": 10**3, "grand": 10**3, "million": 10**6, "billion": 10**9}
_FOLD = str.maketrans(
    "萬億兩貳參陸仟０１２３４５６７８９．，％￥－～",
    "万亿两贰叁陆千0123456789.,%¥-~",
)

_ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_HAN = "〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖两俩仨"
_SCALE = "十拾百佰千仟万亿"
_NUMBER = (
    rf"(?:(?:{_ARABIC})\s?(?:thousand|grand|million|billion)\b"
    rf"|(?:(?:{_ARABIC})|[{_HAN}十百]+)(?:\s?个?[kKwWmM]\d?(?![A-Za-z\d]))"
    rf"|半个?(?=[万亿千百])[{_SCALE}]+"
    rf"|(?:(?:{_ARABIC})|[{_HAN}十百])(?:[来多余几]?\s?个?(?=[万亿])[万亿]|[来多余几]?[{_SCALE}]|几|{_ARABIC}|[{_HAN}](?![份笔批单期台])|[来多余](?=[万亿个元块人名]))*)"
)
_TOKEN = re.compile(rf"({_ARABIC})|([{_HAN}])|([十拾百佰千仟])|([万亿])|(thousand|grand|million|billion|[kKwWmM])|(半)|([来多余几])|(\S)")
_AMOUNT = re.compile(rf"(?<![A-Za-z\d.])(?P<sign>¥|rmb\s?|cny\s?|人民币|us\$|hk\$|\$|€|£)?\s?(?P<first>{_NUMBER})", re.IGNORECASE)
_NEIGHBOURS = re.compile(rf"(|.*[{_SCALE}])([一二两三四五六七八九])([一二三四五六七八九])([{_SCALE}]*)$")
_SOME = re.compile(rf"[几数上好][十百千]$|[几数上好]$")
_RANGE = re.compile(r"\s?(?:到|至|-|~|—|–|－|～)\s?| (?:to|and) ")
_BETWEEN = re.compile(r"\b(?:between|from)\s+(?:rmb\s*|cny\s*|¥)?$", re.IGNORECASE)
_UNITS: tuple[tuple[Unit, re.Pattern[str]], ...] = (
    ("percent", re.compile(r"\s?(?:%|个百分点|个点|per ?cent\b)")),
    ("foreign", re.compile(r"\s?(?:美元|美金|美刀|刀(?![具片])|欧元|港[币元纸]|日元|英镑|usd\b|eur\b|hkd\b|(?:us )?dollars?\b|euros?\b)", re.IGNORECASE)),
    ("percent", re.compile(r"成(?![立为本熟员])")),
    ("yuan", re.compile(r"\s?(?:元整?|块钱|块(?![儿头地])|圆整?|人民币|大洋)")),
    ("yuan", re.compile(r"\s?(?:rmb|yuan|cny)\b", re.IGNORECASE)),
    ("people", re.compile(r"\s?(?:[个号]?人(?!工智能|民)|名|位|口人|people|persons?|employees)", re.IGNORECASE)),
    ("month", re.compile(r"\s?(?:个月|月)")),
    ("day", re.compile(r"\s?(?:个?工作日|天|日|号)")),
    ("year", re.compile(r"\s?个?年(?!级)|\s?years?", re.IGNORECASE)),
    ("count", re.compile(r"\s?(?:个|家|张|台|套|份|次|项|条|户|平|栋|层|间|款|卡|小时|分钟|周)")),
)


@dataclass(frozen=True)
class Amount:
    """A number in a text. `value`: the number itself (yuan when money, 0.5 for 50%); `upper`: end of a range.

    `start`/`end`: offsets in the text, unit included. `approximate`: 来/多/几. `unit` "foreign": money of another currency. `scaled`: written with 万, 亿, k …, or with
    a currency sign or thousands separators, so that it reads as money without a unit.
    """

    start: int
    end: int
    value: Decimal
    upper: Decimal | None
    unit: Unit
    text: str
    approximate: bool = False
    scaled: bool = False

    @property
    def is_money(self) -> bool:
        """Whether it reads as a sum of money by its own writing."""
        return self.unit == "yuan" or (self.unit == "" and self.scaled)


def fold(text: str) -> str:
    """The same text with full-width digits and traditional numerals replaced one character for one."""
    return text.translate(_FOLD)


def _evaluate(written: str) -> tuple[Decimal, int, bool, bool]:
    """Value, last scale, whether approximate, whether it has a scale of 千 and above."""
    total = section = Decimal(0)
    number: Decimal | None = None
    last = 1
    approximate = False
    after_zero = False
    top = 1
    for arabic, han, small, big, latin, half, vague, _other in _TOKEN.findall(written):
        if arabic:
            number = Decimal(arabic.replace(",", ""))
        elif han:
            digit = _DIGITS[han]
            if digit == 0 and number is None:
                after_zero = True
            else:
                number = Decimal(digit) if number is None or last != 1 and number < 1 else number * 10 + digit
        elif half:
            number = Decimal("0.5")
        elif vague:
            approximate = True
        elif small:
            scale = _SMALL[small]
            section += (Decimal(1) if number is None else number) * scale
            number, last, after_zero = None, scale, False
            top = max(top, scale)
        elif big or latin:
            scale = _BIG[big] if big else _LATIN[latin.casefold()]
            section += number or 0
            if section == 0 and total:
                total *= scale
            else:
                total += (section or Decimal(1)) * scale
            section, number, last, after_zero = Decimal(0), None, scale, False
            top = max(top, scale)
    if number is not None:
        colloquial = last >= 100 and not after_zero and number < 10 and number == int(number)
        section += number * (last // 10) if colloquial else number
    return total + section, last, approximate, top >= 1000


def _unit_after(text: str, position: int) -> tuple[Unit, int]:
    for unit, pattern in _UNITS:
        match = pattern.match(text, position)
        if match:
            return unit, match.end()
    return "", position


def find_amounts(text: str) -> list[Amount]:
    """Every number of the text, in order, with the unit it is written with. Ranges are one amount with `upper`.

    Calendar years, phone and identity numbers, ordinals (第五条) and dates come with a unit that says so; none is money.
    """
    text = fold(text)
    found: list[Amount] = []
    position = 0
    while match := _AMOUNT.search(text, position):
        amount = _read(text, match)
        position = max(amount.end, match.end("first"))
        if not (match.group("first")[0] in _SCALE and _SOME.search(text[: amount.start])):  # 几十万, 上百万: no number yet
            found.append(amount)
    found.extend(_shares_in_words(text))
    found.sort(key=lambda amount: amount.start)
    return _without_overlap(found)


def _read(text: str, match: re.Match[str]) -> Amount:
    start, end = match.start(), match.end("first")
    written = match.group("first")
    value, last, approximate, scaled = _evaluate(written)
    scaled = scaled or bool(match.group("sign")) or bool(re.search(r"\d,\d{3}", written))
    upper: Decimal | None = None
    gap = _RANGE.match(text, end)
    second = re.compile(_NUMBER).match(text, gap.end()) if gap else None
    if gap and second and _ranges(text[:start], gap.group(), written, text, second):
        upper, upper_last, upper_vague, upper_scaled = _evaluate(second.group())
        if not scaled and upper_last >= 1000 and value * upper_last < upper:
            value = value * upper_last
        if value < upper:
            end, approximate, scaled = second.end(), approximate or upper_vague, scaled or upper_scaled
        else:
            upper = None
    neighbours = _NEIGHBOURS.match(written)
    if upper is None and neighbours:
        before, scale = neighbours.group(1, 4)
        low, high = (_DIGITS[char] for char in neighbours.group(2, 3))
        if high == low + 1:
            value, upper, approximate = _evaluate(f"{before}{low}{scale}")[0], _evaluate(f"{before}{high}{scale}")[0], True
    unit, unit_end = _unit_after(text, end)
    if match.group("sign"):
        unit = "foreign" if match.group("sign")[-1] in "$€£" else "yuan"
    vague = re.compile(r"[来多余几](?=[个人名位元块])").match(text, end) if unit == "" else None
    if vague:
        approximate = True
        unit, unit_end = _unit_after(text, vague.end())
    if written.endswith(("俩", "仨")) and unit == "":
        unit = "count"
    if written == "一" and text[end : end + 1] == "块" and text[end + 1 : end + 2] != "钱":
        unit, unit_end = "", end  # together, not one yuan
    if unit == "people" and text[unit_end : unit_end + 1] == "工":
        unit, unit_end = "count", end
    if unit == "percent":
        value, upper = value / (10 if "成" in text[end:unit_end] else 100), upper
        upper = None if upper is None else upper / 100
    digits = re.fullmatch(r"\d+", written)
    if text[max(0, start - 1) : start] == "第":
        unit = "ordinal"
    elif digits and len(written) == 11 and written[0] == "1" and unit == "":
        unit = "phone"
    elif digits and len(written) >= 10 and not scaled:
        unit = "identifier"
    elif unit == "year" and digits and (len(written) == 4 or (len(written) == 2 and value >= 50)):
        unit = "calendar_year"
    elif unit == "" and digits and len(written) == 4 and 1900 <= value <= 2100 and re.match(r"[-/.]\d", text[end:]):
        unit = "calendar_year"
    return Amount(start, unit_end, value, upper, unit, text[start:unit_end], approximate, scaled)


def _ranges(before: str, gap: str, first: str, text: str, second: re.Match[str]) -> bool:
    """Whether two numbers with `gap` between them are the ends of one range."""
    if gap.strip() in ("到", "至"):
        return True
    if gap.strip() in ("to", "and"):
        return bool(_BETWEEN.search(before)) or gap.strip() == "to"
    return _joins(first, text, second)


def _joins(first: str, text: str, second: re.Match[str]) -> bool:
    """A dash joins two numbers into a range unless they look like a date, a phone number or a code."""
    tail = text[second.end() : second.end() + 1]
    return not (tail and tail in "-/") and not (len(first) == 4 and first.isdigit() and len(second.group()) <= 2)


_SHARE = re.compile(r"百分之([〇零一二三四五六七八九十百两点\d.]+)")


def _shares_in_words(text: str) -> list[Amount]:
    shares = []
    for match in _SHARE.finditer(text):
        whole, _, fraction = match.group(1).partition("点")
        value = _evaluate(whole)[0]
        if fraction:
            value += Decimal("0." + "".join(str(_DIGITS.get(char, char)) for char in fraction))
        shares.append(Amount(match.start(), match.end(), value / 100, None, "percent", match.group()))
    return shares


def _without_overlap(amounts: list[Amount]) -> list[Amount]:
    kept: list[Amount] = []
    for amount in amounts:
        if kept and amount.start < kept[-1].end:
            if amount.end - amount.start > kept[-1].end - kept[-1].start:
                kept[-1] = amount
            continue
        kept.append(amount)
    return kept


def as_money(amount: Amount) -> Amount:
    """The same amount read as yuan."""
    return replace(amount, unit="yuan")


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def yuan_text(value: Decimal) -> str:
    """Yuan as people read it, exact: 400000 → 40万元, 64000 → 6.4万元, 3333333.34 → 3,333,333.34元, 1500 → 1500元."""
    if abs(value) >= 10**8 and value % 10**6 == 0:
        return _plain(value / 10**8) + "亿元"
    if abs(value) >= 10**4 and value % 100 == 0:
        return _plain(value / 10**4) + "万元"
    if value == value.to_integral_value():
        return f"{int(value):,}元" if abs(value) >= 10**4 else f"{int(value)}元"
    return f"{value:,.2f}元"


def share_text(value: Decimal) -> str:
    """A share as percent: 0.50 → 50%."""
    return _plain(value * 100) + "%"
