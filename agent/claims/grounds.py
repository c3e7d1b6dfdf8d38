"""Grounds: the words of a statement are the policy's, the tools', or those of plain talk; what is made up uses others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from agent.claims.proved import once_per_policy, proved
from agent.claims.statement import Statement
from agent.claims.words import claim_words
from agent.evidence import Evidence, folded
from agent.offline.draft import Phrases
from agent.understanding.vocabulary import Vocabulary
from knowledge.schema import Policy

_HAN_RUN = re.compile(r"[\u4e00-\u9fff]+")
_FUNCTION = frozenset("的是了在和与及对从到把被将为于之其此该每各这那它也都就还并而但若如则以由向给让所有个一条项款段句年月日")
ALLOWED = 2
"""Characters that may be foreign to all grounds where something is said to be arranged: a single word is style, two are content."""
CHATTED = 3
"""The same in a sentence that arranges nothing."""


def ground_faults(said: Statement, evidence: Evidence, vocabulary: Vocabulary) -> Iterator[str]:
    """Words that stand in no source, where something is said to be arranged. A question, a silence, a correction may name anything."""
    if said.says("asking") or said.says("silent") or said.says("corrected"):
        return
    known = _known(vocabulary.policy).union(*map(_pairs, evidence.official))
    if said.says("attributed"):
        known = known.union(*map(_pairs, evidence.words))
    plain = said.plain
    for figure in said.figures:
        plain = plain.replace(figure.text, " ")
    foreign = []
    for run in _HAN_RUN.findall(claim_words().neutral.sub(" ", plain)):
        covered = [False] * len(run)
        for place in range(len(run) - 1):
            if run[place : place + 2] in known:
                covered[place] = covered[place + 1] = True
        left = "".join(char if not ok and char not in _FUNCTION else " " for char, ok in zip(run, covered, strict=True))
        foreign += re.findall(r"[\u4e00-\u9fff]{2,}", left)
    if sum(map(len, foreign)) > (ALLOWED if said.says("provides") else CHATTED):
        yield f"“{'、'.join(foreign)}”在原文和计算结果里没有依据"


@lru_cache(maxsize=1024)
def _pairs(text: str) -> frozenset[str]:
    return frozenset(run[place : place + 2] for run in _HAN_RUN.findall(text) for place in range(len(run) - 1))


@once_per_policy
def _known(policy: Policy) -> frozenset[str]:
    """Pairs of characters in the policy, in our proved sentences about it, and in the wording of the replies."""
    texts = [f"{one.label}{one.text}" for one in policy.sections.values()]
    texts += [*proved(policy), *(matter.says for matter in policy.matters.values()), *Phrases("zh").texts()]
    for fact in policy.facts.values():
        texts += [fact.label, fact.short, fact.question, *(part.label for part in fact.parts), *(one.label for one in fact.choices)]
    for condition in policy.head.conditions:
        texts += [condition.met, condition.unmet, condition.recognised, condition.unknown]
    texts += [policy.head.title, policy.head.short_title, policy.head.kind, *policy.head.authority.short_names]
    return frozenset().union(*(_pairs(folded(text)) for text in texts))
