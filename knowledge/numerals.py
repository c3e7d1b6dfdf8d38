"""Amounts, shares and counts in Chinese or Arabic script → `Decimal`, and `Decimal` → 40万元.

`find_amounts` goes once through a text: what is written with digits but is no quantity (phones, dates, model names) is taken
out first, then every number (chinese.py) is read with its range and its unit. It only reads; which fact a number belongs to is
decided where the conversation is understood. The words are those of the language, not of any policy.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from knowledge.chinese import HAN, SMALL, Number, read_number, uniform

Unit = Literal[
    "yuan", "foreign", "people", "percent", "year", "calendar_year", "month", "day", "count", "ordinal", "phone", "identifier", "date", ""
]

_FOLD = str.maketrans(
    "萬億兩貳參陸仟０１２３４５６７８９．％￥－～",
    "万亿两贰叁陆千0123456789.%¥-~",
)

_NUMBERED = "尾号|编号|单号|证号|账号|卡号|工号|学号|票号|邮编|邮政编码|验证码|QQ|微信"
_NOT_QUANTITIES: tuple[tuple[Unit | None, str], ...] = (
    ("phone", r"(?<![\d.,])(?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d{4}){2}(?!\d|\s?[元块万])"),
    ("phone", r"(?<![\d.,])(?:0\d{2,3}[- ]\d{7,8}|[48]00[- ]\d{3,4}[- ]\d{3,4})(?!\d)"),
    ("phone", r"[一幺][三四五六七八九][〇零一二三四五六七八九幺]{9}(?![〇零一二三四五六七八九幺十百千万亿])"),
    ("identifier", r"(?<![A-Za-z\d])(?:\d{17}[Xx]|\d{2}(?=[A-Z\d]*[A-Z])[A-Z\d]{16})(?![A-Za-z\d])"),
    ("identifier", r"(?<!\d)\d{4}(?: \d{4}){3}(?: \d{1,4})?(?!\d)"),
    ("identifier", rf"(?:{_NUMBERED})(?:是|为)?\s?[:：]?\s?[A-Za-z]?\d{{3,}}(?![\d万亿千百元块])"),
    ("identifier", r"(?<![\d.,])\d{10,}(?!\d|\s?[元块万亿])"),
    ("date", r"(?<![\d.])(?:19|20)\d{2}(?:(?P<mark>[-/.])\d{1,2}(?P=mark)\d{1,2}|[-/]\d{1,2})(?![\d.]|\s?[万亿元百千wWkK])"),
    (None, r"(?<![\d.])\d{1,2}[:：]\d{2}(?::\d{2})?(?!\d)"),
    (None, r"(?<![\d.,])\d+(?:\.\d+){2,}"),
    (None, r"(?<![A-Za-z\d])[A-Za-z]\d+(?:\.\d+)*[A-Za-z]*(?![A-Za-z\d]|\s?[万亿元])"),
    (
        None,
        r"(?<![A-Za-z\d])(?!rmb|cny|usd|hkd)(?>[A-Za-z]{2,}[-_.]?\d{1,4}(?!\d)(?:\.\d+)?(?:[-_.]?[A-Za-z\d]+)*)(?<!\d[kKwWmM])"
        r"(?![.,]\d|\s?[万亿千百元块%个人名位年])",
    ),
)
"""What has digits but counts nothing; with None it is passed over (clock, version, A100, GPT-4, Qwen2.5-72B)."""
_CLAIMS = tuple((unit, re.compile(pattern, re.IGNORECASE if unit is None else 0)) for unit, pattern in _NOT_QUANTITIES)
_SHARE = re.compile(rf"百分之(?P<run>[{HAN}十百点]+|\d+(?:\.\d+)?)")
_FRACTION = re.compile(rf"(?P<whole>[{HAN}十百千]+|\d+)分之(?P<run>[{HAN}十百点]+|\d+(?:\.\d+)?)")

_COUNTED = (
    r"个(?![亿人])|家(?![里人长庭])|张|台(?!账)|套|份|次(?![年日月])|项(?!目)|条(?![件款例])|户|平(?![时均台常])|栋|层|间(?![接隔])|款(?![项额子])|卡|小时|分钟"
    r"|周(?![转边期围])|岁|篇|部(?![分门署])|集(?![中团体群聚])|字|行(?=代码)|轮(?!流)|辆|度(?=电)|公里|室(?!内)|号楼|号院|座|楼|单元|倍|粉丝|用户|参数|订单|核(?!心)|秒"
    r"|点(?=[钟半前后整左\d])"
)
_MEASURED = "上下文|窗口|视频|画质|分辨率|屏|带宽|宽带|流量|参数|像素"
_UNITS: tuple[tuple[Unit, re.Pattern[str]], ...] = (
    ("percent", re.compile(r"\s?(?:%|个百分点|个点|per ?cent\b)")),
    ("percent", re.compile(r"成(?![立为本熟员交功果都长绩型套])")),
    (
        "foreign",
        re.compile(
            r"\s?(?:美元|美金|美刀|刀(?![具片])|欧元|港[币元纸]|日[元币]|英镑|韩元|usdt?\b|eur\b|hkd\b|(?:us )?dollars?\b|euros?\b)",
            re.IGNORECASE,
        ),
    ),
    ("count", re.compile(r"\s?块(?=[儿头地]|\s?(?:显?卡|芯片|硬盘|主板|屏|gpu|[A-Za-z]{1,4}\s?\d{2}|\d{4}(?!\d)))", re.IGNORECASE)),
    ("yuan", re.compile(r"\s?(?:元整?|块钱?|圆整?|人民币|大洋)")),
    ("yuan", re.compile(r"\s?(?:rmb|yuan|cny)\b", re.IGNORECASE)),
    (
        "people",
        re.compile(
            r"[\s-]?(?:[个号]?人(?!工|民|力|均|才|家|员(?:工资|费|成本|开支)|贷|垫|账|名义|独资|所得)|名(?![字称义额])|位(?![置于数])|口子?人|people|persons?|employees|ppl\b|pax\b|folks|guys)",
            re.IGNORECASE,
        ),
    ),
    ("month", re.compile(r"\s?(?:个半?月|月)")),
    ("day", re.compile(r"\s?(?:个?工作日|天|日(?![常均期])|号(?![称楼院]))")),
    ("year", re.compile(r"\s?个?年(?!级)半?|\s?years?\b", re.IGNORECASE)),
    ("count", re.compile(rf"\s?(?:{_COUNTED})|(?<=[\dkKmM])(?:[A-Za-z]+|(?<=[kKmM])(?:{_MEASURED}))")),
)
_NEAR = 8
"""Characters before a number in which its sign (¥, RMB, 美元) stands."""
_TIME = ("year", "month", "day")
_VAGUE = re.compile(r"[来多余几](?=[个人名位元块号口天年])")
_YUAN_SIGN = re.compile(r"(?:¥|(?<![a-z])(?:rmb|cny)|人民币)\s?$", re.IGNORECASE)
_FOREIGN_SIGN = re.compile(r"(?:us\$|hk\$|\$|€|£|(?<![a-z])usd|美[元金]|港币|欧元|日元|英镑)\s?$", re.IGNORECASE)
_SOME = re.compile(r"(?:几|数|上)[十百千]?$")
_RANGE = re.compile(r"\s?(?:元|块钱?|[个号]?人|%)?\s?(?P<to>到|至|[-~—–]+|、| to | and )\s?(?:¥|rmb)?", re.IGNORECASE)
_BETWEEN = re.compile(r"\b(?:between|from)\s+(?:rmb\s*|cny\s*|¥)?$", re.IGNORECASE)
_START = re.compile(rf"\d|[{HAN}十百俩仨]|半(?=个?[{SMALL}]?[万亿])")
_ROUND = re.compile(rf"(?:\d|[{HAN}])(?P<scale>[百千]万|[百千]?亿|[百千])")


@dataclass(frozen=True)
class Amount:
    """A number in a text. `value`: the number itself (yuan when money, 0.5 for 50%); `upper`: end of a range.

    `start`/`end`: offsets in the text, unit included. `approximate`: 来/多/几. `scaled`: written with 万, 亿, k …, or with
    a currency sign or thousands separators, so that it reads as money without a unit. `unit` "foreign": another currency.
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


