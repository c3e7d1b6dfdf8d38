"""Tool calls as models write them: strict JSON where it is whole, mended where that is unambiguous, unreadable otherwise.

No library that completes JSON: a call that was cut off (`{"spend": "80` of "800000") must not become a valid one.
"""

from __future__ import annotations

import ast
import json
import math
import re
from collections.abc import Collection
from typing import Any

UNREADABLE = "__unreadable__"
"""Key of arguments that could not be read; the tool answers with an error that the model can act on."""

_FENCE = re.compile(r"^\s*```[a-zA-Z_]*\s*\n?(.*?)\n?\s*```\s*$", re.DOTALL)
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
    return value if isinstance(value, dict) else {UNREADABLE: _whole_characters(text[:200])}


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
    """The JSON value of a text, of a fenced one, of one with single quotes or a trailing comma; None: no whole value.

    Half a surrogate pair, which no store and no socket takes, is replaced.
    """
    fenced = _FENCE.match(text)
    text = (fenced.group(1) if fenced else text).strip()
    try:
        try:
            found = json.loads(text, strict=False, parse_constant=_number, parse_float=_number)
        except ValueError:
            found = _literal(text)
        return _whole_characters(found)
    except RecursionError:
        return None


def _literal(text: str) -> object:
    """JSON with single quotes or a trailing comma is a Python literal, but for three names and one escape."""
    if _FOREIGN_ESCAPE.search(text):
        return None
    try:
        tree = _Names().visit(ast.parse(text.replace("\\/", "/"), mode="eval"))
        # Back through JSON: bytes, sets and complex numbers are Python alone.
        return json.loads(json.dumps(ast.literal_eval(tree), allow_nan=False))
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None


class _Names(ast.NodeTransformer):
    """true, false and null as values; in strings they stay words."""

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return ast.Constant(_CONSTANTS[node.id]) if node.id in _CONSTANTS else node


def _whole_characters(value: object) -> object:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_whole_characters(one) for one in value]
    if isinstance(value, dict):
        return {str(_whole_characters(name)): _whole_characters(one) for name, one in value.items()}
    return value


def _number(written: str) -> float:
    """Raises `ValueError` for what JSON has no number for: NaN, Infinity, 1e999."""
    if not math.isfinite(number := float(written)):
        raise ValueError(written)
    return number


_CONSTANTS = {"true": True, "false": False, "null": None}
_FOREIGN_ESCAPE = re.compile(r"(?<!\\)(?:\\\\)*\\(?![\\\\/\"'bfnrtu])")
