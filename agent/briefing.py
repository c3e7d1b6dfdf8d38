"""What the model is told beside the conversation: the facts so far and how this message reads. Same for every engine."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from agent.ledger import Ledger, apply, changed, entries, values
from agent.understanding.particulars import answered, merged, read_particulars
from agent.understanding.reading import Reader, Reading
from agent.understanding.script import carried
from knowledge.schema import Policy

ANSWER = 14
"""A message of so few characters that names a measure answers which one a sum was for."""


@dataclass
class Briefing:
    """`reading`: this message. `facts`: flat facts to reckon with now (suppositions included). `known`: told before.

    `dialogue`: what the turn before left (focus, sections, asked, task, matters). `changed`: facts this message told.

    `contradicted`: facts told otherwise than before without a word on it → what was told before.
    """

    reading: Reading
    facts: dict[str, Any]
    known: dict[str, Any]
    parts: dict[str, Any]
    dialogue: dict[str, Any]
    changed: list[str]
    contradicted: dict[str, Any] = field(default_factory=dict)

    @property
    def declined(self) -> list[str]:
        """Facts that this message declines to tell: those it names, else those that were asked for."""
        if not self.reading.wants("decline"):
            return []
        asked = list(self.dialogue.get("asked", []))
        return self.reading.named_facts or asked

    def to_json(self) -> dict[str, Any]:
        """Plain dict for the message that carries it."""
        return {
            "reading": self.reading.to_json(),
            "facts": self.facts,
            "known": self.known,
            "parts": self.parts,
            "dialogue": self.dialogue,
            "changed": self.changed,
            "contradicted": self.contradicted,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Briefing:
        """The way back."""
        return cls(**{**data, "reading": Reading(**data["reading"])})


def brief(policy: Policy, reader: Reader, message: str, ledger: Ledger, dialogue: dict[str, Any]) -> tuple[Briefing, Ledger]:
    """The briefing of a turn and the ledger that is kept after it. What is only supposed changes the turn, not the ledger."""
    asked, heard = list(dialogue.get("asked", [])), dialogue.get("heard", ())
    reading = reader.read(message, asked, dialogue.get("focus", []), dialogue.get("listed", ()), entries(policy, ledger), heard)
    reading.language = carried(reading.language, message, dialogue.get("language"))
    if reading.is_("restart") or reading.is_("another"):
        ledger, dialogue = {}, {}
    # What a sentence only resembles does not take the place of what was told.
    reading.told = [telling for telling in reading.told if not (telling.get("likely") and telling["fact"] in ledger)]
    _answer(policy, reading, dialogue.get("asked", []))
    _specify(policy, reading, message, ledger, dialogue)
    _settle(reading)
    _claim_loose(policy, reading, dialogue.get("loose", []))
    working = apply(policy, ledger, reading.told)
    supposed = reading.is_("suppose") and any(name in ledger for name in changed(ledger, working))
    kept = ledger if supposed else working
    if any(telling.get("either") for telling in reading.told):
        kept = apply(policy, ledger, [telling for telling in reading.told if not telling.get("either")])
    if reading.is_("counts") and not reading.wants("amount"):  # sums of which it is asked whether they count are not told as such
        kept = ledger if supposed else apply(policy, ledger, [t for t in reading.told if policy.facts[t["fact"]].type != "money"])
    facts = values(policy, working)
    if reading.is_("others"):  # what the speaker is says nothing of those who are asked about
        facts = {name: value for name, value in facts.items() if policy.facts[name].type == "money"}
        dialogue = {**dialogue, "focus": [], "task": []}
    briefing = Briefing(
        reading=reading,
        facts=facts,
        known=values(policy, ledger),
        parts={name: value for name, value in working.items() if isinstance(value, dict)},
        dialogue=dialogue,
        changed=changed(ledger, working),
        contradicted=_contradicted(policy, reading, values(policy, ledger), values(policy, working)),
    )
    return briefing, kept


def _contradicted(policy: Policy, reading: Reading, known: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    """Facts about who applies that are told otherwise than before, with what was told before: to be said, not silently taken.

    A correction, a what-if and a follow-up (那12个人呢) say themselves that they change something.
    """
    if any(map(reading.is_, ("correction", "suppose", "elliptical", "changed"))):
        return {}
    told = {t["fact"] for t in reading.told if t["mode"] == "set" and policy.facts[t["fact"]].type != "money"}
    return {name: value for name, value in known.items() if name in told and name in now and value != now[name]}


def _answer(policy: Policy, reading: Reading, asked: list[str]) -> None:
    """是的, 没有: the answer to a question of yes or no that was asked."""
    told = {telling["fact"] for telling in reading.told}
    flags = [name for name in asked if policy.facts[name].type == "flag" and name not in told]
    for name in flags[:1]:
        if reading.is_("affirm") or reading.is_("deny"):
            reading.told.append({"fact": name, "part": "", "value": "true" if reading.is_("affirm") else "false", "mode": "set"})


def _specify(policy: Policy, reading: Reading, message: str, ledger: Ledger, dialogue: dict[str, Any]) -> None:
    """Names and descriptions for a form. What was asked for is the whole message when it tells nothing else."""
    drafting = reading.wants("draft") or "draft" in dialogue.get("task", [])
    told = read_particulars(policy, message, drafting)
    other = reading.told or reading.intents or reading.question or reading.is_("correction")
    if drafting and not (other or reading.is_("again") or reading.is_("leave_blank")):
        told = answered(policy, message, dialogue.get("asked", [])) or told
    for telling in told:
        fact = policy.facts[telling["fact"]]
        if fact.joined and fact.id in ledger:
            telling["value"] = merged(fact, str(ledger[fact.id]), telling["value"])
    reading.told.extend(told)


def _claim_loose(policy: Policy, reading: Reading, loose: list[str]) -> None:
    """A sum of the turn before that nothing named is what the measure named now is about: 花了26万 … 算力的."""
    bases = {name for id_ in reading.measures for name in policy.measures[id_].support.basis}
    short = len(reading.text) <= ANSWER
    if short and len(loose) == 1 and len(bases) == 1 and not any(policy.facts[t["fact"]].type == "money" for t in reading.told):
        reading.told.append({"fact": bases.pop(), "part": "", "value": loose[0], "mode": "set"})


def _settle(reading: Reading) -> None:
    """Several years told for one fact are items of one calculation, not a sum: only the last one stands as the fact."""
    labels: dict[str, set[str]] = {}
    for telling in reading.told:
        if telling.get("label"):
            labels.setdefault(telling["fact"], set()).add(telling["label"])
    for telling in reading.told:
        if len(labels.get(telling["fact"], ())) < 2:
            telling.pop("label", None)
