"""What a turn may say: the figures and words of the policy's sections, of the tool calls and of the user."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any

from agent.figures import Figure, clean, number, span_key
from agent.known import Known
from agent.sentences import quotations
from knowledge.schema import Policy

_ARTICLE_LABEL = re.compile(r"第([〇零一二三四五六七八九十百\d]+)条")


_NUMBERED = re.compile(r"[\d一二三四五六七八九十]")


@lru_cache(maxsize=2048)
def folded(text: str) -> str:
    """The text without white space and emphasis: the form in which words are compared."""
    return re.sub(r"[\s*`]+", "", text)


@dataclass
class Evidence:
    """Built by `Evidence.of`. `told`: from user and tools; `sections`: per section of the policy; `names`: names with numbers in them.

    `bodies`: the words of the policy, folded; `texts`: those of user and tools. `heard`: the figures of the user alone, `words` the
    texts. `official`: texts of tools and staff, folded.
    """

    told: Known
    sections: dict[str, Known]
    articles: dict[Decimal, str]
    bodies: tuple[str, ...]
    texts: list[str]
    names: list[str]
    heard: Known = field(default_factory=Known)
    words: list[str] = field(default_factory=list)
    official: list[str] = field(default_factory=list)

    @classmethod
    def of(
        cls,
        policy: Policy,
        user_texts: Iterable[str],
        calls: Iterable[Mapping[str, Any]],
        sections: Iterable[str] | None = None,
    ) -> Evidence:
        """The evidence of a conversation. `calls`: mappings with `args` and `result`; `sections`: only these (none: all).

        Of a call's arguments only numbers count: a model writes them, and free text in them proves nothing.
        """
        wanted = list(policy.sections) if sections is None else [one for one in sections if one in policy.sections]
        bodies = {one: folded(policy.sections[one].label + "\n" + policy.sections[one].text) for one in wanted}
        titles = [policy.head.title, policy.head.short_title]
        names = [name for name in (*_quoted(tuple(bodies.values())), *titles) if _NUMBERED.search(name)]
        evidence = cls(Known(), {one: Known() for one in wanted}, {}, (*bodies.values(), *map(folded, titles)), [], names)
        for one in policy.sections.values():
            for label in _ARTICLE_LABEL.findall(one.label):
                evidence.articles[number(label)] = one.id
        for name, known in _read(tuple(bodies.items()), tuple(evidence.names)).items():
            evidence.sections[name] = known.copy()
        _count_the_policy(policy, evidence.told)
        for text in user_texts:
            evidence._say(text)
            evidence.words.append(folded(text))
            evidence.heard.read(evidence.without_names(text))
        for call in calls:
            for key, leaf, _section in _leaves(call.get("args") or {}):
                evidence.told.note(policy, key, leaf)
            # What a search finds is the policy, which is evidence already, or a document, which is only data.
            result = {} if call.get("name") == "search_policy" else call.get("result") or {}
            for key, leaf, section in _leaves(result):
                known = evidence.sections.setdefault(section, Known()) if section in policy.sections else evidence.told
                if not known.note(policy, key, leaf) and isinstance(leaf, str) and not evidence.says(leaf):
                    evidence._say(leaf, known)
                    evidence.official.append(folded(leaf))
        return evidence

    def without_names(self, text: str) -> str:
        """The text with names that the policy itself gives (“…15条”, 《…五年规划纲要》) taken out: their numbers state nothing."""
        for name in self.names:
            text = text.replace(name, "")
        return text

    def says(self, words: str) -> bool:
        """Whether the words stand in the evidence verbatim, white space folded."""
        wanted = folded(words)
        return _stands(self.bodies, wanted) or any(wanted in text for text in self.texts)

    def policy_says(self, words: str) -> bool:
        """Whether the words stand in the policy itself."""
        return _stands(self.bodies, folded(words))

    def official_says(self, words: str) -> bool:
        """Whether the words stand in the policy or in what a tool or staff said; what the user wrote proves nothing."""
        wanted = folded(words)
        return _stands(self.bodies, wanted) or any(wanted in text for text in self.official)

    def known(self, figure: Figure, articles: Iterable[Decimal] = ()) -> bool:
        """Whether evidence bears the figure; when the sentence names articles, only those among the policy's sections."""
        named = {self.articles.get(article) for article in articles}
        scope = [known for one, known in self.sections.items() if not named or one in named]
        if figure.kind == "literal":
            wanted = folded(clean(figure.text))
            return any(wanted in folded(clean(text)) for text in (*self.bodies, *self.texts))
        if figure.kind == "call":
            return figure.text in self.told.values.get("call", ())
        sources = [self.told, *scope]
        if any(source.bears(figure) for source in sources):
            return True
        # The two ends of a range may come from two places: what is given, and what the text allows.
        return not figure.approximate and all(any(source.has(figure, value) for source in sources) for value in figure.values)

    def _say(self, text: str, known: Known | None = None) -> None:
        self.texts.append(folded(text))
        (known or self.told).read(self.without_names(text))


@lru_cache(maxsize=2048)
def _stands(bodies: tuple[str, ...], wanted: str) -> bool:
    """Whether the policy has the words; what search finds is the same few hundred sentences turn after turn."""
    return any(wanted in body for body in bodies)


@lru_cache(maxsize=32)
def _quoted(bodies: tuple[str, ...]) -> tuple[str, ...]:
    """The names that sections give in quotation marks; the text is the same every turn."""
    return tuple(quotation.text for body in bodies for quotation in quotations(body))


@lru_cache(maxsize=32)
def _read(bodies: tuple[tuple[str, str], ...], names: tuple[str, ...]) -> dict[str, Known]:
    """Section → the figures of its text; read once, since every turn asks for the same sections."""
    without = Evidence(Known(), {}, {}, (), [], list(names)).without_names
    known = {name: Known() for name, _ in bodies}
    for name, body in bodies:
        known[name].read(without(body))
    return known


def _count_the_policy(policy: Policy, told: Known) -> None:
    """The counts that the policy's own shape gives: articles, measures, offices, and both sides of each headcount limit."""
    offices = len(policy.head.authority.names)
    told.add("count", Decimal(len(policy.measures)), Decimal(offices))
    told.add("span", span_key(f"{offices}家"))
    told.add("count", *(number(label) for one in policy.sections.values() for label in _ARTICLE_LABEL.findall(one.label)))
    shared = [*policy.head.conditions, *(condition for one in policy.measures.values() for condition in one.conditions)]
    for condition in shared:
        if condition.operator == "at_most" and isinstance(condition.value, int):
            limits = [condition.value, *([condition.recognition.at_most] if condition.recognition else [])]
            unit = policy.facts[condition.fact].unit
            for limit in limits:
                told.read(f"{limit}{unit}、{limit + 1}{unit}")


def _leaves(value: object, key: str = "", section: str = "") -> Iterator[tuple[str, object, str]]:
    """Every leaf with its key and the section that the nearest mapping round it names."""
    if isinstance(value, str):  # most leaves; the test for a mapping is a slow one
        yield key, value, section
    elif isinstance(value, Mapping):
        named = value.get("section")
        for name, inner in value.items():
            if name == "file":  # its name is made of what the user wrote
                continue
            yield from _leaves(inner, str(name), named if isinstance(named, str) else section)
    elif isinstance(value, list | tuple):
        yield "", len(value), section
        for inner in value:
            yield from _leaves(inner, key, section)
    else:
        yield key, value, section
