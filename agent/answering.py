"""The end of a turn: the reply with its citations, calls and reasons, and what the conversation keeps of it."""

from __future__ import annotations

import logging
from typing import Any

from langchain_core.messages import AIMessage, RemoveMessage

from agent.briefing import Briefing
from agent.citations import cited
from agent.dialogue import after_turn
from agent.evidence import Evidence
from agent.offline.draft import Phrases
from agent.offline.model import EXTRAS
from agent.parts import GraphParts
from agent.sentences import sentences
from agent.speech import BETWEEN, Write
from agent.state import BETWEEN_TURNS, SessionState, calls_of, turn_messages, user_texts, without_model
from agent.usage import usage_of
from agent.verify import verify

_log = logging.getLogger(__name__)


def answered(parts: GraphParts, state: SessionState, write: Write) -> dict[str, Any]:
    """Writes what is still to be said and the answer itself; the update of the state that ends the turn."""
    policy, briefing = parts.policy, Briefing.from_json(state["briefing"])
    reply = state["messages"][-1]
    assert isinstance(reply, AIMessage)
    messages = turn_messages(state["messages"])
    offline = parts.is_offline or bool(state.get("fallback"))
    # What a model called in vain is not part of an answer that is not its own; what it has said rests on its calls.
    calls = calls_of(without_model(messages) if offline and not state.get("spoken") else messages)
    text = _offline_text(parts, state, reply, calls, briefing, write) if offline else str(reply.text)
    extras = reply.additional_kwargs.get(EXTRAS) or {"citations": cited(policy, text, calls)}
    ticket = next((c["result"]["ticket"] for c in calls if c["name"] == "request_human" and "ticket" in c["result"]), None)
    answer = {
        "reply": text,
        "citations": extras.get("citations", []),
        "tool_calls": calls,
        "asks": extras.get("asks", []),
        "unstated": extras.get("unstated", []),
        "suggestions": extras.get("suggestions", []),
        "files": [call["result"]["file"] for call in calls if call["name"] == "draft_application" and "file" in call["result"]],
        "handoff": {"ticket": ticket} if ticket else None,
        "engine": "offline" if offline else parts.engine,
        "fallback": state.get("fallback") or None,
        "usage": usage_of(state.get("usage", []), parts.prices),
    }
    write({"event": "answer", "answer": answer})
    # The history keeps what was said, not how it was found: tool results would be most of every checkpoint.
    steps = [RemoveMessage(id=str(message.id)) for message in messages[:-1]]
    return {
        **BETWEEN_TURNS,
        "messages": [*steps, AIMessage(text, id=reply.id)],
        "dialogue": after_turn(policy, briefing, calls, answer),
        "evidence": [call for call in calls if call["name"] != "search_policy"],
    }


def _offline_text(
    parts: GraphParts, state: SessionState, reply: AIMessage, calls: list[dict[str, Any]], briefing: Briefing, write: Write
) -> str:
    """The offline engine's reply, verified and written; after what a language model had said already, with a word between."""
    evidence = Evidence.of(parts.policy, user_texts(state["messages"]), [*state.get("evidence", []), *calls])
    verdict = verify(str(reply.text), evidence, parts.policy)
    if not verdict.holds:
        _log.error("a sentence of the offline engine did not hold: %s", "；".join(one.reason for one in verdict.failed))
    phrases = Phrases(briefing.reading.language)
    text = verdict.text or phrases("unverified")
    spoken = state.get("spoken", "")
    if spoken.strip():
        text = f"{BETWEEN}{phrases('taken_over')}{BETWEEN}{text}"
    for sentence in sentences(text):
        write({"event": "token", "text": sentence})
    return spoken + text
