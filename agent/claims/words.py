"""The words by which a sentence's claims are recognised, compiled once from words.yaml. No policy stands in them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml


class ClaimWords:
    """`words.cap`, `words.silent` …: one pattern per key; `per`, `bases` and `denied` keep their own shape."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.per = {name: _compiled(pattern) for name, pattern in data.pop("per").items()}
        self.bases = tuple(re.compile(pattern) for pattern in data.pop("bases"))
        denial = data.pop("denial")
        self.denied = {name: _compiled(denial % (noun, noun)) for name, noun in data.pop("denied").items()}
        neutral = re.sub(r"\s*\n\s*", "", data.pop("neutral")).split("|")
        self.neutral = re.compile("|".join(sorted(neutral, key=len, reverse=True)))
        self._patterns = {name: _compiled(value) for name, value in data.items()}

    def __getattr__(self, name: str) -> re.Pattern[str]:
        try:
            return self.__dict__["_patterns"][name]  # type: ignore[no-any-return]
        except KeyError:
            raise AttributeError(name) from None


def _compiled(value: str | list[str]) -> re.Pattern[str]:
    parts = [value] if isinstance(value, str) else value
    return re.compile("|".join(re.sub(r"\s*\n\s*", "", part) for part in parts), re.IGNORECASE)


@cache
def claim_words() -> ClaimWords:
    """The shipped words."""
    return ClaimWords(yaml.safe_load((Path(__file__).parent / "words.yaml").read_text(encoding="utf-8")))
