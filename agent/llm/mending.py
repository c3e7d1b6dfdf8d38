"""The JSON of chat completions as endpoints really send it → as the library expects it.

One `Mender` per answer: tool calls are put in order over all pieces. What is no answer at all is a `ModelFailure`.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from typing import Any

from agent.llm.errors import ModelFailure
from agent.llm.faults import fault


@dataclass
class _Slot:
    """One tool call under construction; `sent`: the id as the endpoint gave it."""

    sent: str
    name: str
    id: str


class Mender:
    """Makes chunks of a stream regular."""

    def __init__(self) -> None:
        self._slots: list[_Slot] = []
        self._by_index: dict[int, int] = {}

    def chunk(self, data: object) -> dict[str, Any]:
        """One chunk; a whole answer is taken as one. Raises `ModelFailure` for an error object."""
        if not isinstance(data, dict):
            raise ModelFailure("bad_answer", "不是 JSON 对象")
        if data.get("error") or ("code" in data and "choices" not in data):
            raise fault(data)
        choices = [self._choice(one) for one in data.get("choices") or [] if isinstance(one, dict)]
        mended = {
            "id": str(data.get("id") or "chat"),
            "object": "chat.completion.chunk",
            "created": 0,
            "model": str(data.get("model") or ""),
            "choices": choices[:1],
        }
        usage = data.get("usage")
        if isinstance(usage, dict):
            mended["usage"] = {name: value for name, value in usage.items() if isinstance(value, int | dict)}
        return mended

    def _choice(self, choice: dict[str, Any]) -> dict[str, Any]:
        whole = isinstance(choice.get("message"), dict)
        said = choice.get("delta") if isinstance(choice.get("delta"), dict) else choice.get("message") if whole else {}
        assert isinstance(said, dict)
        delta: dict[str, Any] = {"role": "assistant", "content": _text(said.get("content"))}
        calls = said.get("tool_calls") or ([{"function": said["function_call"]}] if said.get("function_call") else [])
        if isinstance(calls, dict):
            calls = [calls]
        pieces = [self._call(one, whole) for one in calls if isinstance(one, dict)]
        if pieces:
            delta["tool_calls"] = pieces
        return {"index": 0, "delta": delta, "finish_reason": choice.get("finish_reason") or None}

    def _call(self, call: dict[str, Any], whole: bool) -> dict[str, Any]:
        function = call.get("function") if isinstance(call.get("function"), dict) else call
        assert isinstance(function, dict)
        name, sent, index = str(function.get("name") or ""), str(call.get("id") or ""), call.get("index")
        place = self._place(name, sent, index if isinstance(index, int) and not whole else None, whole)
        begins = place == len(self._slots)
        if begins:
            taken = {slot.id for slot in self._slots}
            self._slots.append(_Slot(sent, name, sent if sent and sent not in taken else f"call_{uuid.uuid4().hex[:12]}"))
            if isinstance(index, int):
                self._by_index[index] = place
        slot = self._slots[place]
        arguments = function.get("arguments", function.get("parameters"))
        if not isinstance(arguments, str):
            arguments = "" if arguments is None else json.dumps(arguments, ensure_ascii=False)
        piece: dict[str, Any] = {"index": place, "type": "function", "function": {"arguments": arguments}}
        if begins:
            piece["id"] = slot.id
            piece["function"]["name"] = slot.name
        return piece

    def _place(self, name: str, sent: str, index: int | None, whole: bool) -> int:
        """Which call a piece belongs to; the number of calls so far: a new one."""
        new = len(self._slots)
        if whole or not new:
            return new
        known = self._by_index.get(index) if index is not None else None
        if index is None:
            last = self._slots[-1]
            return new if (name and name != last.name) or (sent and sent != last.sent) else new - 1
        if known is None:
            return new
        slot = self._slots[known]
        return new if name and ((sent and slot.sent and sent != slot.sent) or name != slot.name) else known


def _text(content: object) -> str:
    if isinstance(content, list):
        return "".join(str(part.get("text", "")) for part in content if isinstance(part, dict) and part.get("type", "text") == "text")
    return content if isinstance(content, str) else ""