def find_amounts(text: str) -> list[Amount]:
    """Every number of the text, in order, with the unit it is written with. Ranges are one amount with `upper`.

    Calendar years, phone and identity numbers, ordinals (第五条) and dates come with a unit that says so; none is money.
    """
    return list(_found(fold(text)))


@lru_cache(maxsize=512)
def _found(text: str) -> tuple[Amount, ...]:
    found, rest = _claimed(text)
    rest = uniform(rest)
    position = 0
    while begins := _START.search(rest, position):
        start = begins.start()
        number = read_number(rest, start)
        position = number.end if number else start + 1
        if number and not (rest[start] in SMALL and _SOME.search(rest[max(0, start - _NEAR) : start])):  # 几十万, 上百万: no number yet
            found.append(_amount(text, rest, start, number))
            position = max(position, found[-1].end)
    return tuple(sorted(found, key=lambda amount: amount.start))


def _claimed(text: str) -> tuple[list[Amount], str]:
    """Shares in words, and what counts nothing; and the text with these blotted out, character for character."""
    found: list[Amount] = []
    for match in _SHARE.finditer(text):
        if share := read_number(match["run"], 0):
            found.append(Amount(match.start(), match.end(), share.value / 100, None, "percent", match.group()))
    text = _SHARE.sub(_blot, text)
    for match in _FRACTION.finditer(text):  # 四分之一
        share, whole = read_number(match["run"], 0), read_number(match["whole"], 0)
        if share and whole and 0 < share.value < whole.value:
            found.append(Amount(match.start(), match.end(), share.value / whole.value, None, "percent", match.group()))
            text = text[: match.start()] + _blot(match) + text[match.end() :]
    for unit, pattern in _CLAIMS:
        for match in pattern.finditer(text):
            if unit is not None:
                digits = re.sub(r"\D", "", match.group()) or "0"
                found.append(Amount(match.start(), match.end(), Decimal(digits), None, unit, match.group()))
        text = pattern.sub(_blot, text)
    return found, text


