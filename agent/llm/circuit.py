"""A circuit breaker for one endpoint: after failures in a row it is left alone for a while, then tried once.

Own, because it is twenty lines: the breakers on the package index are synchronous, untyped or no longer kept.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from agent.llm.errors import ABOUT_THE_QUESTION, COUNTED, ModelFailure

MOST_FAILURES = 5
OPEN_SECONDS = 30.0

_log = logging.getLogger(__name__)


class Circuit:
    """`clock`: seconds that only go forward."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures = 0
        self._closed_at = 0.0

    def enter(self) -> None:
        """Raises `ModelFailure` while the circuit is open; the first one after that is let through, the others wait for it."""
        if self._failures < MOST_FAILURES:
            return
        if self._clock() < self._closed_at:
            raise ModelFailure("circuit_open")
        self._closed_at = self._clock() + OPEN_SECONDS

    def succeeded(self) -> None:
        """The endpoint answered."""
        self._failures = 0

    def failed(self, failure: ModelFailure) -> None:
        """It did not; a refusal that is about the question shows that it is there."""
        if failure.kind in COUNTED:
            self._failures += 1
            if self._failures >= MOST_FAILURES:
                if self._failures == MOST_FAILURES:
                    _log.warning("语言模型的端点连续失败 %d 次，暂停调用 %.0f 秒：%s", MOST_FAILURES, OPEN_SECONDS, failure.detail)
                self._closed_at = self._clock() + OPEN_SECONDS
        elif failure.kind in ABOUT_THE_QUESTION:
            self._failures = 0

    @property
    def is_open(self) -> bool:
        """Whether the endpoint is left alone now."""
        return self._failures >= MOST_FAILURES and self._clock() < self._closed_at
