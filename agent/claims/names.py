"""Names: an office, place or document that is named stands in the text, in a tool result or in a staff answer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.claims.statement import Statement
from agent.claims.words import claim_words
from agent.evidence import Evidence, folded
from agent.understanding.vocabulary import Vocabulary


def name_faults(said: Statement, evidence: Evidence, vocabulary: Vocabulary) -> Iterator[str]:
    """Offices, places and materials that stand nowhere. What the person named may be repeated as theirs."""
    if "?" in said.plain or "？" in said.plain:
        return
    open_ = said.says("silent") or said.says("corrected")
    words = claim_words()
    plain = said.plain
    for short, full in vocabulary.policy.head.authority.short_names.items():
        plain = plain.replace(short, full)
    for match in words.offices.finditer(plain):
        general = words.offices_general.fullmatch(_tail(words.offices_general, match.group()))
        proper = words.proper.search(match.group())
        if proper and not _stands(match.group()[proper.start() :], evidence, len(match.group()) - proper.start()):
            yield f"“{match.group()[-12:]}”不是文件里写的机构或渠道"
            return
        least = len(match["suffix"]) + (2 if len(match["suffix"]) == 1 else 1)
        if not general and not _stands(match.group(), evidence, least) and not (open_ and _heard(match.group(), evidence)):
            yield f"“{match.group()[-10:]}”不是文件里写的机构或渠道"
            return
        if not open_ and words.office_acts.search(said.plain) and not words.interprets.search(said.plain) and not general:
            yield f"原文只写了“{match.group()[-10:]}”负责解释，没有写由它办这件事"
            return
    for match in words.persons.finditer(said.plain):
        if not _stands(match.group(), evidence, least=3) and not _heard(match.group(), evidence):
            yield f"“{match.group()}”这个人文件里没有写"
            return
    for match in words.places.finditer(said.plain):
        if not _stands(match.group(), evidence) and not (open_ or said.says("attributed")):
            yield f"“{match.group()}”这个地方文件里没有写"
            return
    for match in vocabulary.other_regions.finditer(said.plain):
        if not open_ and not evidence.says(match.group()):
            yield f"这份文件没有写“{match.group()}”"
            return
    if words.unsaid.search(said.plain) or said.says("corrected") or said.says("attributed"):
        return
    if words.suggested.search(said.plain) and not words.demanded.search(said.plain):
        return
    for match in words.materials.finditer(said.plain):
        if not _stands(match.group(), evidence, least=3):
            yield f"“{match.group()}”不是原文列出的材料（原文没有列材料）"
            return


def _tail(pattern: re.Pattern[str], text: str) -> str:
    """The general name that the found name ends with, or nothing."""
    found = [m.group() for m in pattern.finditer(text) if m.end() == len(text)]
    return found[0] if found else ""


def _stands(name: str, evidence: Evidence, least: int = 3) -> bool:
    """Whether a tail of the name, no shorter than `least`, stands in policy or official texts (what a verb before it hides)."""
    wanted = folded(name)
    sources = (*evidence.bodies, *evidence.official)
    if len(wanted) <= least:
        return any(wanted in source for source in sources)
    return any(wanted[start:] in source for source in sources for start in range(len(wanted) - least + 1))


def _heard(name: str, evidence: Evidence) -> bool:
    wanted = folded(name)
    return any(wanted[start:] in text for text in evidence.words for start in range(max(1, len(wanted) - 2)))
