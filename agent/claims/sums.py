"""Sums, shares and durations by their role: a cap is the measure's cap, a rate its rate, a result what the tool computed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from agent.claims.rates import is_factor, repeated_as_wrong, share_faults, year_faults
from agent.claims.results import Results, Sums
from agent.claims.statement import Statement
from agent.claims.words import claim_words
from agent.evidence import Evidence
from agent.figures import Figure
from knowledge.schema import Measure, Policy

Role = Literal["cap", "amount", "spent", "operand", "result", "total", "needed", ""]

_BASIS = re.compile(r"基数(?:就是|是|为|按)?\s*$")
_ANNOUNCED = re.compile(r"(?:计算|测算|算下来|支持|结果|可得|支持金额)\s*[：:]\s*$")
_CAPPED = re.compile(r"(?:最高|上限|封顶|不超过|最多)(?:金额)?(?:可?[达为到是]|不超过|：|:)?\s*$")
_NEAR = 10
_OPERAND = re.compile(r"\s*[×xX*+＋]|\s*的?\s*(?:\d+(?:\.\d+)?\s?%|一半)")


def role(said: Statement, figure: Figure) -> Role:
    """What the sentence says this sum is, by the word nearest to it in its clause."""
    words = claim_words()
    start, end = said.clause(figure.start)
    before, after = said.plain[start : figure.start], said.plain[figure.start + len(figure.text) : end]
    if _OPERAND.match(after) or re.search(r"[+＋]\s*$", before):
        return "operand"
    if re.search(r"[=≈][^=≈\d]{0,6}$", before):
        return "result"
    if _ANNOUNCED.search(said.plain[: figure.start]):
        return "amount"
    if re.search(r"(?:达到|满|花到?|签到?)\s*$", before) and re.match(r"\s*(?:就|即|便)?(?:到顶|封顶|碰顶|满额|达到上限)", after):
        return "needed"
    if words.cap.search(before[-2 * _NEAR :]) or words.cap.search(after[: 2 * _NEAR] if not before.strip() else after[:_NEAR]):
        return "cap"
    last = {name: _last(getattr(words, name), before) for name in ("amount", "spent", "total")}
    if re.match(r"\s*的?(?:资金)?(?:支持|补)", after) or re.search(r"给(?:[您你予])?\s*$", before):
        return "amount"
    if max(last.values()) < 0:
        return "spent" if words.spent.search(after[:_NEAR]) else ""
    said_as: list[Role] = ["spent", "total", "amount"]
    return max(said_as, key=lambda name: last[name])


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((match.end() for match in pattern.finditer(text)), default=-1)


def sum_faults(said: Statement, evidence: Evidence, results: Results, policy: Policy) -> Iterator[str]:
    """Why a sum, share or number of years may not be said so."""
    for figure in said.figures:
        measures = [policy.measures[id_] for id_ in said.about(figure.start) if id_ in policy.measures]
        if figure.free and figure.kind != "year":
            continue
        if figure.kind == "money":
            yield from _of_money(said, figure, measures, evidence, results, policy)
        elif figure.kind == "share" or is_factor(said, figure):
            yield from share_faults(said, figure, measures, evidence, policy)
        elif figure.kind == "year":
            yield from year_faults(said, figure, measures, policy)


def _of_money(
    said: Statement, figure: Figure, measures: list[Measure], evidence: Evidence, results: Results, policy: Policy
) -> Iterator[str]:
    values = {value for value in figure.values if isinstance(value, Decimal)}
    what = role(said, figure)
    if repeated_as_wrong(said, values, evidence):
        return
    words = claim_words()
    sums = _sums(measures, results, bool(words.earlier.search(said.plain)), policy)
    caps = sums.caps | {measure.support.cap for measure in measures or policy.measures.values() if measure.support.cap is not None}
    every = {measure.support.cap for measure in policy.measures.values()}
    if what in ("spent", "operand"):
        told = _heard(evidence) | sums.spent | sums.uncapped | sums.amounts | results.totals
        if values <= caps and not values <= told and _BASIS.search(said.plain[: figure.start]):
            yield f"“{figure.text.strip()}”不是您说过的数，也不是算出来的基数"
        return
    name = "、".join(measure.short for measure in measures) or policy.head.kind
    if what == "cap":
        allowed = caps | sums.amounts | results.totals
        clause = said.plain[slice(*said.clause(figure.start))]
        beside = sums.spent | sums.uncapped  # 83万元超过每年最高50万元: a cap stands near, and this is not it
        if not values <= allowed and (not values <= beside or _CAPPED.search(said.plain[: figure.start])):
            yield f"“{figure.text.strip()}”不是{name}的上限"
        if words.per["total"].search(clause) and len(measures) != 1 and not values <= sums.caps | sums.amounts | results.totals:
            yield f"几项合起来的上限原文没有写，“{figure.text.strip()}”不能这样说"
        for measure in measures[:1]:
            if values == {measure.support.cap} and values.isdisjoint(sums.amounts):
                yield from _per(measure, clause, figure)
        return
    if what == "needed":
        if not values <= sums.spent:
            yield f"花到“{figure.text.strip()}”就到上限：没有这样算过"
        return
    if what in ("result", "total"):
        if not values <= sums.amounts | sums.uncapped | sums.spent | caps | results.totals:
            yield f"“{figure.text.strip()}”不是算出来的{name}金额"
        return
    if what == "amount" and values <= _heard(evidence) and said.says("attributed"):
        return
    if what == "amount":
        allowed = sums.amounts | results.totals | (sums.uncapped | sums.spent if words.uncapped.search(said.plain) else set())
        hedged = words.cap.search(said.plain[slice(*said.clause(figure.start))])
        if not values <= allowed and not (hedged and values <= caps):
            yield f"“{figure.text.strip()}”不是算出来的{name}金额"
        if not hedged and measures and all(m.support.kind in ("ceiling", "discretionary") for m in measures):
            yield f"{name}只有上限，“{figure.text.strip()}”不能说成就是这个数"
        return
    told = sums.amounts | sums.uncapped | sums.spent | results.totals
    told |= _heard(evidence) if said.says("attributed") or not values <= every else set()
    clause = said.plain[slice(*said.clause(figure.start))]
    flatly = re.search(r"就按|就是|实际|直接|固定", clause)
    over = words.capping.search(said.plain[: figure.start + len(figure.text) + 4])
    capped = over or words.cap.search(clause if flatly else said.plain)
    if values <= caps and not values <= told and not capped and not said.says("corrected"):
        yield f"“{figure.text.strip()}”是{name}的上限，要说“最高”或“不超过”"
    foreign = values & (every - caps)
    if measures and foreign and not foreign <= told:
        yield f"“{figure.text.strip()}”是别的条款的数，不是{name}的"


def _sums(measures: list[Measure], results: Results, also_before: bool, policy: Policy) -> Sums:
    found = Sums()
    for measure in measures or policy.measures.values():
        found = found | results.sums(measure.id, also_before=also_before)
    return found


def _heard(evidence: Evidence) -> set[object]:
    return set(evidence.heard.values.get("money", ())) | set(evidence.heard.values.get("number", ()))


def _per(measure: Measure, clause: str, figure: Figure) -> Iterator[str]:
    per = claim_words().per
    if measure.support.per == "year" and (
        per["project"].search(clause) or (per["total"].search(clause) and not per["year"].search(clause))
    ):
        yield f"“{figure.text.strip()}”是{measure.short}每年的上限，不是一个项目或总共的"
    if measure.support.per == "project" and per["year"].search(clause):
        yield f"“{figure.text.strip()}”是{measure.short}单个项目的上限，不是每年的"
