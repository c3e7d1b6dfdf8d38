"""Passes a conversation on to staff: one ticket a turn, however often the turn or the tool call is repeated."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from agent.files import with_files
from agent.records import Records
from agent.schema import Caller
from tools.schema import HandoffResult

if TYPE_CHECKING:
    from tools.registry import ToolContext

_WORDING: dict[str, str] = yaml.safe_load((Path(__file__).parent / "handoff.yaml").read_text(encoding="utf-8"))


class Handoff:
    """The `ToolContext.handoff` of one turn."""

    def __init__(self, records: Records, caller: Caller, session_id: str, turn_id: str, message: str) -> None:
        self._records = records
        self._caller = caller
        self._session_id = session_id
        self._turn_id = turn_id
        self._message = message

    async def __call__(self, reason: str) -> HandoffResult:
        """The ticket of this turn, with the conversation up to and including its message."""
        conversation: list[dict[str, str]] = []
        for turn in await self._records.history(self._caller, self._session_id):
            conversation.append({"role": "user", "text": turn.message})
            conversation.append({"role": "assistant", "text": turn.answer.reply})
        conversation.append({"role": "user", "text": self._message})
        reason = reason.strip() or _WORDING["no_reason"]
        ticket = await self._records.open_ticket(self._caller, self._session_id, self._turn_id, reason, conversation, {})
        return HandoffResult(ticket=ticket.ticket, note=_WORDING["note"].format(ticket=ticket.ticket))


def turn_tools(tools: ToolContext, records: Records, caller: Caller, session_id: str, turn_id: str, message: str) -> ToolContext:
    """What the tools of one turn work on: the same, with a ticket of this turn and files of its caller."""
    handoff = Handoff(records, caller, session_id, turn_id, message)
    return with_files(replace(tools, handoff=handoff), records, caller)
