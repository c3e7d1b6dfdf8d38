"""What one message says, before anything is looked up: the `Reading`, and how it is put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from agent.understanding.amounts import MoneyReading, read_money
from agent.understanding.clauses import CLAUSE
from agent.understanding.counts import read_headcount, read_years
from agent.understanding.entries import Entry
from agent.understanding.intents import IntentReader, residue
from agent.understanding.mentions import (
    articles_absent,
    chosen,
    facts_named,
    matters_asked,
    matters_cued,
    measures_named,
    regions_named,
    sections_named,
)
from agent.understanding.pointing import pointed_at
from agent.understanding.purposes import PurposeReader
from agent.understanding.questions import QUESTION, asked_aside, clauses, questions, wanted
from agent.understanding.quoting import quoted
from agent.understanding.scope import ScopeHead
from agent.understanding.script import Script, simplified
from agent.understanding.selves import SelfReader
from agent.understanding.vocabulary import Vocabulary

Mode = Literal["set", "add", "subtract"]


@dataclass
class Reading:
    """One message, read.

    `told`: tellings in order, each ``{fact, part, value, upper, mode, approximate, label, note}`` with values as strings.
    `intents`: intent → score, best first. `nearness`: intent → cosine of its nearest example sentence, the best few.
    `shares`: a share as written → its value. `roles`: money that is no fact (received, target, claimed): decimal strings.
    `named_facts`: facts named where something is declined (人数先不说).
    `pointed`: the measures when they were not named but pointed at (第二个呢). `foreign`: sums in another currency.
    `absent`: articles named that there are not. `residue`: what it says beside its wish. `aside`: its questions beside a wish.
    `quoted`: [section, clause] of each piece of the policy that it quotes. `cued_apart`: its questions and clauses → silences cued in each.
    `off_topic`: how far it is from anything the policy is about (scope.py); 0 where its words settle that.
    `suppose`, `correction`, `restart`, `elliptical`, `whole`, `apart`, `increase`, `remaining`: relation to what was said.
    """

    text: str
    language: Script
    told: list[dict[str, Any]] = field(default_factory=list)
    measures: list[str] = field(default_factory=list)
    pointed: list[str] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)
    matters: list[str] = field(default_factory=list)
    regions: list[str] = field(default_factory=list)
    intents: dict[str, float] = field(default_factory=dict)
    nearness: dict[str, float] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)
    shares: dict[str, str] = field(default_factory=dict)
    loose: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    named_facts: list[str] = field(default_factory=list)
    years: int | None = None
    references: list[str] = field(default_factory=list)
    question: bool = False
    residue: str = ""
    absent: list[str] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)
    quoted: list[list[str]] = field(default_factory=list)
    cued_apart: dict[str, list[str]] = field(default_factory=dict)
    off_topic: float = 0.0

    def is_(self, reference: str) -> bool:
        """Whether the message stands in this relation to what was said before."""
        return reference in self.references

    def wants(self, intent: str) -> bool:
        """Whether the message carries this intent."""
        return intent in self.intents

    def to_json(self) -> dict[str, Any]:
        """Plain dict, for the briefing and the state."""
        return asdict(self)


ASKING = ("counts", "stated")
"""Relations that only a question has."""


class Reader:
    """Reads messages against one policy's vocabulary."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        intents: IntentReader,
        purposes: PurposeReader | None = None,
        scope: ScopeHead | None = None,
        selves: SelfReader | None = None,
    ) -> None:
        self.vocabulary = vocabulary
        self.intents = intents
        self.purposes = purposes
        self.scope = scope
        self.selves = selves

    def read(
        self,
        message: str,
        asked: list[str],
        focus: list[str],
        listed: Sequence[Mapping[str, Any]] = (),
        known: Sequence[Entry] = (),
        heard: Sequence[str] = (),
    ) -> Reading:
        """The reading of `message`. `asked`: facts asked for in the turn before; `focus`: measures talked about last.

        `listed`: measures of the reply before in its order, with the sums said of them (pointing.py). `known`: sums told (entries.py).
        `heard`: counts told in the turn before.
        """
        text, language = simplified(message)
        vocabulary = self.vocabulary
        reading = Reading(text=text, language=language)
        reading.references = [name for name, pattern in vocabulary.references.items() if pattern.search(text)]
        reading.question = bool(QUESTION.search(text))
        if not reading.question:
            reading.references = [name for name in reading.references if name not in ASKING]
        wish = wanted(text)
        reading.measures = measures_named(vocabulary, wish)
        if not reading.measures:
            reading.measures = reading.pointed = pointed_at(vocabulary, text, listed)
        reading.sections = sections_named(vocabulary, text)
        reading.regions = regions_named(vocabulary, text)
        self._tell(reading, asked, focus, known, heard)
        self._specify(reading, focus)
        reading.intents, reading.nearness = self.intents.read(wish, self._kinds(reading))
        reading.matters = (matters_asked if reading.wants("amount") else matters_cued)(vocabulary, wish)
        reading.absent = articles_absent(vocabulary, text)
        reading.quoted = [list(place) for place in quoted(vocabulary.policy, message)]
        parts = dict.fromkeys([*questions(text), *clauses(text)])
        reading.cued_apart = {part: matters_cued(vocabulary, part, reading.matters) for part in parts}
        reading.aside = asked_aside(text, self.intents.cued)
        refused = [clause for clause in CLAUSE.split(text) if "decline" in self.intents.cued(clause)]
        reading.named_facts = [fact for clause in refused for fact in facts_named(vocabulary, clause)]
        reading.residue = residue(vocabulary, text, reading.intents)
        if self.scope and reading.nearness and not (reading.told or reading.measures or reading.sections):
            reading.off_topic = self.scope.score(text)
        return reading

    def _tell(self, reading: Reading, asked: list[str], focus: list[str], known: Sequence[Entry], heard: Sequence[str]) -> None:
        """What the message tells: sums, choices, heads."""
        text, vocabulary = reading.text, self.vocabulary
        money: MoneyReading = read_money(vocabulary, text, asked, focus, known, self.purposes)
        reading.told = money.told
        reading.roles = {role: str(value) for role, value in money.roles.items()}
        reading.loose = [str(value) for value in money.loose]
        reading.foreign = money.foreign
        reading.shares = {share.text: str(share.value) for share in money.shares}
        reading.years = read_years(vocabulary, text)
        told = {telling["fact"] for telling in money.told}
        for rule in vocabulary.roles["derived"]:  # who tells the principal of a loan speaks of its interest
            if rule["principal"] in money.other and rule["fact"] not in told and not reading.measures:
                reading.measures = [m.id for m in vocabulary.policy.measures.values() if rule["fact"] in m.support.basis]
        for fact, value in chosen(vocabulary, text):
            reading.told.append({"fact": fact, "part": "", "value": value, "mode": "set"})
        said = {told["fact"] for told in reading.told}
        plain = bool(money.told) and "amount" in self.intents.cued(text)  # a sum and a wish: no vector is spent on who speaks
        if self.selves and not plain and (likely := self.selves.of(text)) and likely[0] not in said:
            reading.told.append({"fact": likely[0], "part": "", "value": likely[1], "mode": "set", "likely": True})
        if headcount := read_headcount(vocabulary, text, asked, heard):
            reading.told.append(headcount)

    def _specify(self, reading: Reading, focus: list[str]) -> None:
        """A sum that only a general word names (投入) is none of a measure that is not talked about: 社区运营投入1100万."""
        about = [self.vocabulary.policy.measures[id_].support for id_ in reading.measures or focus]
        bases = {fact for support in about for fact in (*support.basis, *support.less)}
        if about:
            reading.told = [t for t in reading.told if not (t.get("general") and t["fact"] not in bases)]

    def _kinds(self, reading: Reading) -> set[str]:
        """What kinds of facts are told: money, profile (who applies)."""
        facts = self.vocabulary.policy.facts
        return {"money" if facts[told["fact"]].type == "money" else "profile" for told in reading.told if told["value"] != "0"}
