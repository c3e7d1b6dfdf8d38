"""Conversation cases as data: one JSON object a line, closed keys, patterns of `patterns.json` filled in."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from knowledge.errors import AssistantError

PATTERN_KEYS = ("text_all", "text_any", "text_none", "doc_text_all", "doc_text_none")


class CasesUnreadable(AssistantError):
    """A file of cases or patterns is missing or malformed; the detail names file, line and key."""


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Expect(_Closed):
    """What must hold of one turn's answer; None or empty: not asked for. Figures are yuan, patterns regular expressions."""

    amounts_all: tuple[float, ...] = ()
    amounts_none: tuple[float, ...] = ()
    sections_all: tuple[str, ...] = ()
    sections_any: tuple[str, ...] = ()
    sections_none: tuple[str, ...] = ()
    tools_any: tuple[str, ...] = ()
    tools_none: tuple[str, ...] = ()
    asks_any: tuple[str, ...] = ()
    asks_none: tuple[str, ...] = ()
    text_all: tuple[str, ...] = ()
    text_any: tuple[str, ...] = ()
    text_none: tuple[str, ...] = ()
    verdict: dict[str, str] = Field(default_factory=dict)
    handoff: bool | None = None
    files_any: tuple[str, ...] = ()
    unstated: bool | None = None
    doc_amounts_all: tuple[float, ...] = ()
    doc_amounts_none: tuple[float, ...] = ()
    doc_text_all: tuple[str, ...] = ()
    doc_text_none: tuple[str, ...] = ()
    max_chars: int | None = None


class Turn(_Closed):
    """What the user says, and what must hold of the answer."""

    user: str
    expect: Expect = Field(default_factory=Expect)


class Case(_Closed):
    """One conversation."""

    id: str
    persona: str = ""
    topic: str
    turns: tuple[Turn, ...] = Field(min_length=1)


def spread(cases: Sequence[Case], turns: int) -> list[Case]:
    """Whole conversations from all over the list, evenly, with no more than `turns` turns together; one at least."""
    for number in range(len(cases), 1, -1):
        chosen = [cases[place * len(cases) // number] for place in range(number)]
        if sum(len(case.turns) for case in chosen) <= turns:
            return chosen
    return list(cases[:1])


def load_cases(path: Path) -> list[Case]:
    """The cases of a JSONL file, in order; `@name` is filled in from `patterns.json` beside it.

    Raises `CasesUnreadable` with file and line when a line is no case, names an unknown key or pattern, or an id comes twice.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        beside = path.with_name("patterns.json")
        patterns = json.loads(beside.read_text(encoding="utf-8")) if beside.exists() else {}
    except OSError as error:
        raise CasesUnreadable(f"打不开用例文件 {path}：{error.strerror}。请检查路径。", field="path") from error
    except ValueError as error:
        raise CasesUnreadable(f"{path.with_name('patterns.json')} 不是有效的 JSON：{error}", field="patterns") from error
    cases: list[Case] = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            cases.append(_case(line, f"{path.name} 第 {number} 行", patterns))
    doubled = sorted({case.id for case in cases if sum(other.id == case.id for other in cases) > 1})
    if doubled:
        raise CasesUnreadable(f"{path.name}：用例编号重复：{'、'.join(doubled)}", field="id")
    if not cases:
        raise CasesUnreadable(f"{path} 里没有用例。", field="path")
    return cases


def _case(line: str, where: str, patterns: dict[str, list[str]]) -> Case:
    try:
        raw: Any = json.loads(line)
        for turn in raw["turns"]:
            for key in PATTERN_KEYS:
                if key in turn.get("expect", {}):
                    turn["expect"][key] = [full for pattern in turn["expect"][key] for full in _filled(pattern, patterns)]
        return Case.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise CasesUnreadable(f"{where}：{field}：{first['msg']}", field=field) from error
    except (ValueError, KeyError, TypeError, AttributeError, re.error) as error:
        raise CasesUnreadable(f"{where}：读不懂（{error}）", field="line") from error


def _filled(pattern: str, patterns: dict[str, list[str]]) -> list[str]:
    found = patterns[pattern[1:]] if pattern.startswith("@") else [pattern]
    for one in found:
        re.compile(one)
    return found
