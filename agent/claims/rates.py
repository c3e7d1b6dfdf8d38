"""Rates and what they are taken of, what belongs to a basis, and for how many years."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from agent.claims.statement import Statement
from agent.claims.words import claim_words
from agent.evidence import Evidence, folded
from agent.figures import Figure, clean
from knowledge.schema import Measure, Policy

_NEAR = 10
_LASTING = re.compile(r"连续|最长|支持期|年限|最多|不超过|可享")
_VALID = re.compile(r"有效期?|valid|in force")
_NOT = re.compile(r"不|非|没|无|而是")
_RECKONED = re.compile(r"(?:按照?|以|看)[^；。]{0,16}(?:计算|为基数|作基数|算(?!力)|为准)")
_TIMES = re.compile(r"\s*(?:的|[×*x]|按|乘以?|打)?\s*")
_EQUALS = re.compile(r"\s*(?:计算|测算|折算|算下来|算)?\s*(?:就是|是|为|等于|得|即|对应|[=＝])\s*")


def is_factor(said: Statement, figure: Figure) -> bool:
    """乘以0.5: a share said as a factor."""
    before = said.plain[max(0, figure.start - 4) : figure.start]
    fraction = figure.kind == "number" and all(isinstance(value, Decimal) and 0 < value < 1 for value in figure.values)
    return fraction and bool(re.search(r"乘|[×*]|系数|比例|按|率", before))


def share_faults(said: Statement, figure: Figure, measures: list[Measure], evidence: Evidence, policy: Policy) -> Iterator[str]:
    """A share has to be the rate of the measure, of the basis that its section names."""
    values = {value for value in figure.values if isinstance(value, Decimal)}
    if repeated_as_wrong(said, values, evidence):
        return
    rates = {measure.support.rate for measure in measures or policy.measures.values() if measure.support.rate is not None}
    name = "、".join(measure.short for measure in measures) or "文件"
    if not values <= rates:
        rest = said.plain[figure.start : said.clause(figure.start)[1]]
        own = re.search(r"利率|年化|月息|费率|占", said.plain) or (said.says("attributed") and not re.search(r"给|支持|补", rest))
        if not (own and values <= set(evidence.heard.values.get("share", ()))):
            yield f"“{figure.text.strip()}”不是{name}的比例"
        return
    start = said.clause(figure.start)[0]
    reckoned = any(one.kind == "money" and start <= one.start < figure.start for one in said.figures)
    given = not reckoned and re.search(r"给|支持|补|就是", said.plain) and not re.search(r"算|[×=＝]", said.plain)
    if given and measures and all(one.support.kind == "ceiling" for one in measures) and not claim_words().cap.search(said.plain):
        yield f"{name}写的是“不超过”，“{figure.text.strip()}”不能说成就是这个比例"
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


def repeated_as_wrong(said: Statement, values: set[Decimal], evidence: Evidence) -> bool:
    """A figure of the user's that the sentence only repeats in order to set it right."""
    heard = set().union(*evidence.heard.values.values()) if evidence.heard.values else set()
    return values <= heard and (said.says("corrected") or said.says("silent"))


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
                found = found or re.search(re.escape(word) + r"[^。不没]{0,12}(?:计入|算进|算在|一并|也算|也能算)", plain)
                if found and not _NOT.search(plain[max(0, found.start() - 4) : found.end() + 8]) and not said.says("asking"):
                    yield f"{measure.short if measure else ''}的基数不含{word}"


def year_faults(said: Statement, figure: Figure, measures: list[Measure], policy: Policy) -> Iterator[str]:
    """How long a support lasts and the policy is valid."""
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


def basis_faults(said: Statement, policy: Policy) -> Iterator[str]:
    """按合同约定的应付利息计算: what is reckoned from has to be what the section says, also where no rate stands beside it."""
    measures = [policy.measures[id_] for id_ in said.measures if id_ in policy.measures]
    found = _RECKONED.search(said.plain)
    if len(measures) != 1 or found is None or _NOT.search(found.group()) or said.says("asking") or measures[0].support.rate is None:
        return
    body = folded(policy.sections[measures[0].section].text)
    for base in claim_words().bases:
        named = base.search(found.group())
        if named and named.group() not in body:
            yield f"{measures[0].short}的基数是“{measures[0].support.basis_label}”，不是“{named.group()}”"


def product_faults(said: Statement) -> Iterator[str]:
    """68万元的50%是43万元: a product that is stated has to be one."""
    figures = [figure for figure in said.figures if figure.kind in ("money", "share")]
    for base, rate, result in zip(figures, figures[1:], figures[2:], strict=False):
        if (base.kind, rate.kind, result.kind) != ("money", "share", "money") or any(len(one.values) != 1 for one in (base, rate, result)):
            continue
        first = said.plain[base.start + len(base.text) : rate.start]
        second = said.plain[rate.start + len(rate.text) : result.start]
        if not (_TIMES.fullmatch(first) and _EQUALS.fullmatch(second)):
            continue
        factors = [value for one in (base, rate, result) for value in one.values if isinstance(value, Decimal)]
        if len(factors) == 3 and factors[0] * factors[1] != factors[2]:
            yield f"{base.text.strip()}的{rate.text.strip()}不是{result.text.strip()}"
