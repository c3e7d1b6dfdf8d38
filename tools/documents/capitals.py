"""人民币大写: a sum in the capitals of Chinese payment rules (《支付结算办法》附件一 正确填写票据和结算凭证的基本规定)."""

from __future__ import annotations

from decimal import Decimal

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")
_LIMIT = Decimal(10) ** 16


def capitals(amount: Decimal) -> str:
    """Yuan → 人民币肆拾万元整. 整 stands after 元 and 角, not after 分.

    Raises `ValueError` for a negative sum, one of more than two places, or one of 10^16 and more.
    """
    if not 0 <= amount < _LIMIT or amount != amount.quantize(Decimal("0.01")):
        raise ValueError(f"no sum that is written in capitals: {amount}")
    fen = int(amount * 100)
    yuan, jiao, fen = fen // 100, fen // 10 % 10, fen % 10
    text = _whole(yuan) + "元" if yuan else ""
    if not jiao and not fen:
        return f"人民币{text or '零元'}整"
    if jiao:
        text += _DIGITS[jiao] + "角"
    elif yuan:
        text += _DIGITS[0]
    return f"人民币{text}" + (f"{_DIGITS[fen]}分" if fen else "整")


def _whole(number: int) -> str:
    """A positive whole number. Of 万亿 and 亿 the 亿 is said once, behind the last group that it belongs to."""
    groups = []
    while number:
        number, group = divmod(number, 10**4)
        groups.append(group)
    text, gap = "", False
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if not group:
            gap = gap or bool(text)
            continue
        text += (_DIGITS[0] if text and (gap or group < 1000) else "") + _four(group)
        text += "万" if place == 3 and groups[2] else _GROUPS[place]
        gap = False
    return text


def _four(group: int) -> str:
    text, gap = "", False
    for place in range(3, -1, -1):
        digit = group // 10**place % 10
        if digit:
            text += (_DIGITS[0] if gap and text else "") + _DIGITS[digit] + _PLACES[place]
        gap = not digit
    return text
