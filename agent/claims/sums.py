"""Sums, shares and durations by their role: a cap is the measure's cap, a rate its rate, a result what the tool computed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from agent.claims.results import Results, Sums
from agent.claims.statement import Statement
from agent.claims.words import claim_words
from agent.evidence import Evidence, folded
from agent.figures import Figure, clean
from knowledge.schema import Measure, Policy

Role = Literal["cap", "amount", "spent", "operand", "result", "total", "needed", ""]

_NEAR = 10
_OPERAND = re.compile(r"\s*[×xX*]|\s*的?\s*(?:\d+(?:\.\d+)?\s?%|一半)")
_LASTING = re.compile(r"连续|最长|支持期|年限|最多|不超过|可享")
_VALID = re.compile(r"有效期?|valid|in force")
_NOT = re.compile(r"不|非|没|无|而是")


def role(said: Statement, figure: Figure) -> Role:
    """What the sentence says this sum is, by the word nearest to it in its clause."""
    words = claim_words()
    start, end = said.clause(figure.start)
    before, after = said.plain[start : figure.start], said.plain[figure.start + len(figure.text) : end]
    if _OPERAND.match(after):
        return "operand"
    if re.search(r"[=≈][^=≈\d]{0,6}$", before):
        return "result"
    if re.search(r"(?:达到|满|花到|花|签到?|到)\s*$", before) and re.match(r"\s*(?:就|即|便)?(?:到顶|封顶|碰顶|满额|达到上限)", after):
        return "needed"
    if words.cap.search(before[-2 * _NEAR :]) or words.cap.search(after[: 2 * _NEAR] if not before.strip() else after[:_NEAR]):
        return "cap"
    last = {name: _last(getattr(words, name), before) for name in ("amount", "spent", "total")}
    if re.match(r"\s*的?(?:资金)?(?:支持|补)", after):
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
        if figure.kind == "money":
            yield from _of_money(said, figure, measures, evidence, results, policy)
        elif figure.kind == "share":
            yield from _of_share(said, figure, measures, evidence, policy)
        elif figure.kind == "year":
            yield from _of_years(said, figure, measures, policy)


def _of_money(
    said: Statement, figure: Figure, measures: list[Measure], evidence: Evidence, results: Results, policy: Policy
) -> Iterator[str]:
    values = {value for value in figure.values if isinstance(value, Decimal)}
    what = role(said, figure)
    if what in ("spent", "operand") or _quoted_as_wrong(said, values, evidence):
        return
    words = claim_words()
    sums = _sums(measures, results, bool(words.earlier.search(said.plain)), policy)
    caps = sums.caps | {measure.support.cap for measure in measures or policy.measures.values() if measure.support.cap is not None}
    every = {measure.support.cap for measure in policy.measures.values()}
    name = "、".join(measure.short for measure in measures) or policy.head.kind
    if what == "cap":
        allowed = caps | sums.amounts | results.totals
        clause = said.plain[slice(*said.clause(figure.start))]
        if not values <= allowed and not values <= sums.spent | sums.uncapped:
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
    if what == "amount":
        allowed = sums.amounts | results.totals | (sums.uncapped | sums.spent if words.uncapped.search(said.plain) else set())
        hedged = words.cap.search(said.plain[slice(*said.clause(figure.start))])
        if not values <= allowed and not (hedged and values <= caps):
            yield f"“{figure.text.strip()}”不是算出来的{name}金额"
        if not hedged and measures and all(m.support.kind in ("ceiling", "discretionary") for m in measures):
            yield f"{name}只有上限，“{figure.text.strip()}”不能说成就是这个数"
        return
    told = sums.amounts | sums.uncapped | sums.spent | results.totals | _heard(evidence)
    if values <= caps and not values <= told and not words.cap.search(said.plain):
        yield f"“{figure.text.strip()}”是{name}的上限，要说“最高”或“不超过”"
    foreign = values & (every - caps)
    if measures and foreign and not foreign <= told:
        yield f"“{figure.text.strip()}”是别的条款的数，不是{name}的"


def _sums(measures: list[Measure], results: Results, also_before: bool, policy: Policy) -> Sums:
    found = Sums()
    for measure in measures or policy.measures.values():
        found |= results.sums(measure.id, also_before=also_before)
    return found


def _heard(evidence: Evidence) -> set[object]:
    return set(evidence.heard.values.get("money", ())) | set(evidence.heard.values.get("number", ()))


def _quoted_as_wrong(said: Statement, values: set[Decimal], evidence: Evidence) -> bool:
    """A figure of the user's that the sentence only repeats in order to set it right."""
    heard = set().union(*evidence.heard.values.values()) if evidence.heard.values else set()
    return values <= heard and (said.says("corrected") or said.says("silent"))


