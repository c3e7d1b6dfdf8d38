"""Sources: a section says what it is cited for, and a quotation is the policy's, or said to be the user's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.claims.statement import Statement, Topic
from agent.evidence import Evidence, folded
from agent.figures import clean
from agent.sentences import quotations
from agent.understanding.vocabulary import Vocabulary
from knowledge.schema import Policy

_APART = re.compile(r"不(?!超过|高于|含|少|等)|没(?!错)|结尾|末段|最后一段|开头|无关|非|区别|对比|相比|而(?!且)|另|除了|还是")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_RUN = 5
"""So many characters in a row are a section's own words …"""
_SHORT = 3
_PLACED = re.compile(r"(?:来自|出自|写在|出现在|规定在|放在|属于|在)\s*第\S{1,3}条")
_POINTS = re.compile(r"^[^\u4e00-\u9fff]*(?:它|这|该|那)")
_BESIDE = 20
"""Characters between a quotation and the section that it is said to stand in."""
_OWN = 2
"""… when no more sections than these have them."""


def source_faults(said: Statement, evidence: Evidence, vocabulary: Vocabulary) -> Iterator[str]:
    """Wrong sections beside a measure, a figure or a section's words, and quotations that only the user brought."""
    policy = vocabulary.policy
    named = said.sections
    for quote in said.quotes:
        wanted = folded(quote)
        inside = [one.id for one in policy.sections.values() if wanted in folded(f"{one.label}\n{one.text}")]
        if inside and (near := _near(said, quote)) and not set(inside) & near:
            yield f"这句原文在{_label(policy, inside[0])}，不在所说的条款里"
        asked = {policy.measures[id_].section for id_ in said.carried}
        alone = not re.search(r"[\u4e00-\u9fffA-Za-z]", said.plain) and not said.said.lstrip().startswith(">")
        if alone and inside and asked and not set(inside) & asked:
            yield f"问的是{_label(policy, sorted(asked)[0])}，引的是{_label(policy, inside[0])}"
        titles = (policy.head.title, policy.head.short_title)
        official = inside or quote in titles or any(wanted in text for text in evidence.official)
        if not official and not (said.says("attributed") or said.says("corrected") or said.says("silent")):
            yield f"“{quote[:20]}”是您贴的话，不是原文"
    if _APART.search(said.plain):
        return
    yield from _of_measures(said, policy)
    if len(named) == 1 and len(_HAN.findall(said.plain)) > sum(char.isascii() and char.isalpha() for char in said.plain):
        yield from _of_words(said, named[0], evidence, policy)
        yield from _of_counts(said, named[0], evidence, policy)


def _near(said: Statement, quote: str) -> set[str]:
    """The sections that are named right before or after a quotation, or that the sentence points back to."""
    place = clean(said.said).find(clean(quote))
    near = {t.section for t in said.topics if t.section and not t.quoted and -_BESIDE <= t.start - place <= len(quote) + _SHORT}
    return near or (set(said.sections) if not any(t.section for t in said.topics) else set())


def _label(policy: Policy, section: str) -> str:
    return policy.sections[section].label.split()[0]


def _of_measures(said: Statement, policy: Policy) -> Iterator[str]:
    """算力看第六条: a measure is named beside a section that is not its own, in the clause or, with one section, in the sentence."""
    unquoted = [topic for topic in said.topics if not topic.quoted]
    if said.sections and not any(topic.section for topic in unquoted):  # 同一条还写……: the section that is pointed back to
        unquoted = [Topic(0, (), said.sections[0]), *unquoted]
    for topic in unquoted:
        if not topic.section:
            continue
        start, end = said.clause(topic.start) if len(said.sections) > 1 else (0, len(said.plain))
        near = [t for t in unquoted if start <= t.start < end]
        sections = {t.section for t in near if t.section}
        for word in (t for t in near if not t.section):
            homes = {policy.measures[id_].section for id_ in word.measures}
            body = folded(policy.sections[topic.section].text)
            if len(sections) == 1 and not homes & sections and word.word not in body:
                yield f"{_label(policy, topic.section)}写的不是{policy.measures[word.measures[0]].short}"
                return


def _of_words(said: Statement, section: str, evidence: Evidence, policy: Policy) -> Iterator[str]:
    """Words in a row, or a term in quotation marks, that stand in other sections and not in the one that is named."""
    body = folded(f"{policy.sections[section].label}{policy.sections[section].text}")
    others = [folded(one.text) for one in policy.sections.values() if one.id != section]
    runs = re.findall(rf"[\u4e00-\u9fff]{{{_RUN},}}", said.plain)
    pieces = [run[place : place + _RUN] for run in runs for place in range(len(run) - _RUN + 1)]
    pieces += [folded(one.text) for one in quotations(said.said) if 2 < len(folded(one.text)) < 2 * _RUN]
    placed = _PLACED.search(said.plain)
    asked = {policy.measures[id_].section for id_ in said.carried}
    if placed and asked and section not in asked and _POINTS.search(said.plain) and not said.own_words:
        yield f"问的是{_label(policy, sorted(asked)[0])}，不是{_label(policy, section)}"
    if placed:  # 专项赛写在第八条; 它出自第三条 (what the user asked about)
        subject = evidence.words[-1] if _POINTS.search(said.plain) and evidence.words else said.plain[: placed.start()]
        for run in re.findall(r"[\u4e00-\u9fffA-Za-z]+", subject):
            pieces += [run[place : place + _SHORT] for place in range(len(run) - _SHORT + 1)]
    for piece in pieces:
        if piece not in body and 0 < sum(piece in other for other in others) <= _OWN:
            yield f"“{piece}”不在{_label(policy, section)}里"
            return


def _of_counts(said: Statement, section: str, evidence: Evidence, policy: Policy) -> Iterator[str]:
    """A number of people or years of the policy that stands in another section."""
    for figure in said.figures:
        if figure.kind not in ("people", "year") or figure.free or (evidence.heard.bears(figure) and said.says("second_person")):
            continue
        homes = [one for one, known in evidence.sections.items() if known.bears(figure)]
        if homes and section not in homes:
            yield f"“{figure.text.strip()}”不在{_label(policy, section)}里"