def _blot(match: re.Match[str]) -> str:
    return "\ue000" * len(match.group())


def _amount(text: str, rest: str, start: int, number: Number) -> Amount:
    """The number with its range, its unit and its sign. `rest`: the text as numbers are read in it."""
    value, upper, end, approximate = number.value, number.upper, number.end, number.approximate
    scaled = number.scaled or bool(re.search(r"\d,\d{3}", text[start:end]))
    if upper is None and (span := _range(rest, start, number)):
        value, upper, end = span[0], span[1].value, span[1].end
        approximate, scaled = approximate or span[1].approximate, scaled or span[1].scaled
    vague = _VAGUE.match(rest, end)
    unit, unit_end = _unit(rest, vague.end() if vague else end, value, scaled)
    if vague and unit:
        approximate = True
    elif vague:
        unit_end = end
    near = max(0, start - _NEAR)
    if sign := _FOREIGN_SIGN.search(text[near:start]):
        unit, start = "foreign", near + sign.start()
    elif unit in ("", "yuan") and (sign := _YUAN_SIGN.search(text[near:start])):
        unit, start = "yuan", near + sign.start()
    written = text[start:unit_end]
    if unit == "percent":
        parts = 10 if text[number.end : number.end + 1] == "成" or "成" in written else 100
        value, upper = value / parts, None if upper is None else upper / parts
    if unit in ("year", "month") and "半" in written:
        value += Decimal("0.5")
    if text[max(0, start - 1) : start] == "第":
        unit = "ordinal"
    elif unit == "year" and (value >= 1900 or value >= 50 and text[start:end].isdigit()):
        unit = "calendar_year"
    return Amount(start, unit_end, _tidy(value), upper if upper is None else _tidy(upper), unit, written, approximate, scaled)


def _unit(text: str, position: int, value: Decimal, scaled: bool) -> tuple[Unit, int]:
    """The unit that follows a number and where it ends. Nobody counts 80万 years: such a word begins something else."""
    for unit, pattern in _UNITS:
        match = pattern.match(text, position)
        if match is None or (unit in _TIME and value >= 10**4) or (match.group() == "成" and value > 10):
            continue
        if unit == "count" and (scaled and match.group()[0].isascii() or "块" in match.group() and value >= 10**3):
            continue  # 60万token may be the price of tokens, 8000块显卡 that of cards
        if match.group() == "块" and value == 1 and text[position - 1 : position] == "一":
            return "", position  # 一块: together
        return unit, match.end()
    if text[position - 1 : position] in ("俩", "仨"):
        return "count", position
    return "", position


def _range(text: str, start: int, first: Number) -> tuple[Decimal, Number] | None:
    """The lower end and the number of the upper end, when another number follows as the other end of a range."""
    gap = _RANGE.match(text, first.end)
    if gap is None or gap.end() >= len(text) or not _START.match(text, gap.end()):
        return None
    second = read_number(text, gap.end())
    if second is None or second.upper is not None:
        return None
    word, value, single = gap["to"].strip(), first.value, first.end - start == 1
    if word == "、":
        leading = read_number(text[gap.end()], 0) if single and not first.scaled else None
        if leading is None or leading.value != value + 1:
            return None
        value *= second.value / leading.value
    elif word == "and" and not _BETWEEN.search(text[max(0, start - 2 * _NEAR) : start]):
        return None
    elif not first.scaled:
        rounded = _ROUND.fullmatch(text, gap.end(), second.end)
        scale = _size(rounded["scale"]) if rounded and value < 10 else second.scale
        if scale >= 100 and value * scale < second.value:
            value *= scale
    return (value, second) if value < second.value else None


def _size(scale: str) -> int:
    number = read_number("一" + scale, 0)
    return int(number.value) if number else 1


def _tidy(value: Decimal) -> Decimal:
    """Without noughts behind the point: 1200000 for 1.2 × 10⁶."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


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
