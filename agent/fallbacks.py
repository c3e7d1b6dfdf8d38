"""Why a turn fell back, as one of a closed set of kinds: for counting. The reason itself is a sentence for people."""

from __future__ import annotations

from typing import Literal, get_args

from agent.llm.errors import Kind, ModelFailure

FallbackKind = Literal["unverified", "silent", "too_many_calls", "turn_timeout", "other", Kind]
"""`unverified`: a sentence did not hold twice; `silent`: nothing was said; the endpoint's own failures by their kind."""

_SAID: tuple[tuple[str, FallbackKind], ...] = (
    ("没有通过核对", "unverified"),
    ("模型没有给出回答", "silent"),
    ("工具调用次数", "too_many_calls"),
    ("模型超过了这一轮的时限", "turn_timeout"),
    *((ModelFailure(kind).detail, kind) for kind in get_args(Kind)),
)
"""How the reasons of `agent.speaking` and `agent.llm.errors` begin."""


def fallback_kind(reason: str) -> FallbackKind:
    """The kind of a reason as `Answer.fallback` gives it; `other` for one that is not known."""
    return next((kind for said, kind in _SAID if reason.startswith(said)), "other")
