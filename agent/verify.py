"""The last step of every turn, whatever the model: a sentence leaves only when evidence bears each of its figures and quotes.

What a language model says is held to more: to what each sentence claims (agent.claims), in the order in which it is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from agent.claims.judge import Claims
from agent.claims.statement import QUOTED
from agent.evidence import Evidence, folded
from agent.figures import Figure, figures
from agent.sentences import marker, quotations, sentences
from knowledge.schema import Policy

_DENIAL = re.compile(r"\bno\b|\bnot\b|n't\b|没有|并无|不存在|[未无]此|不含|只有|止于|共有?\s?\S{1,3}\s?条|到第\S{1,3}条(?:为止|结束)")
_SAID_OF = {
    "money": "金额",
    "share": "比例",
    "people": "人数",
    "year": "年限",
    "nth_year": "年次",
    "month": "月数",
    "day": "天数",
    "span": "数量",
    "date": "日期",
    "count": "数量",
    "number": "数字",
    "call": "电话或号码",
    "literal": "说法",
}


@dataclass(frozen=True)
class Sentence:
    """One sentence of the reply with what separates it from the next. `reason`: Chinese, why it may not be shown."""

    text: str
    holds: bool
    reason: str = ""


@dataclass(frozen=True)
class Verdict:
    """All sentences in order, and the `text` of those that hold (the reply itself, to the character, when all do)."""

    sentences: list[Sentence]
    text: str

    @property
    def holds(self) -> bool:
        """Whether every sentence holds."""
        return all(sentence.holds for sentence in self.sentences)

    @property
    def failed(self) -> list[Sentence]:
        """The sentences that may not be shown."""
        return [sentence for sentence in self.sentences if not sentence.holds]


class Verifier:
    """Judges the sentences of a language model's reply as they come: figures and quotes, then what each one claims."""

    def __init__(self, claims: Claims) -> None:
        self._claims = claims

    def judge(self, text: str) -> Sentence:
        """The next sentence. One that holds is taken as said: what it was about carries over to the one after it."""
        verdict = judge(text, self._claims.evidence, self._claims.vocabulary.policy)
        reason = verdict.reason or next(self._claims.faults(text), "")
        if not reason:
            self._claims.passed(text)
        return Sentence(text, not reason, reason)

    def said(self, text: str) -> None:
        """A sentence that has left before: the next ones lean on it."""
        self._claims.passed(text)

    def verify(self, reply: str) -> Verdict:
        """A whole reply at once."""
        judged = [self.judge(text) for text in sentences(reply)]
        return Verdict(judged, reply if all(one.holds for one in judged) else _kept(judged))


def verify(reply: str, evidence: Evidence, policy: Policy) -> Verdict:
    """Holds the reply against the evidence, sentence by sentence; it changes no word, it only leaves out."""
    judged = [judge(text, evidence, policy) for text in sentences(reply)]
    if all(sentence.holds for sentence in judged):
        return Verdict(judged, reply)
    return Verdict(judged, _kept(judged))


def judge(text: str, evidence: Evidence, policy: Policy) -> Sentence:
    """One sentence against the evidence, for callers that stream."""
    reason = next(_faults(text, evidence, policy), "")
    return Sentence(text, not reason, reason)


def _faults(text: str, evidence: Evidence, policy: Policy) -> Iterator[str]:
    rest = evidence.without_names(text)
    for quotation in quotations(text):
        is_said = all(evidence.says(piece) for piece in re.split(r"…+|\.{3,}", quotation.text) if piece.strip())
        if is_said:
            if quotation.title or len(folded(quotation.text)) >= QUOTED:  # shorter marks set off a figure, which is checked like any
                rest = rest.replace(quotation.text, "")
        elif quotation.title:
            yield f"《{quotation.text}》不是文件里提到的名称"
        elif len(folded(quotation.text)) >= QUOTED:
            yield f"引文“{quotation.text.strip()}”与原文不一致"
    found = figures(rest)
    articles = [value for figure in found if figure.kind == "article" for value in figure.values if isinstance(value, Decimal)]
    for article in articles:
        if article not in evidence.articles and not (_DENIAL.search(text) and article in evidence.told.values.get("article", ())):
            yield f"《{policy.head.short_title}》没有第{article}条"
    for figure in found:
        if not (figure.free or figure.kind == "article" or evidence.known(figure, _attributed(figure, articles))):
            yield f"{_SAID_OF[figure.kind]}“{figure.text.strip()}”在文件、计算结果和您说过的话里都没有"


def _attributed(figure: Figure, articles: list[Decimal]) -> list[Decimal]:
    """A sum or share in a sentence that names articles has to stand in one of these; other figures anywhere."""
    return articles if figure.kind in ("money", "share") else []


def _kept(judged: list[Sentence]) -> str:
    kept: list[str] = []
    pending = ""
    for sentence in judged:
        lead, end = marker(sentence.text), sentence.text.endswith("\n")
        begins_line = not kept or kept[-1].endswith("\n")
        if sentence.holds:
            kept.append((pending if begins_line else "") + sentence.text)
            pending = ""
        else:
            pending = (lead if lead.strip() and begins_line else pending) if not end else ""
            if end and not begins_line:
                kept[-1] = re.sub(r"[；;]\s*$", "。", kept[-1]) + "\n"
    text = re.sub(r"\n{3,}", "\n\n", "".join(kept)).strip()
    return re.sub(r"[；;]$", "。", text)
