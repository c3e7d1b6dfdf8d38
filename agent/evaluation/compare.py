"""The same cases on several engines: what of each is held against the others."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from agent.evaluation.report import Report, TurnResult, quantile
from agent.evaluation.watching import Seen
from agent.fallbacks import FallbackKind, fallback_kind

FIGURES = ("amounts_all:", "amounts_none:", "doc_amounts_all:", "doc_amounts_none:", "source: 没有出处的")
"""Beginnings of faults that are about a figure: one that had to be said or must not be, or one (also a date, a number to call) that no
source bears.
"""


@dataclass(frozen=True)
class Tokens:
    """Means over the `turns` that told any: tokens and calls a turn; `cost` in yuan a hundred turns, None where no price is known."""

    turns: int
    calls: float
    input: float
    cached: float
    output: float
    cost: Decimal | None


@dataclass(frozen=True)
class EngineResult:
    """One engine's row. `name` of the model, `place` its host (empty: offline); `trouble`: why it was not played, then `report` is None.

    `seen` has one entry for each turn of the report, in its order.
    """

    name: str
    place: str = ""
    report: Report | None = None
    seen: tuple[Seen, ...] = ()
    trouble: str = ""

    @property
    def share(self) -> float:
        """Turns right, between 0 and 1; 0 of an engine that was not played."""
        return self.report.score().share if self.report else 0.0

    @property
    def first_faults(self) -> Counter[str]:
        """Failed turns by the key of their first failed check."""
        return Counter(turn.faults[0].partition(":")[0] for turn in self.report.failed()) if self.report else Counter()

    @property
    def wrong_figures(self) -> int:
        """Turns that state a figure which nothing bears, or a forbidden one, or lack one that was asked for."""
        failed = self.report.failed() if self.report else []
        return sum(any(fault.startswith(FIGURES) for fault in turn.faults) for turn in failed)

    @property
    def fallbacks(self) -> Counter[FallbackKind]:
        """Turns that the offline engine took over, by the kind of their reason."""
        return Counter(fallback_kind(turn.fallback) for turn in self.seen if turn.fallback is not None)

    @property
    def by_model(self) -> int:
        """Turns that the language model answered itself."""
        return sum(turn.by_model for turn in self.seen)

    @property
    def by_model_right(self) -> int:
        """How many of these are right. Turns that were taken over are as right as the offline engine is, whatever the model."""
        return sum(turn.passed and seen.by_model for turn, seen in self._turns())

    def _turns(self) -> list[tuple[TurnResult, Seen]]:
        return list(zip(self.report.turns, self.seen, strict=True)) if self.report else []

    def first_token(self, share: float) -> float | None:
        """Seconds until the first piece of a reply at a quantile; None when no turn had one."""
        times = [turn.first for turn in self.seen if turn.first is not None]
        return quantile(times, share) if times else None

    @property
    def tokens(self) -> Tokens | None:
        """What a turn took; None when no turn told. A fall-back that has used tokens is one of these turns."""
        told = [turn.usage for turn in self.seen if turn.usage is not None]
        if not told:
            return None
        costs = [usage.cost for usage in told if usage.cost is not None]
        cost = (sum(costs, Decimal(0)) / len(costs) * 100).quantize(Decimal("0.0001")) if costs else None
        return Tokens(
            turns=len(told),
            calls=sum(usage.calls for usage in told) / len(told),
            input=sum(usage.input for usage in told) / len(told),
            cached=sum(usage.cached for usage in told) / len(told),
            output=sum(usage.output for usage in told) / len(told),
            cost=cost,
        )

    def as_json(self) -> dict[str, Any]:
        """Plain data for `--json`: times in seconds, tokens a turn, yuan a hundred turns as text."""
        head = {"engine": self.name, "place": self.place, "answers": self.report is not None, "trouble": self.trouble or None}
        if self.report is None:
            return head
        whole, tokens = self.report.as_json(), self.tokens
        taken_over = [{"case": turn.case, "turn": turn.turn, "reason": seen.fallback} for turn, seen in self._turns() if seen.fallback]
        return {
            **head,
            **{key: whole[key] for key in ("passed", "total", "share", "topics")},
            "first_faults": dict(self.first_faults.most_common()),
            "wrong_figures": self.wrong_figures,
            "fallbacks": {"total": self.fallbacks.total(), "reasons": dict(self.fallbacks.most_common()), "turns": taken_over},
            "by_model": self.by_model,
            "by_model_right": self.by_model_right,
            "seconds": {"p50": _rounded(self.report.latency(0.5)), "p95": _rounded(self.report.latency(0.95))},
            "first_token_seconds": {"p50": _rounded(self.first_token(0.5)), "p95": _rounded(self.first_token(0.95))},
            "tokens": {**asdict(tokens), "cost": None if tokens.cost is None else str(tokens.cost)} if tokens else None,
            "failed": whole["failed"],
        }


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 3)
