"""Which packages are missing, and which differ from the versions that were tried together."""

from __future__ import annotations

import re
from importlib import metadata
from pathlib import Path

CONSTRAINTS = Path(__file__).parents[1] / "constraints.txt"
"""Lies beside the code in a checkout; an installed copy has none, and then only presence is looked at."""

PROJECT = "opc-assistant"


def installed_faults() -> tuple[list[str], list[str]]:
    """(needed but not there, there in another version than pinned), as ``name`` and ``name 1.0（试过 1.1）``."""
    missing, other = [], []
    pins = _pins()
    for name in _needed():
        try:
            version = metadata.version(name)
        except metadata.PackageNotFoundError:
            missing.append(name)
            continue
        wanted = pins.get(_folded(name), version)
        if version != wanted:
            other.append(f"{name} {version}（试过 {wanted}）")
    return missing, other


def _needed() -> list[str]:
    """Names of the direct dependencies that every platform has."""
    try:
        lines = metadata.requires(PROJECT) or []
    except metadata.PackageNotFoundError:
        return [PROJECT]
    always = [line for line in lines if ";" not in line]
    return [match.group() for line in always if (match := re.match(r"[A-Za-z0-9._-]+", line))]


def _pins() -> dict[str, str]:
    if not CONSTRAINTS.is_file():
        return {}
    lines = CONSTRAINTS.read_text(encoding="utf-8").splitlines()
    pairs = [line.split("==", 1) for line in lines if "==" in line and not line.startswith("#")]
    return {_folded(name): version.strip() for name, version in pairs}


def _folded(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
