"""The sentences of the tools, read once from wording.yaml."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml


@cache
def _wording() -> dict[str, Any]:
    return yaml.safe_load((Path(__file__).parent / "wording.yaml").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def say(group: str, key: str, **values: object) -> str:
    """The sentence `group.key` with its blanks filled. A missing key or blank is a `KeyError`: a fault of ours, not of the caller."""
    return str(_wording()[group][key]).format(**values)


def words(group: str) -> Any:
    """The whole `group` as it stands in the data: a list, or a mapping of sentences with their blanks."""
    return _wording()[group]