def _per(measure: Measure, clause: str, figure: Figure) -> Iterator[str]:
    per = claim_words().per
    if measure.support.per == "year" and (
        per["project"].search(clause) or (per["total"].search(clause) and not per["year"].search(clause))
    ):
        yield f"“{figure.text.strip()}”是{measure.short}每年的上限，不是一个项目或总共的"
    if measure.support.per == "project" and per["year"].search(clause):
        yield f"“{figure.text.strip()}”是{measure.short}单个项目的上限，不是每年的"


def _of_share(said: Statement, figure: Figure, measures: list[Measure], evidence: Evidence, policy: Policy) -> Iterator[str]:
    values = {value for value in figure.values if isinstance(value, Decimal)}
    if _quoted_as_wrong(said, values, evidence):
        return
    rates = {measure.support.rate for measure in measures or policy.measures.values() if measure.support.rate is not None}
    name = "、".join(measure.short for measure in measures) or "文件"
    if not values <= rates:
        rest = said.plain[figure.start : said.clause(figure.start)[1]]
        own = re.search(r"利率|年化|月息|费率|占", said.plain) or (said.says("attributed") and not re.search(r"给|支持|补", rest))
        if not (own and values <= set(evidence.heard.values.get("share", ()))):
            yield f"“{figure.text.strip()}”不是{name}的比例"
        return
    if len(measures) == 1:
        yield from _of_basis(said, figure, measures[0], policy)


def _of_basis(said: Statement, figure: Figure, measure: Measure, policy: Policy) -> Iterator[str]:
    """按贷款本金的30%: what the rate is taken of has to be what the section says."""
    start, _end = said.clause(figure.start)
    before = said.plain[max(start, figure.start - 16) : figure.start]
    if not re.search(r"的\s*$|[×*]\s*$", before) or _NOT.search(before):
        return
    body = folded(policy.sections[measure.section].text)
    for base in claim_words().bases:
        found = base.search(before)
        if found and found.group() not in body:
            yield f"{measure.short}的基数是“{measure.support.basis_label}”，不是“{found.group()}”"


def part_faults(said: Statement, policy: Policy) -> Iterator[str]:
    """算力、词元各有上限: the parts of one basis share its cap."""
    words = claim_words()
    if said.says("asking") or not (words.cap.search(said.plain) and words.separately.search(said.plain)) or _NOT.search(said.plain):
        return
    for measure in policy.measures.values():
        for fact in measure.support.basis:
            if sum(part.label in said.plain for part in policy.facts[fact].parts) > 1:
                yield f"{'、'.join(part.label for part in policy.facts[fact].parts)}合起来是一个基数，共用一个上限"


def less_faults(said: Statement, policy: Policy) -> Iterator[str]:
    """含土建: what the section leaves out of the basis is not said to be in it."""
    plain = said.plain
    for fact in policy.facts.values():  # a fact may be called so: 研发与建设投资额（含土建）
        plain = plain.replace(clean(fact.label), "")
    for id_ in said.measures:
        measure = policy.measures.get(id_)
        for less in measure.support.less if measure else ():
            for word in policy.facts[less].cues:
                found = re.search(claim_words().included.pattern.rstrip("?") + "?" + re.escape(word), plain)
                if found and not _NOT.search(plain[max(0, found.start() - 4) : found.end() + 8]) and not said.says("asking"):
                    yield f"{measure.short if measure else ''}的基数不含{word}"


def _of_years(said: Statement, figure: Figure, measures: list[Measure], policy: Policy) -> Iterator[str]:
    start, end = said.clause(figure.start)
    clause = said.plain[start:end]
    before = said.plain[start : figure.start]
    if _VALID.search(clause):
        if Decimal(policy.head.validity.years) not in figure.values:
            yield f"“{figure.text.strip()}”不是有效期"
    elif _LASTING.search(before[-_NEAR:]) and measures and figure.values and not said.says("silent"):
        allowed = {Decimal(m.support.max_years) for m in measures if m.support.max_years is not None}
        if not set(figure.values) <= allowed and figure.values != (Decimal(1),):
            yield f"“{figure.text.strip()}”不是{measures[0].short}的支持年限"
