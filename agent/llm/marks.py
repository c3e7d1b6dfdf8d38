"""The marks by which models set apart, inside their text, what is not meant for the user: thoughts, calls, tokens of their template."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

LONGEST = 80
"""Characters of the longest mark."""


@dataclass(frozen=True)
class Mark:
    """`opens` and `closes`: patterns; no `closes`: the block ends with the text. `line`: counts at the beginning of a line only.

    `role`: a thought is dropped; calls are read and never shown; what may be a call is shown when it is none; a token is dropped alone.
    """

    opens: str
    closes: re.Pattern[str] | None
    role: Literal["thought", "calls", "maybe", "json", "token"]
    line: bool = False


def _closing(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_THINKING = "(?:think|thinking|thought|reasoning)"
THOUGHT_CLOSES = _closing(rf"</{_THINKING}[ \t]*>")
FIRST = Mark("", THOUGHT_CLOSES, "thought")
"""The answer begins with a thought whose opening stood in the prompt."""

MARKS = (
    Mark(rf"<{_THINKING}[ \t]*>", THOUGHT_CLOSES, "thought"),
    Mark(r"<\|channel\|>", _closing(r"final[ \t]*<\|message\|>"), "thought"),
    Mark(r"Thought[ \t]*[:：]", _closing(r"\n(?=Action[ \t]*[:：])|Final Answer[ \t]*[:：]"), "thought", line=True),
    Mark(r"<tool_call>", _closing(r"</tool_call>"), "calls"),
    Mark(r"<tool_calls>", _closing(r"</tool_calls>"), "calls"),
    Mark(r"<function_calls?>", _closing(r"</function_calls?>"), "calls"),
    Mark(r"<function=[\w.-]{1,60}>", _closing(r"</function>"), "calls"),
    Mark(r"<invoke name=[^<>\n]{1,60}>", _closing(r"</invoke>"), "calls"),
    Mark(r"<｜DSML｜\w{1,40}>", _closing(r"</｜DSML｜(?:function|tool)_calls>"), "calls"),
    Mark(r"<[|｜]tool[▁_]calls[▁_](?:section[▁_])?begin[|｜]>", _closing(r"<[|｜]tool[▁_]calls[▁_](?:section[▁_])?end[|｜]>"), "calls"),
    Mark(r"<[|｜]tool[▁_]call[▁_]begin[|｜]>", _closing(r"<[|｜]tool[▁_]call[▁_]end[|｜]>"), "calls"),
    Mark(r"<\|python_tag\|>", _closing(r"<\|eo[mt]_id\|>"), "calls"),
    Mark(r"\[TOOL_CALLS\]", None, "calls"),
    Mark(r"✿FUNCTION✿", None, "calls"),
    Mark(r"```", re.compile(r"\n```"), "maybe", line=True),
    Mark(r"Action[ \t]*[:：]", re.compile(r"\n\n|\nObservation[^\n]*\n"), "maybe", line=True),
    Mark(r"\{\s*[\"']|\[\s*\{", None, "json", line=True),
    Mark(r"<[|｜][^<>|｜\n]{1,40}[|｜]>", None, "token"),
)
OPENING = re.compile("|".join(f"(?P<m{place}>{mark.opens})" for place, mark in enumerate(MARKS)), re.IGNORECASE)
_WORDS = ("[tool_calls]", "✿function✿", "```", "action", "thought")
_PARTIAL = re.compile(rf"<(?:[/|｜a-z][^<>\n]{{0,{LONGEST}}})?\Z|(?:action|thought)[ \t]*\Z|\{{\s*\Z|\[\s*\Z", re.IGNORECASE)


def mark_of(match: re.Match[str]) -> Mark:
    """The mark that a match of `OPENING` is."""
    return MARKS[int(str(match.lastgroup)[1:])]


def could_begin(text: str) -> int:
    """Where the end of a text begins that more text could make a mark of; its length when there is none."""
    low = text.lower()
    found = _PARTIAL.search(text)
    sizes = (size for word in _WORDS for size in range(1, len(word)) if low.endswith(word[:size]))
    return min(found.start() if found else len(text), len(text) - max(sizes, default=0))
