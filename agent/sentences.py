"""A Markdown reply cut into sentences, and the quotations in one. Cut pieces joined are the text again, character for character."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_PAIRS = {"“": "”", "「": "」", "『": "』", "《": "》", "‘": "’"}
_ENDS = "。！？!?；;"
_MARKER = re.compile(r"\s*(?:>\s?|#{1,6}\s+|[-*+]\s+|\d{1,2}[.、)）]\s*)*")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_ENGLISH_END = re.compile(r"(?<=[a-z\d)][.])\s+(?=[A-Z])")


@dataclass(frozen=True)
class Quotation:
    """What stands in quotation marks. `title`: in 《》, so it names a document."""

    text: str
    title: bool = False


def marker(line: str) -> str:
    """The list, heading or quote mark that a line begins with."""
    found = _MARKER.match(line)
    return found.group() if found else ""


def sentences(reply: str) -> Iterator[str]:
    """The reply's sentences with what separates them; a table row or a line without an end mark is one sentence."""
    for line in reply.splitlines(keepends=True):
        if line.lstrip().startswith("|"):
            yield line
        else:
            yield from _of_line(line)


class Cutter:
    """Cuts a reply that arrives in pieces: each sentence leaves once no later piece can change where it ends."""

    def __init__(self) -> None:
        self._pending = ""

    def feed(self, piece: str) -> list[str]:
        """The sentences that are complete with this piece."""
        self._pending += piece
        end = self._pending.rfind("\n") + 1
        done = list(sentences(self._pending[:end]))
        self._pending = self._pending[end:]
        if self._pending.lstrip().startswith("|"):
            return done
        open_ = 0
        # The last one may still grow: closing marks and white space belong to the sentence before them.
        for sentence in list(sentences(self._pending))[:-1]:
            open_ += sum((char in _PAIRS) - (char in _PAIRS.values()) for char in sentence)
            if open_ > 0 or not _HAN.search(sentence):
                break
            done.append(sentence)
            self._pending = self._pending[len(sentence) :]
        return done

    def rest(self) -> list[str]:
        """What is left when nothing more comes."""
        left, self._pending = self._pending, ""
        return list(sentences(left))


def _of_line(line: str) -> Iterator[str]:
    start = position = 0
    inside: list[str] = []
    while position < len(line):
        char = line[position]
        position += 1
        if inside and char == inside[-1]:
            inside.pop()
        elif char in _PAIRS and _PAIRS[char] in line[position:]:
            inside.append(_PAIRS[char])
        elif char in '“”"':
            continue
        # An end mark inside quotation marks belongs to the quotation; one right after the closing mark ends the sentence.
        ended = char in _ENDS or (char in "”」』" and line[position - 2 : position - 1] in tuple("。！？"))
        if ended and not inside:
            while position < len(line) and (line[position].isspace() or line[position] in "”」』）)】*_" + _ENDS):
                position += 1
            if line[start:position].strip() != marker(line[start:position]).strip():
                yield line[start:position]
                start = position
    rest = line[start:]
    pieces = _ENGLISH_END.split(rest) if not re.search(r"[\u4e00-\u9fff]", rest) else [rest]
    at = 0
    for number, piece in enumerate(pieces):
        end = len(rest) if number == len(pieces) - 1 else rest.index(pieces[number + 1], at + len(piece))
        if rest[at:end]:
            yield rest[at:end]
        at = end


def quotations(sentence: str) -> list[Quotation]:
    """Every quotation, the outer ones with the inner ones in them; one that is not closed runs to the end of the sentence."""
    found: list[Quotation] = []
    opened: list[tuple[str, int]] = []
    for position, char in enumerate(sentence):
        if opened and char == opened[-1][0]:
            closing, start = opened.pop()
            found.append(Quotation(sentence[start:position], closing == "》"))
        elif char in _PAIRS:
            opened.append((_PAIRS[char], position + 1))
        elif char == '"':
            opened.append(('"', position + 1))
    found.extend(Quotation(sentence[start:], closing == "》") for closing, start in opened)
    stripped = sentence.lstrip()
    if stripped.startswith(">"):
        found.append(Quotation(_block(stripped)))
    return [quotation for quotation in found if quotation.text.strip()]


def _block(sentence: str) -> str:
    words = re.sub(r"^[>\s]+", "", sentence).strip()
    words = re.sub(r"\s*(?:——|—|--).*$|\s*[（(][^（）()]*[）)]$", "", words)
    return words.strip().strip('*_“”「」"')
