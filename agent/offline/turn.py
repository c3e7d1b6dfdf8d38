"""One turn as the rules of the dialogue look at it, and what they decide."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from agent.briefing import Briefing
from agent.offline.measures import is_money, measures_meant
from agent.offline.requests import PROFILE, carries_inverse
from knowledge.schema import Policy

SHORT = 18
"""Characters of a message that may only carry on with a calculation (两年加起来, and both together)."""


@dataclass
class Decision:
    """`acts`: what the reply does, in order. `calls`: tool calls, each ``{"name", "args"}``. `asks`: facts to ask for.

    `assumed`: facts taken at a value for a partial answer (and asked for). `weak`: the acts rest on words alone, so that a
    prepared answer that fits better takes their place; `spare`: only for want of anything better. `doubted`: it was asked whether
    something counts, or what the text says: any prepared answer comes before figures. `aside`: questions beside what is settled,
    looked up for themselves. `sections`: of the measures.
    """

    acts: list[str] = field(default_factory=list)
    measures: list[str] = field(default_factory=list)
    calls: list[dict[str, Any]] = field(default_factory=list)
    asks: list[str] = field(default_factory=list)
    assumed: list[str] = field(default_factory=list)
    weak: bool = False
    spare: bool = False
    doubted: bool = False
    aside: list[str] = field(default_factory=list)
    search: bool = False
    sections: list[str] = field(default_factory=list)


@dataclass
class Turn:
    """What the rules look at, worked out once. `money`: sums told; `spending`: those not zero; `profile`: facts on who applies.

    `named`: measures of the sums told and named; `about`: those, or the ones talked about before. `task`: what was being done.
    `certain`: intents of which a cue was found. `asks_text`: it asks whether something counts, or what the text says.
    `likely`: facts of `profile` that its sentences only resemble (selves.py).
    """

    policy: Policy
    briefing: Briefing
    money: list[str]
    spending: list[str]
    profile: list[str]
    named: list[str]
    about: list[str]
    task: list[str]
    certain: list[str]
    wants_amount: bool
    wants_verdict: bool
    asks_text: bool
    likely: list[str]

    @classmethod
    def of(cls, policy: Policy, briefing: Briefing) -> Turn:
        """The turn of a briefing."""
        reading, dialogue = briefing.reading, briefing.dialogue
        sums = [t for t in reading.told if is_money(policy, t["fact"])]
        spending = [t["fact"] for t in sums if t["value"] != "0" or t.get("upper")]
        profile = [name for name in PROFILE if name in {t["fact"] for t in reading.told}]
        named = measures_meant(policy, reading.measures, spending)
        amount = any(map(reading.wants, ("amount", "inverse"))) or bool({"claimed", "received", "target"} & set(reading.roles))
        amount = amount or reading.is_("increase") or reading.is_("remaining")
        amount = amount or (reading.is_("whole") and "amount" in dialogue.get("task", []) and len(reading.text) <= SHORT)
        amount = amount or (reading.is_("explain") and "amount" in dialogue.get("task", []))
        amount = amount or carries_inverse(briefing)
        counted = reading.is_("counts") and {"applicant_type", "headcount"} <= set(profile)  # 自称一人公司，雇了14个，算不算
        return cls(
            policy=policy,
            briefing=briefing,
            money=[t["fact"] for t in sums],
            spending=spending,
            profile=profile,
            named=named,
            about=named or ([] if _introduced(profile, dialogue) else list(dialogue.get("focus", []))),
            task=dialogue.get("task", []),
            certain=[intent for intent, score in reading.intents.items() if score >= 1.0],
            wants_amount=amount,
            wants_verdict=(reading.wants("eligibility") or counted)
            and not reading.is_("define")
            and not (reading.is_("remaining") and amount and not profile),
            asks_text=reading.is_("counts") or reading.is_("stated"),
            likely=[t["fact"] for t in reading.told if t.get("likely")],
        )


def _introduced(profile: list[str], dialogue: dict[str, Any]) -> bool:
    """Whether speakers say who they are without having been asked, and ask for themselves: not of what was talked about before."""
    return "applicant_type" in profile and "applicant_type" not in dialogue.get("asked", [])
