"""Grounds: the words of a statement are the policy's, the tools', or those of plain talk; what is made up uses others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from agent.claims.statement import Statement
from agent.claims.words import claim_words
from agent.evidence import Evidence, folded
from agent.understanding.vocabulary import Vocabulary
from knowledge.schema import Policy

_HAN_RUN = re.compile(r"[\u4e00-\u9fff]+")
CHATTED = 3
"""The same in a sentence that arranges nothing."""
_FUNCTION = frozenset("的是了在和与及对从到把被将为于之其此该每各这那它也都就还并而但若如则以由向给让所有个一条项款段句年月日")
ALLOWED = 2
"""Characters that may be foreign to all grounds where something is said to be arranged: a single word is style, two are content."""


def ground_faults(said: Statement, evidence: Evidence, vocabulary: Vocabulary) -> Iterator[str]:
    """Words that stand in no source, where something is said to be arranged. A question, a silence, a correction may name anything."""
    if said.says("asking") or said.says("silent") or said.says("corrected"):
        return
    known = _known(vocabulary.policy)
    own = set().union(*(_pairs(text) for text in evidence.official)) if evidence.official else set()
    if said.says("attributed"):
        own |= set().union(*(_pairs(text) for text in evidence.words)) if evidence.words else set()
    plain = said.plain
    for figure in said.figures:
        plain = plain.replace(figure.text, " ")
    foreign = []
    for run in _HAN_RUN.findall(claim_words().neutral.sub(" ", plain)):
        covered = [False] * len(run)
        for place in range(len(run) - 1):
            if run[place : place + 2] in known or run[place : place + 2] in own:
                covered[place] = covered[place + 1] = True
        left = "".join(char if not ok and char not in _FUNCTION else " " for char, ok in zip(run, covered, strict=True))
        foreign += re.findall(r"[\u4e00-\u9fff]{2,}", left)
    if sum(map(len, foreign)) > (ALLOWED if said.says("provides") else CHATTED):
        yield f"“{'、'.join(foreign)}”在原文和计算结果里没有依据"


def _pairs(text: str) -> set[str]:
    return {run[place : place + 2] for run in _HAN_RUN.findall(text) for place in range(len(run) - 1)}


_grounds: dict[str, frozenset[str]] = {}


def _known(policy: Policy) -> frozenset[str]:
    """Pairs of characters in the policy, in our proved sentences about it, and in the wording of the replies."""
    if policy.fingerprint not in _grounds:
        texts = [f"{one.label}{one.text}" for one in policy.sections.values()]
        texts += [point.lead for point in policy.points.values()] + [matter.says for matter in policy.matters.values()]
        for measure in policy.measures.values():
            texts += [
                measure.label,
                measure.audience.label,
                measure.audience.note,
                *measure.audience.instead.values(),
                measure.support.basis_label,
            ]
            texts += [term.note for term in measure.undefined]
        for fact in policy.facts.values():
            texts += [fact.label, fact.short, fact.question, *(part.label for part in fact.parts), *(one.label for one in fact.choices)]
        for condition in policy.head.conditions:
            texts += [condition.met, condition.unmet, condition.recognised, condition.unknown]
        texts += [policy.head.title, policy.head.short_title, policy.head.kind, *(one.says for one in policy.head.covered)]
        texts += list(_strings(_wording()))
        _grounds[policy.fingerprint] = frozenset(set().union(*(_pairs(folded(text)) for text in texts)))
    return _grounds[policy.fingerprint]


@cache
def _wording() -> Any:
    return yaml.safe_load((Path(__file__).parents[1] / "offline" / "replies.yaml").read_text(encoding="utf-8"))["zh"]


def _strings(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for value in data.values():
            yield from _strings(value)
    elif isinstance(data, list):
        for value in data:
            yield from _strings(value)
