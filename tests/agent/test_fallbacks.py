"""Every reason that the graph gives for a fall-back has a kind, so that none is counted as unknown."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import get_args

import pytest
from langchain_core.messages import AIMessage, BaseMessage

from agent.fallbacks import FallbackKind, fallback_kind
from agent.llm.errors import Kind, ModelFailure
from tests.agent.conftest import Talk
from tests.agent.scripted import Say, ScriptedModel, calling, says

pytestmark = pytest.mark.anyio

ASKED = "显卡花了36万，能支持多少"


@pytest.mark.parametrize("kind", get_args(Kind))
def test_a_failure_of_the_endpoint_has_its_own_kind_with_or_without_more(kind: Kind) -> None:
    assert fallback_kind(ModelFailure(kind).detail) == kind
    assert fallback_kind(ModelFailure(kind, "503").detail) == kind


def raising(error: Exception) -> Say:
    def say(messages: Sequence[BaseMessage]) -> AIMessage:
        raise error

    return say


@pytest.mark.parametrize(
    ("say", "kind"),
    [
        (says("稳拿90万元。"), "unverified"),
        (says(" "), "silent"),
        (lambda messages: calling("search_policy", {"query": f"第{len(messages)}次"}), "too_many_calls"),
        (raising(RuntimeError("odd")), "other"),
        (raising(ModelFailure("auth", "401")), "auth"),
    ],
    ids=["unverified", "silent", "too many calls", "unknown", "endpoint"],
)
async def test_what_the_graph_says_of_a_fall_back_is_of_this_kind(talk: Talk, say: Say, kind: FallbackKind) -> None:
    answer = await talk(ASKED, say=say)
    assert fallback_kind(answer["fallback"]) == kind


async def test_a_turn_that_ran_out_of_time_is_of_its_own_kind(talk: Talk) -> None:
    class Stalling(ScriptedModel):
        async def _astream(self, *_: object, **__: object):  # type: ignore[no-untyped-def, override]
            await asyncio.Event().wait()
            yield

    answer = await talk(ASKED, say=Stalling(say=says("")), seconds=0.05)
    assert fallback_kind(answer["fallback"]) == "turn_timeout"
