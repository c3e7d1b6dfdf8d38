"""How often one caller may call: a bucket that refills steadily, in this process."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from knowledge.errors import TooManyRequests

REMEMBERED = 10_000
"""Callers whose bucket is kept; full ones go first, because forgetting them changes nothing."""


class RateLimit:
    """`per_minute` calls a minute and caller, all of them at once if need be. `clock`: seconds that never go back."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._size = float(per_minute)
        self._rate = per_minute / 60
        self._clock = clock
        self._buckets: dict[str, tuple[float, float]] = {}

    def take(self, caller: str) -> None:
        """Counts one call; `TooManyRequests` with the seconds to wait when the caller has none left."""
        now = self._clock()
        left = self._left(caller, now)
        if left < 1:
            wait = max(1, math.ceil((1 - left) / self._rate))
            raise TooManyRequests(f"请求太频繁：每分钟最多 {self._size:.0f} 次。请等 {wait} 秒再试。", retry_after=wait)
        self._buckets[caller] = (left - 1, now)
        if len(self._buckets) > REMEMBERED:
            self._buckets = {name: bucket for name, bucket in self._buckets.items() if self._left(name, now) < self._size}

    def _left(self, caller: str, now: float) -> float:
        left, seen = self._buckets.get(caller, (self._size, now))
        return min(self._size, left + (now - seen) * self._rate)
