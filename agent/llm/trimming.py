"""The history cut to what fits: oldest turns first; the instruction, the current message and all after it stay."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

CURRENT = "current"
"""Key in `additional_kwargs` of the message that the turn is about."""

_WIDE = re.compile(r"[\u2e80-\uffff]")


def tokens(text: str) -> int:
    """About how many tokens a text has: one for a Chinese character, one for three others. No tokenizer is asked for: each model has
    its own, and the bound need not be exact.
    """
    wide = len(_WIDE.findall(text))
    return wide + (len(text) - wide + 2) // 3


def weight(message: BaseMessage) -> int:
    """About how many tokens a message has, calls included."""
    calls = json.dumps(message.tool_calls, ensure_ascii=False) if isinstance(message, AIMessage) and message.tool_calls else ""
    return tokens(str(message.text)) + tokens(calls) + 4


def trimmed(messages: Sequence[BaseMessage], most: int) -> list[BaseMessage]:
    """The messages with old turns left out until they have no more than `most` tokens."""
    current = next((i for i, m in enumerate(messages) if m.additional_kwargs.get(CURRENT)), _last_human(messages))
    fixed = [message for message in messages[:current] if isinstance(message, SystemMessage)]
    history = [message for message in messages[:current] if not isinstance(message, SystemMessage)]
    room = most - sum(map(weight, [*fixed, *messages[current:]]))
    kept: list[BaseMessage] = []
    for message in reversed(history):
        room -= weight(message)
        if room < 0:
            break
        kept.insert(0, message)
    while kept and not isinstance(kept[0], HumanMessage):
        kept.pop(0)
    return [*fixed, *kept, *messages[current:]]


def _last_human(messages: Sequence[BaseMessage]) -> int:
    return max((i for i, m in enumerate(messages) if isinstance(m, HumanMessage)), default=0)
