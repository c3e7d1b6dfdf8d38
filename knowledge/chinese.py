"""One number as Chinese writes it, with the digits people mix in → its value and where it ends.

cn2an reads the Chinese numeral; here stands what it does not know: digits before a scale (1.5千万, 12万5), 80w, 半个亿,
80来万, 两个亿, 七八十万, and where a number ends (30万8个人 is two). The words are those of the language, not of any policy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

import cn2an

ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
HAN = "零〇一二三四五六七八九两廿卅"
SMALL = "十百千"
_SCALES = {"十": 10, "百": 100, "千": 10**3, "万": 10**4, "亿": 10**8}
_LATIN = {"k": 10**3, "w": 10**4, "m": 10**6, "thousand": 10**3, "grand": 10**3, "million": 10**6, "billion": 10**9}
_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
_PAIR = {"俩": 2, "仨": 3}

_RUN = rf"(?:[{HAN}{SMALL}]+(?:点[{HAN}]+)?|{ARABIC})"
_BIG = re.compile(rf"零?(?P<run>{_RUN})(?P<vague>[来多余几])?\s?个?(?P<scale>[{SMALL}]?(?:万亿|[万亿]))")
_SMALL = re.compile(rf"(?P<run>{ARABIC})\s?(?P<vague>[来多余几])?\s?个?(?P<scale>[{SMALL}])(?![{HAN}{SMALL}万亿]|分点)")
_WITH_LATIN = re.compile(
    rf"(?P<run>{ARABIC}|[{HAN}{SMALL}]+)(?P<vague>[来多余几])?\s?个?"
    r"(?:(?P<scale>[kKwWmM])(?P<tail>\d)?(?![A-Za-z\d])|\s?(?P<word>thousand|grand|million|billion)\b)",
    re.IGNORECASE,
)
_HALF = re.compile(rf"半个?(?P<scale>[{SMALL}]?[万亿])")
_TAIL = re.compile(rf"(?P<zero>零)?(?P<run>[{HAN}{SMALL}]+|\d+)(?![\d.{HAN}{SMALL}万亿%])")
_COUNTED = re.compile(r"\s?(?:个(?!亿|百|千)|[人名位口号年月天日周张台卡套份次条家户岁期笔栋层间点]|季度|成(?!本)|%|倍|[A-Za-z])")
_SPOKEN_RANGE = re.compile(
    rf"(?P<head>[{HAN}{SMALL}]*[{SMALL}]|)(?P<low>[一二两三四五六七八九])(?P<high>[二两三四五六七八九])(?P<rest>[{SMALL}]*)"
)


@dataclass(frozen=True)
class Number:
    """`value`, and `upper` when two neighbours give a range (七八十万). `end`: offset behind it. `scale`: of its last part.

    `approximate`: 来, 多, 余, 几. `scaled`: has a scale of 千 and above, so that it can be a sum of money without a unit.
    """

    value: Decimal
    upper: Decimal | None
    end: int
    scale: int
    approximate: bool = False
    scaled: bool = False


def uniform(text: str) -> str:
    """The same text, one character for one: formal numerals inside a number made ordinary, a lone digit before 十百千 made Chinese.

    So 人民币肆拾万 and 3千5百万 are read like 四十万 and 三千五百万.
    """
    formal = "壹贰叁肆伍陆柒捌玖"
    text = re.sub(rf"[{formal}]|(?<=[\d{HAN}{SMALL}{formal}])[拾佰仟]", lambda match: match.group().translate(_FORMAL), text)
    beside = rf"(?<![\d.,])\d(?=[{SMALL}])|(?<=[{SMALL}])\d(?![\d.,%])"
    return re.sub(beside, lambda match: HAN[1 + int(match.group())] if match.group() != "0" else "零", text)


@lru_cache(maxsize=4096)
def _han(run: str) -> Decimal | None:
    """The value of a Chinese numeral, one digit after the other (一五零零) included; None when it is none."""
    whole, _, fraction = run.partition("点")
    digits = "".join(str("零一二三四五六七八九".find(char)) for char in fraction.replace("〇", "零").replace("两", "二"))
    try:
        value = Decimal(cn2an.cn2an(re.sub(r"^(?=[百千])", "一", whole.replace("廿", "二十").replace("卅", "三十")), "normal"))
    except (ValueError, KeyError, IndexError):
        return None
    return value + Decimal(f"0.{digits}") if digits else value


def _coefficient(run: str) -> tuple[Decimal, Decimal | None] | None:
    """A run of digits or of a Chinese numeral: its value and, for two neighbours, the upper end."""
    if run[0].isdigit():
        return Decimal(run.replace(",", "")), None
    pair = _SPOKEN_RANGE.fullmatch(run)
    if pair and (pair["low"], pair["high"]) != ("二", "两"):
        low, high = _han(pair["low"]), _han(pair["high"])
        if low is not None and high is not None and (high == low + 1 or low == 3 and high == 5):
            ends = [_han(pair["head"] + digit + pair["rest"]) for digit in (pair["low"], pair["high"])]
            return None if ends[0] is None else (ends[0], ends[1])
    value = _han(run)
    return None if value is None else (value, None)


def _times(scale: str) -> int:
    product = 1
    for char in scale:
        product *= _SCALES[char]
    return product


def read_number(text: str, start: int) -> Number | None:
    """The number that begins at `start` of a `uniform` text, as long as it goes; None when none does."""
    if text[start] in _PAIR:
        return Number(Decimal(_PAIR[text[start]]), None, start + 1, 1)
    if half := _HALF.match(text, start):
        return Number(_times(half["scale"]) / Decimal(2), None, half.end(), _times(half["scale"]), scaled=True)
    if latin := _WITH_LATIN.match(text, start):
        return _latin(latin)
    parts = list(_big_parts(text, start))
    if parts:
        return _with_tail(text, parts)
    if small := _SMALL.match(text, start):
        scale = _SCALES[small["scale"]]
        value = Decimal(small["run"].replace(",", "")) * scale
        return Number(value, None, small.end(), scale, bool(small["vague"]), scale >= 10**3)
    plain = re.compile(_RUN).match(text, start)
    ends = _coefficient(plain.group()) if plain else None
    if plain is None or ends is None:
        return None
    scaled = "千" in plain.group()
    return Number(ends[0], ends[1], plain.end(), 1, ends[1] is not None, scaled)


def _latin(match: re.Match[str]) -> Number | None:
    ends = _coefficient(match["run"])
    if ends is None:
        return None
    scale = _LATIN[(match["scale"] or match["word"]).lower()]
    more = int(match["tail"] or 0) * scale // 10
    upper = None if ends[1] is None else ends[1] * scale
    return Number(ends[0] * scale + more, upper, match.end(), scale, bool(match["vague"]) or upper is not None, True)


def _big_parts(text: str, start: int) -> Iterator[tuple[Decimal, Decimal | None, int, int, bool]]:
    """Parts with 万 or 亿 (value, upper, scale, end, vague), each of a smaller scale than the one before."""
    before: int | None = None
    while part := _BIG.match(text, start):
        scale = _times(part["scale"])
        ends = _coefficient(part["run"])
        if ends is None or (before is not None and (scale >= before or ends[0] * scale >= before or part["run"][0] == "零")):
            return
        yield ends[0] * scale, ends[1] and ends[1] * scale, scale, part.end(), bool(part["vague"]) or ends[1] is not None
        start, before = part.end(), scale


def _with_tail(text: str, parts: list[tuple[Decimal, Decimal | None, int, int, bool]]) -> Number:
    value = sum((part[0] for part in parts), Decimal(0))
    _, upper, scale, end, vague = parts[-1]
    if upper is not None:
        return Number(value, value - parts[-1][0] + upper, end, scale, True, True)
    vague = vague or any(part[4] for part in parts)
    tail = _TAIL.match(text, end)
    more = None if tail is None or vague or value % scale else _tail(text, tail, scale)
    if tail is not None and more is not None:
        return Number(value + more, None, tail.end(), scale, False, True)
    if vague_after := re.compile(r"(?:来(?![算说看讲计])|[多余几])(?![一二三四五六七八九\d])").match(text, end):
        return Number(value, None, vague_after.end(), scale, True, True)
    return Number(value, None, end, scale, vague, True)


def _tail(text: str, tail: re.Match[str], scale: int) -> Decimal | None:
    """What follows 万 or 亿 as part of the same number (12万5, 五万三千, 两万零六百); None when it is a number of its own."""
    run, counted = tail["run"], bool(_COUNTED.match(text, tail.end()))
    if len(run) == 1 and run not in "十百千" + "零〇" and not tail["zero"]:
        return None if counted else (_coefficient(run) or (Decimal(0), None))[0] * (scale // 10)
    if run.isdigit():
        full = len(run) == len(str(scale)) - 1
        return Decimal(run) if (full or tail["zero"]) and not counted else None
    ends = _coefficient(run)
    if ends is None or ends[1] is not None or ends[0] >= scale:
        return None
    if tail["zero"] or run[0] in "零〇" or "千" in run or ("百" in run and not counted):
        return ends[0]
    return None
