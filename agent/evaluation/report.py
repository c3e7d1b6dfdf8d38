"""What an evaluation found: turns, topics, times, and the baselines to hold it against."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class TurnResult:
    """One played turn. `turn` counts from 1; `faults`: one line per failed check, empty when it passed; `seconds` of the answer."""

    case: str
    topic: str
    turn: int
    user: str
    reply: str
    faults: tuple[str, ...]
    seconds: float

    @property
    def passed(self) -> bool:
        """Whether every check held."""
        return not self.faults


@dataclass(frozen=True)
class Score:
    """Turns passed of turns played."""

    passed: int
    total: int

    @property
    def share(self) -> float:
        """Between 0 and 1; 0 when nothing was played."""
        return self.passed / self.total if self.total else 0.0


def quantile(values: Iterable[float], share: float) -> float:
    """The value at a quantile between 0 and 1 (nearest rank); 0 when there are none."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else 0.0


@dataclass(frozen=True)
class Report:
    """All turns in the order played; `baselines`: what constant replies score on the same cases, by what they say."""

    turns: tuple[TurnResult, ...]
    baselines: dict[str, Score] = field(default_factory=dict)

    def score(self, topic: str | None = None) -> Score:
        """Of one topic, or of all."""
        turns = [turn for turn in self.turns if topic in (None, turn.topic)]
        return Score(sum(turn.passed for turn in turns), len(turns))

    def topics(self) -> list[str]:
        """Topics in the order of the cases."""
        return list(dict.fromkeys(turn.topic for turn in self.turns))

    def latency(self, share: float) -> float:
        """Seconds of an answer at a quantile between 0 and 1."""
        return quantile((turn.seconds for turn in self.turns), share)

    def failed(self, case: str | None = None) -> list[TurnResult]:
        """Turns with faults, of one case or of all."""
        return [turn for turn in self.turns if not turn.passed and case in (None, turn.case)]

    def as_json(self) -> dict[str, Any]:
        """Plain data, for `--json` and for comparing two runs."""
        return {
            "passed": self.score().passed,
            "total": self.score().total,
            "share": round(self.score().share, 4),
            "latency_ms": {"p50": round(self.latency(0.5) * 1000, 1), "p95": round(self.latency(0.95) * 1000, 1)},
            "topics": {topic: {"passed": self.score(topic).passed, "total": self.score(topic).total} for topic in self.topics()},
            "baselines": {said: {"passed": score.passed, "total": score.total} for said, score in self.baselines.items()},
            "failed": [asdict(turn) for turn in self.failed()],
        }
