"""The two rules of every turn: citations are verbatim, and nothing is stated that stands nowhere.

Sources of a statement: the policy's text, the user's turns so far, tool calls (arguments and results) and citations so far.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from agent.evaluation.figures import Kind, figures, normal
from knowledge.schema import Policy

_DATE = re.compile(
    r"(?:19|20)\d\d\s?[年/.-]\s?(?:\d{1,2}(?:\s?[月/.-]\s?(?:\d{1,2}\s?[日号]?)?)?)?"
    r"|(?<!\d)\d{1,2}\s?月(?:\s?\d{1,2}\s?[日号]|份|底|初|中)"
)
_PHONE = re.compile(
    r"(?<!\d)(?:1[3-9]\d{9}|\(?0\d{2,3}\)?[-\s]?\d{7,8}|400[-\s]?\d{3}[-\s]?\d{4})(?!\d)|(?<=热线)\s?\d{5}|(?<=拨打)\s?\d{3,}"
)
_ADDRESS = re.compile(
    r"https?://[^\s，。；、（）()】]+|www\.[^\s，。；、（）()】]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?:[\w-]+\.)+(?:gov\.cn|com|cn|org|net)\b",
    re.ASCII,
)
_ARTICLE = re.compile(r"第\s?(\d+|[零一二三四五六七八九十百]+)\s?条")
_QUOTED = re.compile(r"“([^“”]+)”|‘([^‘’]+)’|「([^「」]+)」|『([^『』]+)』|\"([^\"]+)\"")
_MARKS = re.compile(r"[\s“”‘’「」『』\"'*_`]+")
_LONG_QUOTE = 12
_IDLE_DAY = re.compile(r"[哪某这那每同当第首前后]\s?$")


@dataclass
class Sources:
    """What a reply may rest on, grown turn by turn. `texts`: as written; `numbers`: scalars of tool arguments and results."""

    policy: Policy
    texts: list[str] = field(default_factory=list)
    numbers: set[Decimal] = field(default_factory=set)

    def __post_init__(self) -> None:
        """The policy's whole text is a source from the start."""
        self.texts += [f"{section.label}\n{section.text}" for section in self.policy.sections.values()]

    def hear(self, user: str) -> None:
        """A turn of the user."""
        self.texts.append(user)

    def take(self, answer: dict[str, Any]) -> None:
        """Tool calls and citations of an answer."""
        for call in answer.get("tool_calls") or []:
            for part in (call.get("args"), call.get("result")):
                self.texts.extend(_strings(part))
                self.numbers.update(_numbers(part))
        self.texts += [citation.get("quote", "") for citation in answer.get("citations") or []]


def unfaithful(answer: dict[str, Any], policy: Policy) -> list[str]:
    """Citations whose quote is not verbatim in the section they name (white space folded)."""
    faults = []
    for citation in answer.get("citations") or []:
        section = policy.sections.get(citation.get("section", ""))
        quote = re.sub(r"\s+", "", citation.get("quote", ""))
        if section is None or not quote or quote not in re.sub(r"\s+", "", section.text):
            faults.append(f"引文不在 {citation.get('section')}：{citation.get('quote', '')[:40]}")
    return faults


def ungrounded(reply: str, sources: Sources) -> list[str]:
    """What the reply states and no source holds, each as a line that names it."""
    text = normal(reply)
    everything = "\n".join(normal(source) for source in sources.texts)
    stated = [*_figures(text, everything, sources), *_names(text, everything), *_articles(text, everything, sources)]
    return [*stated, *_quotes(reply, sources)]


def _figures(text: str, everything: str, sources: Sources) -> Iterator[str]:
    known: dict[Kind, set[Decimal]] = {"money": set(sources.numbers), "share": set(sources.numbers), "day": set(), "month": set()}
    for figure in figures(everything):
        if figure.kind in ("money", "bare"):
            known["money"].add(figure.value)
        if figure.kind in known and figure.kind != "money":
            known[figure.kind].add(figure.value)
    labels = {"money": "金额", "share": "比例", "day": "天数", "month": "月数"}
    for figure in figures(text):
        idle = figure.kind == "day" and _IDLE_DAY.search(text[: figure.start])
        if figure.kind in known and figure.value and not idle and figure.value not in known[figure.kind]:
            yield f"没有出处的{labels[figure.kind]}：{text[figure.start : figure.end + 3]}"


def _names(text: str, everything: str) -> Iterator[str]:
    dates = {re.sub(r"\s", "", found) for found in _DATE.findall(everything)}
    for date in _DATE.finditer(text):
        if re.sub(r"\s", "", date.group()) not in dates and re.sub(r"\s", "", date.group()) not in re.sub(r"\s", "", everything):
            yield f"没有出处的日期：{date.group()}"
    digits = re.sub(r"[-\s()]", "", everything)
    for phone in _PHONE.finditer(text):
        if re.sub(r"[-\s()]", "", phone.group()) not in digits:
            yield f"没有出处的电话：{phone.group()}"
    for address in _ADDRESS.finditer(text):
        if address.group().rstrip(".").lower() not in everything.lower():
            yield f"没有出处的网址或邮箱：{address.group()}"


def _articles(text: str, everything: str, sources: Sources) -> Iterator[str]:
    highest = max((int(key[4:]) for key in sources.policy.sections if re.fullmatch(r"art-\d+", key)), default=0)
    named = {_number(found) for found in _ARTICLE.findall(everything)}
    for article in _ARTICLE.finditer(text):
        number = _number(article[1])
        if number > highest and number not in named:
            yield f"没有这一条：{article.group()}"


def _quotes(reply: str, sources: Sources) -> Iterator[str]:
    folded = _MARKS.sub("", "\n".join(sources.texts))
    for found in _QUOTED.finditer(reply):
        quote = next(group for group in found.groups() if group is not None)
        for piece in re.split(r"…+|\.{3,}", quote):
            plain = _MARKS.sub("", piece).strip("，。；：！？,.;:!?")
            if len(plain) >= _LONG_QUOTE and plain not in folded:
                yield f"引号里的话没有出处：{plain[:40]}"


def _number(written: str) -> int:
    return int(next(iter(figures(written))).value)


def _strings(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for value in part.values():
            yield from _strings(value)
    elif isinstance(part, list):
        for value in part:
            yield from _strings(value)
    elif part is not None:
        yield json.dumps(part)


def _numbers(part: Any) -> Iterator[Decimal]:
    for text in _strings(part):
        try:
            value = Decimal(text)
        except InvalidOperation:
            continue
        if value.is_finite():
            yield value
