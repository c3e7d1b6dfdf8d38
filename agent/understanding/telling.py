"""How one named sum is told: set or added, for which period, once or every month, exact or about.

A telling is ``{fact, part, value, mode}`` with ``upper``, ``approximate``, ``label``, ``note`` where they apply. `note` says how
the value was read, ``written`` what stood there and ``times`` for how long or how many, both in the words of the message.
Values are yuan as strings.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from agent.understanding.clauses import CLAUSE, SENTENCE, rules
from agent.understanding.entries import label_before
from agent.understanding.vocabulary import Cue, Vocabulary
from knowledge.numerals import Amount, find_amounts

_NAMED_MONTH = re.compile(r"(?<![\d一二三四五六七八九十第])(1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月(?!租|费|付|供|均|息)")
_SPAN = re.compile(r"月份?[^，。]{0,4}(?:到|至|-|—)")


def telling(vocabulary: Vocabulary, text: str, amount: Amount, cue: Cue) -> dict[str, Any] | None:
    """What `amount` tells of the fact that `cue` names. `text` is folded. None: the price of one thing, and nobody said how many."""
    roles = vocabulary.roles
    before, after = CLAUSE.split(text[: amount.start])[-1], text[amount.end :]
    mode = _mode(roles, before, after, SENTENCE.split(text[: amount.start])[-1], bool(cue.word) and cue.word in before.lower())
    actual = vocabulary.policy.facts[cue.fact or ""].actual
    earlier = any(one.is_money for one in find_amounts(SENTENCE.split(text[: amount.start])[-1]))
    if not actual and mode == "set" and earlier and rules(tuple(roles["within"]["paid"])).search(before):
        mode = "part of"
    if mode == "within" and not actual:
        mode = "part of"  # of a contract 已付 is no smaller basis
    if mode == "subtract" and any(cue.fact in measure.support.less for measure in vocabulary.policy.measures.values()):
        mode = "set"  # 扣掉土建600万 says how much it is
    told: dict[str, Any] = {"fact": cue.fact, "part": cue.part, "value": plain(amount.value), "mode": mode}
    if cue.word in roles["general"]:
        told["general"] = True
    if amount.upper is not None:
        told["upper"] = plain(amount.upper)
    around = roles["about"]
    if amount.approximate or rules(tuple(around["before"])).search(before) or rules(tuple(around["after"])).match(after):
        told["approximate"] = True
    if rules(tuple(roles["whole"])).search(before):
        told["whole"] = True
    if label := rules(tuple(roles["periods"])).search(before):
        told["label"] = label.group(1)
    elif entry := label_before(vocabulary, text, amount):
        told["entry"] = entry
    read = _read(roles, text, amount, before, after)
    if read and read.get("note") == "partial" and mode != "set":
        read = {}
    return None if read is None else told | read


def _mode(roles: dict[str, Any], before: str, after: str, sentence: str, named: bool) -> str:
    """How a sum relates to the one before. `named`: by its own clause; then it is not what was used of that one."""
    if rules(tuple(roles["modes"]["subtract"]["after"])).match(after):
        return "subtract"
    given = not named and rules(tuple(roles["within"]["given"])).search(sentence) and rules(tuple(roles["within"]["spent"])).search(before)
    if given:
        return "within"
    if rules(tuple(roles["within"]["before"])).search(before):
        if rules(tuple(roles["within"]["used"])).search(before):
            return "within"
        return "subtract" if rules(tuple(roles["within"]["unused"])).match(after) else "part of"
    if rules(tuple(roles["within"]["actual"])).search(before):
        return "within" if rules(tuple(roles["within"]["used"])).search(before) else "paid of"
    for name in ("subtract", "add"):
        mode = roles["modes"][name]
        if rules(tuple(mode.get("before", ()))).search(before) or rules(tuple(mode.get("after", ()))).search(after):
            return name
        if rules(tuple(mode.get("sentence", ()))).search(sentence):
            return name
    return "set"


def _read(roles: dict[str, Any], text: str, amount: Amount, before: str, after: str) -> dict[str, Any] | None:
    """The value over all things and periods, and the note on it; or a note that it is for a part of the year only."""
    found = [(rule, sign) for rule in (roles["apiece"], *roles["recurring"]) if (sign := _sign(rule, before, after))]
    factors = [_factor(rule, text, amount, sign) for rule, sign in found]
    if factors and factors[0] is None and found[0][1].startswith("一") and found[0][0] is roles["apiece"]:
        found, factors = found[1:], factors[1:]  # 一份88万: one of its kind, no price apiece
    if not found:
        part = rules(tuple(roles["partial"]["before"])).search(before) or rules(tuple(roles["partial"]["after"])).match(after)
        return {"note": "partial", "written": amount.text} if part else {}
    times = [said if said else (rule.get("times"), "") for said, (rule, _) in zip(factors, found, strict=True)]
    if any(number is None for number, _ in times):
        return None
    product = Decimal(1)
    for number, _ in times:
        product *= Decimal(number)
    note = "recurring" if None in factors else found[0][0]["note"] if len(found) == 1 else "product"
    upper = {} if amount.upper is None else {"upper": plain(amount.upper * product)}
    return {
        "value": plain(amount.value * product),
        **upper,
        "note": note,
        "written": amount.text,
        "times": " × ".join(said for _, said in times),
    }


def _sign(rule: dict[str, Any], before: str, after: str) -> str:
    """The words that say a sum is for one thing or one period."""
    sign = rules(tuple(rule["before"])).search(before) or rules(tuple(rule["after"])).match(after)
    return sign.group() if sign else ""


def _factor(rule: dict[str, Any], text: str, amount: Amount, sign: str) -> tuple[Decimal, str] | None:
    """How many things or periods it was, and as it was said (8张, 用了8个月, 半年); the sign itself (一个月) is not that."""
    start = len(text[: amount.start]) - len(SENTENCE.split(text[: amount.start])[-1])
    end = amount.end + len(SENTENCE.split(text[amount.end :])[0])
    rest = text[start:end].replace(sign, "\ue000" * len(sign), 1)
    for words, times in rule.get("spans", {}).items():
        if said := rules((words,)).search(rest):
            return Decimal(times), said.group()
    unit = rules(tuple([one for one in rule["counted"] if one in sign] or rule["counted"]))
    counted = [one for one in find_amounts(rest) if not one.is_money and unit.search(rest[one.start : one.end + 3])]
    counted = [one for one in counted if rest[max(0, one.start - 1) : one.start] not in ("第", "每")]
    months = dict.fromkeys(_NAMED_MONTH.findall(rest)) if rule["note"] == "months" and not counted else {}
    if len(months) > 1 and not _SPAN.search(rest):  # 11月12月每个月
        return Decimal(len(months)), "、".join(f"{month}月" for month in months)
    if not counted or counted[-1].value > rule.get("times", 10**6):
        return None
    said = unit.search(rest, counted[-1].start, counted[-1].end + 3)
    return counted[-1].value, rest[counted[-1].start : max(counted[-1].end, said.end() if said else 0)]


def joined(told: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Sums told for one fact in one message, put together: years keep their labels, otherwise the later one adds up.

    其中… is a part of what was said before: what was actually used takes its place, any other part says nothing new.
    A total of what was just told (一共…) replaces it. Two halves make a whole year: no note on a part of it then.
    """
    kept: list[dict[str, Any]] = []
    for one in told:
        same = [other for other in kept if other["fact"] == one["fact"]]
        first = next((other for other in same if other["part"] == one["part"]), None)
        mode, whole = one["mode"], one.pop("whole", False)
        if mode in ("within", "part of", "paid of"):
            one["mode"] = "part" if mode == "part of" else "set"
            if first is not None or same:
                (first or same[0]).update({"value": one["value"]} if mode == "within" else {})
                continue
        elif mode == "set" and whole and len(same) > 1 and "label" not in one:
            kept = [other for other in kept if other["fact"] != one["fact"]]
            one["part"] = ""
        elif mode == "set" and first is not None:
            labels = (first.get("label"), one.get("label"))
            one["mode"] = "add" if labels[0] == labels[1] or None in labels else "set"
        kept.append(one)
    kept.sort(key=lambda one: one["mode"] == "subtract")  # 退了5万，原来花了45万: first what there was
    for one in kept:
        if one.get("note") == "partial" and sum(other["fact"] == one["fact"] for other in kept) > 1:
            for key in ("note", "written"):
                one.pop(key)
    return kept


def plain(value: Decimal) -> str:
    """A decimal without exponent."""
    return f"{value:f}"
