"""A bucket a caller: so many at once, then as they refill."""

import pytest

from knowledge.errors import TooManyRequests
from ui import rate_limit
from ui.rate_limit import RateLimit


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_what_is_used_up_comes_back_with_time_and_the_wait_is_told() -> None:
    clock = Clock()
    limit = RateLimit(6, clock)
    for _ in range(6):
        limit.take("a")
    with pytest.raises(TooManyRequests) as refused:
        limit.take("a")
    assert refused.value.retry_after == 10
    clock.now += refused.value.retry_after
    limit.take("a")
    with pytest.raises(TooManyRequests):
        limit.take("a")


def test_a_refused_call_costs_nothing_and_nobody_saves_up_more_than_a_minute() -> None:
    clock = Clock()
    limit = RateLimit(2, clock)
    clock.now += 3600
    limit.take("a")
    limit.take("a")
    for _ in range(5):
        with pytest.raises(TooManyRequests):
            limit.take("a")
    clock.now += 30
    limit.take("a")


def test_callers_that_stay_away_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limit, "REMEMBERED", 3)
    clock = Clock()
    limit = RateLimit(60, clock)
    for name in "abc":
        limit.take(name)
    clock.now += 60
    limit.take("d")
    assert len(limit._buckets) == 1
