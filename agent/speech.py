"""A language model's turn to speak: what it writes is cut into sentences, each is judged, and those that hold leave at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from agent.evidence import folded
from agent.sentences import Cutter
from agent.verify import Sentence, Verifier

Write = Callable[[dict[str, Any]], None]
"""Takes the events of the stream."""

LEAST = 6
"""Letters and characters before anything leaves: 是 and 选A。 conclude something without saying what, and 好的。 waits for more."""
_SAYS = re.compile(r"\w")
BETWEEN = "\n\n"
"""Between what was said before a tool was called and what comes after it."""


class Speech:
    """One message of the model within a turn. `said`: what has left in this turn, earlier messages of the model included.

    `message`: what of this message has left. `failed`: the sentence that did not hold; nothing after it is heard.
    """

    def __init__(self, verifier: Verifier, said: str, write: Write) -> None:
        self.said = said
        self.message = ""
        self.failed: Sentence | None = None
        self._verifier = verifier
        self._write = write
        self._held = ""
        self._cutter = Cutter()
        self._known = {folded(text) for text in self._before(said)}
        for text in self._before(said):
            verifier.said(text)

    def feed(self, piece: str) -> bool:
        """Takes the next piece; whether the model may go on."""
        return all(self._say(sentence) for sentence in self._cutter.feed(piece))

    def end(self) -> bool:
        """The message is complete; whether all of it held."""
        return all(self._say(sentence) for sentence in self._cutter.rest())

    def _say(self, text: str) -> bool:
        if self.failed is not None:
            return False
        if folded(text) in self._known:  # after a rebuke some models begin again at the beginning
            return True
        if not text.strip() and not self.message:
            return True
        judged = self._verifier.judge(text)
        if not judged.holds:
            self.failed = judged
            return False
        if len(_SAYS.findall(self.said + self._held + text)) < LEAST:
            self._held += text
            return True
        text, self._held = self._held + text, ""
        lead = BETWEEN if self.said.strip() and not self.message and not self.said.endswith("\n") else ""
        self._write({"event": "token", "text": lead + text})
        self.said += lead + text
        self.message += text
        return True

    @staticmethod
    def _before(said: str) -> list[str]:
        cutter = Cutter()
        return [text for text in (*cutter.feed(said), *cutter.rest()) if folded(text)]
