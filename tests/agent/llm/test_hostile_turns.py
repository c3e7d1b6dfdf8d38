"""A hostile endpoint over real HTTP, through the whole service: no false sentence reaches the user, and no turn is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from agent.assembly import open_service
from agent.schema import LOCAL, ChatRequest
from tests.agent.claims.conftest import replies
from tests.agent.claims.test_replies import LET_THROUGH
from tests.agent.llm.conftest import settings_of
from tests.agent.llm.hostile import Answer, serving
from tests.agent.llm.turns import ways

pytestmark = pytest.mark.anyio

TURNS = [reply for reply in replies("false.jsonl") if reply["id"] not in LET_THROUGH]


async def test_over_300_hostile_turns_nothing_false_is_said_and_nothing_is_lost(tmp_path: Path) -> None:
    assert len(TURNS) > 300
    script: list[Any] = []

    def answer(_asked: dict[str, Any]) -> Answer:
        return next(script[0])

    said: dict[str, list[str]] = {}
    with serving(answer) as endpoint:
        settings = settings_of(endpoint, data_dir=tmp_path, llm_stall=0.1, llm_timeout=1, llm_turn_seconds=3)
        async with open_service(settings) as service:
            for reply, way in zip(TURNS, ways(), strict=False):
                script[:] = [way(reply["reply"])]
                session = None
                for message in reply["user"]:
                    final = await service.ask(LOCAL, ChatRequest(message=message, session_id=session))
                    session = final.session_id
                assert final.reply.strip(), reply["id"]
                false = [sentence for sentence in map(str.strip, reply["false"]) if sentence in final.reply]
                if false:
                    said[f"{reply['id']} {way.__name__}"] = false
                assert final.engine == "offline" or not final.fallback
    assert said == {}
