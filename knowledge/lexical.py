"""The lexical leg: SQLite FTS5 over single characters and bigrams, in memory. Exact terms, numbers and names count here.

No dictionary: Chinese is cut into characters and neighbouring pairs, other scripts into words. FTS5 finds and orders the
candidates by BM25; the score that leaves is comparable between questions (0 to 1).
"""

from __future__ import annotations

import math
import re
import sqlite3
import threading
from collections.abc import Sequence

from knowledge.cleaning import cleaned

_RUNS = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_CANDIDATES = 60


def tokens(text: str) -> list[str]:
    """Characters and bigrams of Chinese, words of other scripts, lower-case: 算力券 → 算 算力 力 力券 券."""
    found: list[str] = []
    for run in _RUNS.findall(cleaned(text).lower()):
        if not _HAN.match(run):
            found.append(run)
            continue
        for place, char in enumerate(run):
            found.append(char)
            found.extend([run[place : place + 2]] if place + 1 < len(run) else [])
    return found


class LexicalIndex:
    """Texts by position, found by the words they share with a question. Safe to use from several threads."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._bags = [frozenset(tokens(text)) for text in texts]
        self._lock = threading.Lock()
        self._database = sqlite3.connect(":memory:", check_same_thread=False)
        self._database.execute("CREATE VIRTUAL TABLE texts USING fts5(words, tokenize='unicode61 remove_diacritics 0')")
        rows = ((place, " ".join(bag)) for place, bag in enumerate(self._bags))
        self._database.executemany("INSERT INTO texts(rowid, words) VALUES (?, ?)", rows)
        self._database.execute("CREATE VIRTUAL TABLE counts USING fts5vocab(texts, 'row')")
        total = len(self._bags)
        self._weight = {word: math.log(1 + total / count) for word, count in self._database.execute("SELECT term, doc FROM counts")}
        self._unseen = math.log(1 + total) if total else 0.0
        self._lengths = [self._length(bag) for bag in self._bags]

    def search(self, query: str) -> dict[int, float]:
        """Position of a text → how much of the weight of both wordings is shared (cosine over rare-word weights, 0 to 1)."""
        wanted = frozenset(tokens(query))
        if not wanted:
            return {}
        match = " OR ".join(f'"{word}"' for word in wanted)
        with self._lock:
            found = self._database.execute("SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY rank LIMIT ?", (match, _CANDIDATES))
            rows = [row for (row,) in found]
        asked = self._length(wanted)
        return {row: self._length(wanted & self._bags[row]) ** 2 / (asked * self._lengths[row]) for row in rows}

    def _length(self, bag: frozenset[str]) -> float:
        return math.sqrt(sum(self._weight.get(word, self._unseen) ** 2 for word in bag))
