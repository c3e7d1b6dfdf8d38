"""A reply under construction: paragraphs, and what goes with them on the wire."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.schema import Policy


@cache
def _replies() -> dict[str, Any]:
    return yaml.safe_load((Path(__file__).parent / "replies.yaml").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


class Phrases:
    """The sentences of one language. A missing key is a `KeyError`: a fault of the data, found by the tests."""

    def __init__(self, language: str) -> None:
        self.language = "en" if language == "en" else "zh"
        self._data = _replies()[self.language]

    def __call__(self, path: str, **values: Any) -> str:
        """The sentence at the dotted `path` with its blanks filled."""
        return str(self.raw(path)).format(**values)

    def join(self, *sentences: str) -> str:
        """Sentences one after the other, with a space between them where the language wants one."""
        return (" " if self.language == "en" else "").join(sentence for sentence in sentences if sentence)

    def names(self, items: Iterable[str]) -> str:
        """Names one after the other, each once: a、b、c or a, b and c."""
        *first, last = list(dict.fromkeys(items)) or [""]
        return str(self.raw("last")).join(part for part in (str(self.raw("list")).join(first), last) if part)

    def clauses(self, items: Iterable[str]) -> str:
        """Parts of a sentence one after the other, each once: ； or a semicolon."""
        return str(self.raw("clause")).join(dict.fromkeys(item for item in items if item))

    def texts(self) -> Iterator[str]:
        """Every sentence of the language, its blanks unfilled."""
        pending: list[Any] = [self._data]
        while pending:
            entry = pending.pop()
            if isinstance(entry, str):
                yield entry
            else:
                pending += entry.values() if isinstance(entry, dict) else entry

    def raw(self, path: str) -> Any:
        """The entry at the dotted `path` as it stands in the data."""
        entry: Any = self._data
        for key in path.split("."):
            entry = entry[key]
        return entry


_LINE_START = re.compile(r"(?m)^(?:- )?\**[a-z]")


@dataclass
class Draft:
    """`paragraphs` become the reply; the rest goes with it."""

    policy: Policy
    phrases: Phrases
    paragraphs: list[str] = field(default_factory=list)
    citations: list[dict[str, Any]] = field(default_factory=list)
    asks: list[str] = field(default_factory=list)
    unstated: list[str] = field(default_factory=list)
    suggestions: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, *lines: str) -> None:
        """One paragraph of the lines that are not empty; in English each begins with a capital."""
        text = "\n".join(line.rstrip() for line in lines if line.strip())
        if self.phrases.language == "en":
            text = _LINE_START.sub(lambda match: match.group().upper(), text)
        if text and text not in self.paragraphs:
            self.paragraphs.append(text)

    def cite(self, section: str, quote: str, nearest: bool = False) -> str:
        """Records the citation once; returns it as a quoted line."""
        label = self.policy.sections[section].label
        if not any(c["section"] == section and c["quote"] == quote for c in self.citations):
            self.citations.append({"policy": self.policy.id, "section": section, "label": label, "quote": quote, "nearest": nearest})
        return self.phrases("content.quote", quote=quote, label=self.label(section))

    def label(self, section: str) -> str:
        """A section as shown: its label; in English with our name for it before."""
        label = self.policy.sections[section].label
        named = self.policy.head.titles_en.get(section, "").split(":")[0] if self.phrases.language == "en" else ""
        return f"{named}, {label}" if named else label

    def note(self, *notes: str) -> None:
        """Open points, named once at the end."""
        self.notes.extend(note for note in notes if note not in self.notes)

    @property
    def text(self) -> str:
        """The reply as Markdown."""
        return "\n\n".join(self.paragraphs)

    def extras(self) -> dict[str, Any]:
        """What goes with the reply, for the message that carries it."""
        return {
            "citations": self.citations,
            "asks": self.asks,
            "unstated": self.unstated,
            "suggestions": self.suggestions,
        }
