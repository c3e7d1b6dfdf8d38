"""Why a turn fell back, as one of a closed set of kinds: for counting. The reason itself is a sentence for people."""

from __future__ import annotations

from typing import Literal, get_args

from agent.llm.errors import Kind, ModelFailure

FallbackKind = Literal["unverified", "silent", "too_many_calls", "turn_timeout", "other", Kind]
"""`unverified`: a sentence did not hold twice; `silent`: nothing was said; `other`: an error of the library; the endpoint's own
failures by their kind.
"""

REASONS: dict[FallbackKind, str] = {
    "unverified": "没有通过核对",
    "silent": "模型没有给出回答",
    "too_many_calls": "工具调用次数超过上限",
    "turn_timeout": "模型超过了这一轮的时限",
    "other": "模型调用失败",
    **{kind: ModelFailure(kind).detail for kind in get_args(Kind)},
}
"""How the reason of each kind begins; what follows says more."""


def fallback_kind(reason: str) -> FallbackKind:
    """The kind of a reason as `Answer.fallback` gives it; `other` for one that is not known."""
    return next((kind for kind, said in REASONS.items() if reason.startswith(said)), "other")
