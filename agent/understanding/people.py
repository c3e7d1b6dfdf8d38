"""People named without a number: the one who speaks, and those named one by one (我、我老婆和一个程序员, 夫妻店)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from agent.understanding.clauses import rules

Kind = Literal["total", "group", "joins", "leaves", "inside", "open"]
"""total: how many there are; group: some of them; joins, leaves: who comes and goes; inside: part of another number;
open: the text leaves open whether they count."""


@dataclass(frozen=True)
class Head:
    """A number of people in a text. `low`/`high`: the same unless it is a range. `sure`: also a single one is meant as a count.

    `planned`: it is not so yet.
    """

    kind: Kind
    low: int
    high: int
    start: int
    end: int
    approximate: bool = False
    sure: bool = True
    planned: bool = False


NAMING = ("，", ",", "：", ":", "（", "(")
"""Between a number of people and their names."""


def alone(words: Mapping[str, Any], text: str) -> bool:
    """Whether the speaker says to be alone."""
    return bool(rules(tuple(words["alone"])).search(text))


def joins_one(words: Mapping[str, Any], text: str) -> bool:
    """Whether somebody named without a number comes in: 我弟也要入伙."""
    joins = rules(tuple(words["joins_one"]))
    return any(joins.match(text, match.end()) for match in rules(tuple(words["persons"])).finditer(text))


def beside(words: Mapping[str, Any], text: str, heads: Sequence[Head]) -> list[Head]:
    """The same heads with the speaker added where they are counted besides: 除了我还有4个, 不算我4个."""
    found: list[Head] = []
    for head in heads:
        if head.kind in ("total", "group") and rules(tuple(words["beside_me"])).search(text[: head.start]):
            found.append(replace(head, kind="group", sure=True))
            found.append(Head("group", 1, 1, head.start, head.end))
        else:
            found.append(head)
    return found


def company(words: Mapping[str, Any], text: str, heads: Sequence[Head]) -> list[Head]:
    """The heads with those who are named in a row with the speaker or the owner: 我和老公 are two, 我带3个人 are four."""
    for count, patterns in words["fixed"].items():
        if match := rules(tuple(patterns)).search(text):
            heads = [*heads, Head("total", int(count), int(count), match.start(), match.end())]
    if any(head.kind == "group" for head in heads) and (duty := rules(tuple(words["self_duty"])).search(text)):
        heads = [*heads, Head("group", 1, 1, duty.start(), duty.end())]
    named = [match.span() for match in rules(tuple(words["persons"])).finditer(text)]
    named += [m.span() for m in rules(tuple(words["self"])).finditer(text) if not any(a <= m.start() < b for a, b in named)]
    taken = [head for head in heads if head.kind in ("total", "group", "joins")]
    free = [place for place in named if not any(head.start <= place[0] < head.end for head in heads)]
    row: list[tuple[int, int, Head | None]] = []
    for item in sorted([*((start, end, None) for start, end in free), *((h.start, h.end, h) for h in taken)], key=lambda one: one[0]):
        if row and rules(tuple(words["join"])).fullmatch(text, row[-1][1], item[0]):
            row.append(item)
        elif any(head is None for _, _, head in row) and len(row) > 1:
            break
        else:
            row = [item]
    persons = [(start, end) for start, end, head in row if head is None]
    if len(row) < 2 or not persons:
        return list(heads)
    first = row[0][2]
    if first is not None and first.low == len(persons) == len(row) - 1 and text[row[0][1] : row[1][0]].strip() in NAMING:
        return list(heads)  # 两个股东，我和我对象: those who are named are the ones just counted
    if len(persons) == len(row):
        counted = rules(tuple(words["row_before"])).search(text[: row[0][0]]) and rules(tuple(words["row_after"])).match(text[row[-1][1] :])
        return [*heads, Head("total", len(row), len(row), row[0][0], row[-1][1])] if counted and not taken else list(heads)
    in_row = {head for _, _, head in row if head is not None}
    rest = [replace(head, kind="group", sure=True) if head in in_row else head for head in heads]
    return sorted([*rest, *(Head("group", 1, 1, start, end) for start, end in persons)], key=lambda head: head.start)
