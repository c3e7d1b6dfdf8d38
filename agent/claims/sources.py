"""Sources: a section says what it is cited for, and a quotation is the policy's, or said to be the user's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.claims.statement import Statement
from agent.evidence import Evidence, folded
from agent.understanding.vocabulary import Vocabulary

_APART = re.compile(r"不|没|无关|非|区别|对比|相比|而是|另|除了")


def source_faults(said: Statement, evidence: Evidence, vocabulary: Vocabulary) -> Iterator[str]:
    """Wrong sections beside a measure or a quotation, and quotations that only the user brought."""
    policy = vocabulary.policy
    named = said.sections
    for quote in said.quotes:
        wanted = folded(quote)
        inside = [one.id for one in policy.sections.values() if wanted in folded(f"{one.label}\n{one.text}")]
        if inside and named and not set(inside) & set(named):
            yield f"这句原文在{policy.sections[inside[0]].label.split()[0]}，不在所说的条款里"
        titles = (policy.head.title, policy.head.short_title)
        official = inside or quote in titles or any(wanted in text for text in evidence.official)
        if not official and not (said.says("attributed") or said.says("corrected") or said.says("silent")):
            yield f"“{quote[:20]}”是您贴的话，不是原文"
    for topic in said.topics:
        if not topic.section:
            continue
        start, end = said.clause(topic.start)
        inside_clause = [t for t in said.topics if start <= t.start < end and not t.quoted]
        words = [t for t in inside_clause if not t.section]
        sections = {t.section for t in inside_clause if t.section}
        if not words or _APART.search(said.plain[start:end]):
            continue
        for word in words:
            homes = {policy.measures[id_].section for id_ in word.measures}
            if not homes & sections and len(sections) == 1:
                yield f"{policy.sections[topic.section].label.split()[0]}写的不是{policy.measures[word.measures[0]].short}"
                return
