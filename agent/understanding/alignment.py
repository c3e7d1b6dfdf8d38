"""The cheapest alignment of two rows, each kept in its order: names on one side, sums on the other.

The dynamic programme of sequence alignment. A pair has a price; a name or a sum may stay open at a price; and a sum may carry
on with the name of the sum before it, at a price.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from math import inf
from typing import Protocol

Price = Callable[[int, int], float]
"""The price of a pair (name, sum) by their places; `inf` when it cannot be."""


def align(pair: Price, open_names: Sequence[float], open_sums: Sequence[float], carry: Sequence[float]) -> tuple[float, dict[int, int]]:
    """What it costs, and sum → name by their places. `open_names`, `open_sums`: prices of staying open; `carry`: of carrying on."""
    width, height = len(open_sums), len(open_names)
    best = [[0.0] * (width + 1) for _ in range(height + 1)]  # of the first i names and the first j sums
    tied = [[inf] * (width + 1) for _ in range(height + 1)]  # the same, where name i is the name of sum j
    anew = [[inf] * (width + 1) for _ in range(height + 1)]  # the same, where it is not carried on from sum j - 1
    for i in range(height + 1):
        for j in range(width + 1):
            if i and j:
                anew[i][j] = best[i - 1][j - 1] + pair(i - 1, j - 1)
                tied[i][j] = min(anew[i][j], tied[i][j - 1] + carry[j - 1])
            if i or j:
                without_name = best[i - 1][j] + open_names[i - 1] if i else inf
                without_sum = best[i][j - 1] + open_sums[j - 1] if j else inf
                best[i][j] = min(tied[i][j], without_name, without_sum)
    return best[-1][-1], _traced(best, tied, anew, open_names)


def _traced(best: list[list[float]], tied: list[list[float]], anew: list[list[float]], open_names: Sequence[float]) -> dict[int, int]:
    """The way back from the last corner."""
    found: dict[int, int] = {}
    i, j, carrying = len(best) - 1, len(best[0]) - 1, False
    while i and j:
        if carrying or best[i][j] == tied[i][j] < inf:
            found[j - 1] = i - 1
            carrying = tied[i][j] < anew[i][j]
            i, j = (i if carrying else i - 1), j - 1
        elif best[i][j] == best[i - 1][j] + open_names[i - 1]:
            i -= 1
        else:
            j -= 1
    return found


class Span(Protocol):
    """What stands somewhere in a text."""

    @property
    def start(self) -> int:
        """Where it begins."""

    @property
    def end(self) -> int:
        """Where it ends."""


def rows(text: str, spans: Sequence[Span], joint: re.Pattern[str]) -> list[list[int]]:
    """The places of words or numbers, those with nothing but `joint` between them in one row."""
    found: list[list[int]] = []
    for place, span in enumerate(spans):
        if found and joint.fullmatch(text, spans[found[-1][-1]].end, span.start):
            found[-1].append(place)
        else:
            found.append([place])
    return found
