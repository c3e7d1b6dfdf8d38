"""The pointer to the index in use: one small file, replaced atomically, so that a reader sees the former or the new one, never half."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def read(pointer: Path) -> dict[str, Any]:
    """What the pointer says; empty when there is none or it is not readable, so that the index is built anew."""
    try:
        state = json.loads(pointer.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return state if isinstance(state, dict) else {}


def switch(pointer: Path, state: Mapping[str, Any]) -> None:
    """Makes the pointer say `state`, at once and durably."""
    fresh = pointer.with_suffix(".new")
    with fresh.open("w", encoding="utf-8") as file:
        json.dump(state, file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(pointer)


def digest(*parts: str) -> str:
    """24 hexadecimal digits that stand for these texts in this order."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:24]
