"""One sentence in its context: its figures with their places, which measures each clause is about, and how it speaks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from agent.claims.words import claim_words
from agent.evidence import Evidence, folded
from agent.figures import Figure, clean, figures
from agent.sentences import quotations
from agent.understanding.vocabulary import Vocabulary
from knowledge.schema import Policy

QUOTED = 12
"""From this many characters on a quotation has to be verbatim; shorter marks set off a word."""

_CLAUSE = re.compile(r"[；;。！？!?：\n|)）]|(?<!\d),|,(?!\d{3})|:(?!\d|//)")
_POINTS_BACK = re.compile(r"[^\u4e00-\u9fff]*(?:它|其中|里面|里头|同一条|该条|此条|本条)")
_QUOTES = re.compile(r"[^\u4e00-\u9fff]*(?:原文|原句|条文)(?:是|写|如下|：|:)")
_EACH = re.compile(r"分别|各自|respectively|each")
_MASK = "\ue001"


@dataclass(frozen=True)
class Topic:
    """A place where the sentence names a measure (by a word) or a section (by its number). `quoted`: inside a long quotation.

    `word`: as it is written.
    """

    start: int
    measures: tuple[str, ...]
    section: str = ""
    quoted: bool = False
    word: str = ""


@dataclass
class Statement:
    """`said`: the sentence. `plain`: cleaned, with long verbatim quotations and names masked. `topics`: in order of place.

    `carried`: the measures that the sentences before were about. `sections`: articles named by number. `open`: a part of a longer
    sentence (after a semicolon) whose beginning says that the text is silent. `before`: the section last named before it.
    `asked`: the section whose words the user wants.
    """

    said: str
    plain: str
    figures: tuple[Figure, ...]
    topics: list[Topic]
    carried: tuple[str, ...]
    quotes: list[str] = field(default_factory=list)
    open: bool = False
    before: str = ""
    asked: str = ""

    @property
    def sections(self) -> list[str]:
        """Sections named by number."""
        named = list(dict.fromkeys(topic.section for topic in self.topics if topic.section))
        if named:
            return named
        pointed = self.before if _POINTS_BACK.match(self.plain) else self.asked if _QUOTES.match(self.plain) else ""
        return [pointed] if pointed else []

    @property
    def own(self) -> tuple[str, ...]:
        """Measures that the sentence itself names."""
        return tuple(dict.fromkeys(id_ for topic in self.topics for id_ in topic.measures))

    @property
    def own_words(self) -> tuple[str, ...]:
        """Measures that it names by a word of its own, not by a section's number and not in quotation marks."""
        return tuple(id_ for topic in self.topics if not topic.section and not topic.quoted for id_ in topic.measures)

    @property
    def measures(self) -> tuple[str, ...]:
        """Measures it is about: named, else carried."""
        return self.own or self.carried

    def says(self, kind: str) -> bool:
        """Whether a word of that kind of words.yaml stands in it."""
        words = claim_words()
        if kind == "silent":
            return self.open or bool(words.unsaid.search(self.plain) or words.advised.search(self.plain))
        return bool(getattr(words, kind).search(self.plain))

    def clause(self, place: int) -> tuple[int, int]:
        """Start and end of the clause round a place of `plain`."""
        cuts = [match.start() for match in _CLAUSE.finditer(self.plain)]
        start = max((cut + 1 for cut in cuts if cut < place), default=0)
        return start, min((cut for cut in cuts if cut >= place), default=len(self.plain))

    def about(self, place: int) -> tuple[str, ...]:
        """The measures that a figure at this place is about: its clause's nearest, else the sentence's nearest before it."""
        if claim_words().together.search(self.plain):
            return self.own or (self.carried if _EACH.search(self.plain) else ())
        start, end = self.clause(place)
        topics = [topic for topic in self.topics if topic.measures]
        inside = [topic for topic in topics if start <= topic.start < end]
        before = [topic for topic in inside if topic.start <= place] or ([] if inside else [t for t in topics if t.start < place])
        if before:
            return before[-1].measures
        return inside[0].measures if inside else self.carried or (topics[0].measures if topics else ())


def statement(
    text: str,
    vocabulary: Vocabulary,
    evidence: Evidence,
    carried: tuple[str, ...] = (),
    *,
    open_: bool = False,
    before: str = "",
    asked: str = "",
) -> Statement:
    """Reads one sentence."""
    seen = clean(text)
    topics = _topics(seen, vocabulary)
    quotes: list[str] = []
    plain = seen
    for quotation in quotations(text):
        quoted = clean(quotation.text)
        if len(folded(quotation.text)) >= QUOTED or quotation.title:
            quotes.append(quotation.text)
            plain = plain.replace(quoted, _MASK * len(quoted))
    for name in evidence.names:
        name = clean(name)
        plain = plain.replace(name, _MASK * len(name))
    if not topics and not carried:
        topics = _by_basis(seen, vocabulary)
    topics = [replace(topic, quoted=plain[topic.start] == _MASK) for topic in topics]
    return Statement(text, plain, figures(plain), topics, carried, quotes, open_, before, asked)


def _topics(text: str, vocabulary: Vocabulary) -> list[Topic]:
    policy: Policy = vocabulary.policy
    found = []
    for section, pattern in vocabulary.sections:
        measures = tuple(m.id for m in policy.measures.values() if m.section == section)
        found += [Topic(match.start(), measures, section) for match in pattern.finditer(text)]
    for match in vocabulary.measure_pattern.finditer(text):
        found.append(Topic(match.start(), vocabulary.measure_cues[match.group().lower()], word=match.group()))
    return sorted(found, key=lambda topic: topic.start)


def _by_basis(text: str, vocabulary: Vocabulary) -> list[Topic]:
    """Where nothing is named: the measures of the money that is spoken of (投资额, 利息)."""
    measures = vocabulary.policy.measures.values()
    found = []
    for mention in vocabulary.money_mentions(text):
        ids = tuple(m.id for m in measures if mention.cue.fact in (*m.support.basis, *m.support.less)) if mention.cue.fact else ()
        if len(ids) == 1:
            found.append(Topic(mention.start, ids))
    return found
