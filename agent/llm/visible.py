"""What of a model's text is meant for the user: no reasoning, no tool calls written as text; held back only while it could be one."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from typing import Any

from agent.llm.calls import misread, seems_a_call, written_calls
from agent.llm.marks import FIRST, LONGEST, OPENING, THOUGHT_CLOSES, Mark, could_begin, mark_of

_DECODER = json.JSONDecoder(strict=False)


class Visible:
    """Takes pieces of text. `names`: the tools there are; `thinks_first`: hold all back up to the end of a thought that nothing opens.

    `calls`: (name, arguments) written as text so far; those that cannot be read carry `UNREADABLE`. `thought_first`: such a thought came.
    """

    def __init__(self, names: Collection[str], *, thinks_first: bool = False) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.thought_first = False
        self._names = names
        self._pending = ""
        self._inside: Mark | None = FIRST if thinks_first else None
        self._opened = 0
        self._thought = False
        self._blank = True

    def feed(self, piece: str) -> str:
        """What can be shown with this piece."""
        self._pending += piece
        shown = ""
        while True:
            more, again = self._outside() if self._inside is None else self._within(self._inside)
            shown += more
            if not again:
                return shown

    def end(self) -> str:
        """What is left when nothing more comes."""
        inside, self._inside = self._inside, None
        if inside is FIRST:  # no thought this time
            return self.feed("") + self.end()
        rest, self._pending = self._pending, ""
        if inside is None:
            return self._show(rest)
        return "" if inside.role == "thought" else self._block(inside, rest)

    def _within(self, mark: Mark) -> tuple[str, bool]:
        """Looks for the end of the block; what of it is shown, and whether there is more to read."""
        end = _end(mark, self._pending, self._opened)
        if end < 0:
            if mark.closes is THOUGHT_CLOSES and mark is not FIRST:
                self._pending = self._pending[-LONGEST:]
                self._opened = 0
            return "", False
        block, self._pending, self._inside = self._pending[:end], self._pending[end:], None
        if mark is FIRST:
            self.thought_first = True
        return "" if mark.role == "thought" else self._block(mark, block), True

    def _outside(self) -> tuple[str, bool]:
        """Looks for a mark."""
        text = self._pending
        closed = None if self._thought else THOUGHT_CLOSES.search(text)
        for match in OPENING.finditer(text):
            mark, before = mark_of(match), text[: match.start()]
            if mark.line and not self._begins_line(before):
                continue
            if closed is not None and closed.start() < match.start():
                break
            if mark.role == "token":
                self._pending = text[match.end() :]
                return self._show(before), True
            self._inside, self._pending, self._opened = mark, text[match.start() :], match.end() - match.start()
            self._thought = self._thought or mark.role == "thought"
            return self._show(before), True
        if closed is not None:  # its opening stood in the prompt: all before it was a thought
            self._pending, self.thought_first, self._thought = text[closed.end() :], True, True
            return "", True
        keep = could_begin(text)
        self._pending = text[keep:]
        return self._show(text[:keep]), False

    def _block(self, mark: Mark, block: str) -> str:
        calls = written_calls(block, self._names)
        if not calls and mark.role in ("maybe", "json") and not seems_a_call(block):
            return self._show(block)
        self.calls += calls or misread(block, self._names)
        return ""

    def _begins_line(self, before: str) -> bool:
        line = before.rpartition("\n")
        return not line[2].strip(" \t") and (bool(line[1]) or self._blank)

    def _show(self, text: str) -> str:
        if text:
            self._blank = self._begins_line(text)
        return text


def _end(mark: Mark, text: str, opened: int) -> int:
    """Where a block ends that begins the text; -1: not yet."""
    if mark.role == "json":
        try:
            return _DECODER.raw_decode(text)[1] if re.search(r"[}\]]", text) else -1
        except (ValueError, RecursionError):
            return -1
    found = mark.closes.search(text, opened) if mark.closes is not None else None
    return found.end() if found else -1
