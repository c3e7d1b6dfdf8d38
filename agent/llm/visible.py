"""What of a model's text is meant for the user: no reasoning, no tool calls written as text; held back only while it could be one."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from agent.llm.calls import written_calls

_OPENING = "<think>"
_CLOSING = "</think>"
_ENDS = {
    "<tool_call>": "</tool_call>",
    "<function=": "</function>",
    "<｜tool▁calls▁begin｜>": "<｜tool▁calls▁end｜>",
    "```": "\n```",
    "Action:": "\n\n",
}
_MARKS = (_OPENING, _CLOSING, *_ENDS)
_MARK = re.compile("|".join(re.escape(mark) for mark in _MARKS))
_LINE = ("```", "Action:")
"""Marks that count at the beginning of a line only."""


class Visible:
    """Takes pieces of text. `calls`: (name, arguments) written as text so far; `names`: the tools there are."""

    def __init__(self, names: Collection[str]) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self._names = names
        self._pending = ""
        self._inside = ""
        self._begun = False
        self._last = ""

    def feed(self, piece: str) -> str:
        """What can be shown with this piece."""
        shown = self._take(piece)
        self._last = shown[-1:] or self._last
        return shown

    def _take(self, piece: str) -> str:
        self._pending += piece
        shown = ""
        while True:
            if self._inside == _OPENING:
                before, closed, after = self._pending.partition(_CLOSING)
                self._pending = after if closed else before[-len(_CLOSING) :]
                if not closed:
                    return shown
                self._inside = ""
            elif self._inside:
                at = self._pending.find(_ENDS[self._inside], len(self._inside))
                if at < 0:
                    return shown
                end = at + len(_ENDS[self._inside])
                block, self._pending = self._pending[:end], self._pending[end:]
                self._inside = ""
                shown += self._block(block)
            else:
                more, marked = self._until_mark()
                shown += more
                if not marked:
                    return shown

    def end(self) -> str:
        """What is left when nothing more comes."""
        rest, inside, self._pending, self._inside = self._pending, self._inside, "", ""
        if inside == _OPENING:
            return ""
        return self._block(rest) if inside or (not self._begun and rest.lstrip().startswith(("{", "["))) else rest

    def _until_mark(self) -> tuple[str, bool]:
        text = self._pending
        if not self._begun and text.lstrip()[:1] in ("{", "["):
            return "", False  # a bare object is held until it is whole: it may be a call
        for match in _MARK.finditer(text):
            before = text[: match.start()]
            if match.group() in _LINE and (before[-1:] or self._last) not in ("", "\n"):
                continue
            if match.group() == _CLOSING:  # its opening stood in the prompt: all before it was reasoning
                self._pending = text[match.end() :]
                return "", True
            self._begun = self._begun or bool(before.strip())
            self._inside, self._pending = match.group(), text[match.start() :]
            if self._inside == _OPENING:
                self._pending = self._pending.removeprefix(_OPENING)
            return before, True
        keep = max((size for mark in _MARKS for size in range(1, len(mark)) if text.endswith(mark[:size])), default=0)
        self._pending = text[len(text) - keep :]
        self._begun = self._begun or bool(text[: len(text) - keep].strip())
        return text[: len(text) - keep], False

    def _block(self, block: str) -> str:
        calls = written_calls(block, self._names)
        self.calls += calls
        return "" if calls or block.startswith(("<", "Action:")) else block
