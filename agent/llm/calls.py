"""Tool calls as models write them: strict JSON where it is whole, mended where that is unambiguous, unreadable otherwise.

No library that completes JSON: a call that was cut off (`{"spend": "80` of "800000") must not become a valid one.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Collection
from typing import Any

UNREADABLE = "__unreadable__"
"""Key of arguments that could not be read; the tool answers with an error that the model can act on."""

_FENCE = re.compile(r"^\s*```[a-zA-Z_]*\s*\n?(.*?)\n?\s*```\s*$", re.DOTALL)
_TRAILING = re.compile(r",(\s*[}\]])")
_ACTION = re.compile(r"Action\s*:\s*`?([\w-]+)`?\s*\n\s*Action\s*Input\s*:\s*(\{.*?\})\s*(?:\n|$)", re.DOTALL | re.IGNORECASE)
_FUNCTION = re.compile(r"<function=([\w-]+)>\s*(\{.*?\})\s*</function>", re.DOTALL)
_MARKED = re.compile(r"(?:function)?<｜tool▁sep｜>([\w-]+)\s*(?:```json)?\s*(\{.*?\})\s*(?:```)?\s*<｜tool▁call▁end｜>", re.DOTALL)


def arguments(text: str) -> dict[str, Any]:
    """The arguments of a call; `{UNREADABLE: text}` when they are no whole object."""
    if not text.strip() or text.strip() == "null":
        return {}
    value = _value(text)
    if isinstance(value, str):  # encoded twice
        value = _value(value)
    return value if isinstance(value, dict) else {UNREADABLE: text[:200]}


def written_calls(text: str, names: Collection[str]) -> list[tuple[str, dict[str, Any]]]:
    """The calls of known tools that a piece of text is; empty when it is anything else."""
    found = [(match[1], arguments(match[2])) for pattern in (_MARKED, _FUNCTION, _ACTION) for match in pattern.finditer(text)]
    if not found:
        inner = re.findall(r"<tool_call>(.*?)(?:</tool_call>|$)", text, re.DOTALL) or [text]
        found = [call for piece in inner for call in _objects(piece)]
    return found if found and all(name in names and UNREADABLE not in args for name, args in found) else []


def _objects(text: str) -> list[tuple[str, dict[str, Any]]]:
    value = _value(text)
    calls = []
    for one in value if isinstance(value, list) else [value]:
        function = one.get("function") if isinstance(one, dict) and isinstance(one.get("function"), dict) else one
        if not isinstance(function, dict) or not isinstance(function.get("name", function.get("tool")), str):
            return []
        given = function.get("arguments", function.get("parameters", function.get("args")))
        args = given if isinstance(given, dict) else arguments(given) if isinstance(given, str) else None
        if args is None:
            return []
        calls.append((str(function.get("name", function.get("tool"))), args))
    return calls


def _value(text: str) -> object:
    """The JSON value of a text, of a fenced one, of one with single quotes or a trailing comma; None: no whole value."""
    fenced = _FENCE.match(text)
    text = (fenced.group(1) if fenced else text).strip()
    for attempt in (text, _TRAILING.sub(r"\1", text)):
        try:
            return json.loads(attempt)
        except ValueError:
            continue
    try:
        return ast.literal_eval(re.sub(r"\b(true|false|null)\b", lambda found: _PYTHON[found.group()], text))
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None


_PYTHON = {"true": "True", "false": "False", "null": "None"}
