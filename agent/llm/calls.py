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
_WITH_JSON = tuple(
    re.compile(pattern, re.DOTALL | re.IGNORECASE)
    for pattern in (
        r"(?:function)?<｜tool▁sep｜>([\w.-]+)\s*(?:```json)?\s*(\{.*?\})\s*(?:```)?\s*<｜tool▁call▁end｜>",
        r"<｜tool▁call▁begin｜>\s*([\w.-]+)\s*<｜tool▁sep｜>\s*(\{.*?\})\s*<｜tool▁call▁end｜>",
        r"<[|｜]tool_call_begin[|｜]>\s*([\w.:-]+)\s*<[|｜]tool_call_argument_begin[|｜]>\s*(\{.*?\})\s*<[|｜]tool_call_end[|｜]>",
        r"<function=([\w.-]+)>\s*(\{.*?\})\s*</function>",
        r"Action\s*[:：]\s*`?([\w.-]+)`?\s*\n\s*Action\s*Input\s*[:：]\s*(\{.*?\})\s*(?:\n|$)",
        r"✿FUNCTION✿\s*[:：]\s*([\w.-]+)\s*✿ARGS✿\s*[:：]\s*(\{.*?\})\s*(?=✿|$)",
        r"\[TOOL_CALLS\]\s*([\w.-]+)\s*(?:\[ARGS\])?\s*(\{.*?\})\s*(?=\[TOOL_CALLS\]|$)",
    )
)
"""A name and its arguments as JSON."""
_WITH_FIELDS = (
    (
        re.compile(r"<function=([\w.-]+)>(.*?)</function>", re.DOTALL),
        re.compile(r"<parameter=([\w.-]+)()>(.*?)</parameter>", re.DOTALL),
    ),
    (
        re.compile(r"<(?:｜DSML｜)?invoke name=\"([\w.-]+)\">(.*?)</(?:｜DSML｜)?invoke>", re.DOTALL),
        re.compile(r"<(?:｜DSML｜)?parameter name=\"([\w.-]+)\"([^<>]*)>(.*?)</(?:｜DSML｜)?parameter>", re.DOTALL),
    ),
    (
        re.compile(r"<tool_call>\s*([\w.-]+)\s*(<arg_key>.*?)</tool_call>", re.DOTALL),
        re.compile(r"<arg_key>\s*([\w.-]+)\s*</arg_key>()\s*<arg_value>(.*?)</arg_value>", re.DOTALL),
    ),
)
"""A name and its arguments each by itself: (name, attributes, value)."""
_TAGS = re.compile(r"</?(?:tool_calls?|function_calls?)>|\[TOOL_CALLS\]|<\|python_tag\|>|<\|eo[mt]_id\|>", re.IGNORECASE)
_KEYS = re.compile(r"[\"'](?:name|tool|function)[\"']\s*:.*[\"'](?:arguments|parameters|args)[\"']\s*:|Action\s*Input\s*[:：]", re.DOTALL)


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
    found = [(match[1], arguments(match[2])) for pattern in _WITH_JSON for match in pattern.finditer(text)]
    found = found or [(match[1], _fields(match[2], each)) for call, each in _WITH_FIELDS for match in call.finditer(text)]
    if not found:
        inner = re.findall(r"<tool_call>(.*?)(?:</tool_call>|$)", text, re.DOTALL) or [_TAGS.sub("", text)]
        found = [call for piece in inner for call in _objects(piece)]
    found = [(_known(name, names), args) for name, args in found]
    return found if found and all(name in names and UNREADABLE not in args for name, args in found) else []


def misread(text: str, names: Collection[str]) -> list[tuple[str, dict[str, Any]]]:
    """A call of the first known tool that a text names, its arguments unreadable; none when it names no known tool."""
    named = next((word for word in re.findall(r"\w+", text) if word in names), None)
    return [(named, {UNREADABLE: _whole_characters(text[:200])})] if named else []


def seems_a_call(text: str) -> bool:
    """Whether a piece of JSON or of a dialogue with tools was meant as a call, whatever the tool."""
    return bool(_KEYS.search(text))


def _known(name: str, names: Collection[str]) -> str:
    """functions.look:0 → look, when that is a tool."""
    bare = name.rpartition(".")[2].partition(":")[0]
    return bare if name not in names and bare in names else name


def _fields(text: str, each: re.Pattern[str]) -> dict[str, Any]:
    """Values stand as they are; only lists, objects and truth values are told from text. Numbers are the tool's affair."""
    given: dict[str, Any] = {}
    for match in each.finditer(text):
        said = match[3].strip()
        decoded = _value(said) if said[:1] in ("{", "[") or said in _CONSTANTS else None
        given[match[1]] = said if (decoded is None and said != "null") or 'string="true"' in match[2] else decoded
    return given if given or not text.strip() else {UNREADABLE: text[:200]}


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
