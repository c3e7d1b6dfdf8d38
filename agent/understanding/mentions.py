"""Which measures, sections, silences, places and choices a message names."""

from __future__ import annotations

import re
from collections.abc import Collection

from agent.understanding.questions import QUESTION
from agent.understanding.vocabulary import Vocabulary, compiled
from knowledge.numerals import find_amounts


def measures_named(vocabulary: Vocabulary, text: str) -> list[str]:
    """Measures in the order in which they are named. A longer word hides the shorter ones inside it."""
    found: dict[str, None] = {}
    for section in sections_named(vocabulary, text):
        for measure in vocabulary.policy.measures.values():
            if measure.section == section:
                found[measure.id] = None
    for match in vocabulary.measure_pattern.finditer(text):
        for id_ in vocabulary.measure_cues[match.group().lower()]:
            found[id_] = None
    return list(found)


def sections_named(vocabulary: Vocabulary, text: str) -> list[str]:
    """Sections named by number."""
    return [id_ for id_, pattern in vocabulary.sections if pattern.search(text)]


def articles_absent(vocabulary: Vocabulary, text: str) -> list[str]:
    """Articles named (第十二条) that the policy does not have."""
    last = sum(section.label.startswith("第") for section in vocabulary.policy.sections.values())
    named = [a for a in find_amounts(text) if a.unit == "ordinal" and a.text.endswith("条") and a.value > last]
    return list(dict.fromkeys(f"第{amount.text}" for amount in named))


NAMES = 8
"""How near before a sum a word stands that is the sum's name (年利率4%, 预算：一季度12万) and no question."""


def matters_cued(vocabulary: Vocabulary, text: str, among: Collection[str] | None = None) -> list[str]:
    """Silences of which a cue stands in the text. `among`: the only ones to look for."""
    if among is not None and not among:
        return []
    return [id_ for id_, pattern in vocabulary.matter_cues if (among is None or id_ in among) and pattern.search(text)]


def matters_asked(vocabulary: Vocabulary, text: str) -> list[str]:
    """Silences of which a cue stands in a text that asks for a sum: there the name of a sum is no question."""
    sums = [a.start for a in find_amounts(text) if a.is_money or a.unit in ("percent", "")]

    def asked(pattern: re.Pattern[str]) -> bool:
        for match in pattern.finditer(text):
            following = [start for start in sums if 0 <= start - match.end() <= NAMES]
            between = text[match.start() : following[0]] if following else "，"
            if "，" in between or QUESTION.search(between):
                return True
        return False

    return [id_ for id_, pattern in vocabulary.matter_cues if asked(pattern)]


def regions_named(vocabulary: Vocabulary, text: str) -> list[str]:
    """Other places whose rules are asked about; a place where one's own company sits is not that."""
    before, after = vocabulary.ours["before"], vocabulary.ours["after"]
    found = list(vocabulary.other_regions.finditer(text))
    others = [match for match in found if not (before.search(text[: match.start()]) or after.match(text[match.end() :]))]
    return list(dict.fromkeys(match.group() for match in others)) if QUESTION.search(text) else []


def facts_named(vocabulary: Vocabulary, text: str) -> list[str]:
    """Facts of which a word stands in the text (人数先不说: the headcount)."""
    words = {fact.id: (fact.short, fact.label, *fact.cues) for fact in vocabulary.policy.facts.values()}
    return [id_ for id_, named in words.items() if any(word in text for word in named if word)]


def chosen(vocabulary: Vocabulary, text: str) -> list[tuple[str, str]]:
    """(fact, value) for each fact with choices that the text tells; the first value whose pattern is found wins."""
    told = []
    both = compiled(vocabulary.roles["both"]).search(text)
    for fact, values in vocabulary.choices.items():
        if both and any(choice.said_of for choice in vocabulary.policy.facts[fact].choices):
            continue
        for value, pattern in values:
            if pattern.search(text):
                told.append((fact, value))
                break
    return told
