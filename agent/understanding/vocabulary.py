"""The words understanding works with, compiled once per policy from data: facts, lexicon, measures, roles, references."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from knowledge.schema import Policy

ROOM = Path(__file__).parent


def _load(name: str) -> dict[str, Any]:
    return yaml.safe_load((ROOM / name).read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def compiled(patterns: list[str] | tuple[str, ...]) -> re.Pattern[str]:
    """One pattern that matches when any of `patterns` does; nothing matches the empty list."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns) or r"(?!)", re.IGNORECASE)


@dataclass(frozen=True)
class Cue:
    """A word that says which money is meant. `fact` is None for money that is no basis of a measure (rent, principal)."""

    word: str
    fact: str | None
    part: str


@dataclass(frozen=True)
class Mention:
    """A cue found in a text."""

    start: int
    end: int
    cue: Cue


class Vocabulary:
    """Compiled words of one policy."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.roles = _load("roles.yaml")
        references = _load("references.yaml")
        self.ours = {side: compiled(patterns) for side, patterns in references.pop("ours").items()}
        self.references = {name: compiled(patterns) for name, patterns in references.items()}
        self.examples: dict[str, list[str]] = _load("examples.yaml")
        self.intents: dict[str, dict[str, list[str]]] = _load("intents.yaml")["intents"]

    @cached_property
    def money_cues(self) -> dict[str, Cue]:
        """Word → what its money is; facts first, their parts over them, other money last."""
        cues: dict[str, Cue] = {}
        for kind, words in self.roles["other_money"].items():
            for word in words:
                cues[word.lower()] = Cue(word.lower(), None, kind)
        for fact in self.policy.facts.values():
            if fact.type != "money":
                continue
            for word in fact.cues:
                cues[word.lower()] = Cue(word.lower(), fact.id, "")
            for part in fact.parts:
                for word in part.cues:
                    cues[word.lower()] = Cue(word.lower(), fact.id, part.id)
        return cues

    @cached_property
    def _money_pattern(self) -> re.Pattern[str]:
        words = sorted(self.money_cues, key=len, reverse=True)
        return re.compile("|".join(_bounded(word) for word in words), re.IGNORECASE)

    def money_mentions(self, text: str) -> list[Mention]:
        """Every money cue of the text, longest word first at each place."""
        return [Mention(match.start(), match.end(), self.money_cues[match.group().lower()]) for match in self._money_pattern.finditer(text)]

    @cached_property
    def measure_cues(self) -> dict[str, tuple[str, ...]]:
        """Word → measures it points to: own cues of a measure, and cues of the parts of its basis.

        Cues of the basis itself (投资, 合同) are too general to mean a measure without a sum beside them.
        """
        words: dict[str, list[str]] = {}
        for measure in self.policy.measures.values():
            own = list(measure.cues)
            for name in measure.support.basis:
                own += [word for part in self.policy.facts[name].parts for word in part.cues]
            for word in own:
                words.setdefault(word.lower(), [])
                if measure.id not in words[word.lower()]:
                    words[word.lower()].append(measure.id)
        return {word: tuple(ids) for word, ids in words.items()}

    @cached_property
    def measure_pattern(self) -> re.Pattern[str]:
        """All measure cues, longest first."""
        return re.compile("|".join(_bounded(word) for word in sorted(self.measure_cues, key=len, reverse=True)) or r"(?!)", re.IGNORECASE)

    @cached_property
    def choices(self) -> dict[str, list[tuple[str, re.Pattern[str]]]]:
        """Fact → its values with the pattern that tells each, in the order in which they are tried."""
        return {
            fact.id: [(choice.value, compiled(choice.patterns)) for choice in fact.choices if choice.patterns]
            for fact in self.policy.facts.values()
            if fact.choices
        }

    @cached_property
    def matter_cues(self) -> list[tuple[str, re.Pattern[str]]]:
        """Silence → the pattern of its cues."""
        return [(matter.id, compiled(matter.cues)) for matter in self.policy.matters.values() if matter.cues]

    @cached_property
    def other_regions(self) -> re.Pattern[str]:
        """Places the policy is not about."""
        return compiled(tuple(re.escape(name) for name in self.policy.head.other_regions))

    @cached_property
    def sections(self) -> list[tuple[str, re.Pattern[str]]]:
        """Section → the pattern of its name (第五条, 第5条, article 5)."""
        found = []
        for section in self.policy.sections.values():
            names = [re.escape(section.label.split()[0])]
            if match := re.match(r"第([一二三四五六七八九十]+)条", section.label):
                number = _number(match.group(1))
                names += [
                    rf"第\s*{number}\s*条",
                    rf"^\W*{number}\s*条(?![件款数])",
                    rf"\barticle\s+{number}\b",
                    rf"(?<![一-龥]){match.group(1)}条",
                ]
            found.append((section.id, compiled(names)))
        return found


def _number(han: str) -> int:
    digits = "零一二三四五六七八九"
    if han == "十":
        return 10
    tens, _, ones = han.rpartition("十")
    return (digits.index(tens) if tens else (1 if "十" in han else 0)) * 10 + (digits.index(ones) if ones else 0)


def _bounded(word: str) -> str:
    """A Latin word is not found inside a longer Latin word."""
    escaped = re.escape(word)
    return rf"(?<![A-Za-z]){escaped}(?=s?(?![A-Za-z]))" if word.isascii() and word.isalpha() else escaped
