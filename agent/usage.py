"""What a turn took of a language model: tokens of its calls added up, and what they cost at the prices of the settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from agent.schema import Usage
from knowledge.errors import SettingsError

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

PER = 10**6
"""Prices are told for this many tokens."""

SMALLEST = Decimal("0.000001")
"""Costs are kept to a millionth of a yuan: a turn may cost less than a cent."""


@dataclass(frozen=True)
class Prices:
    """Yuan for a million tokens. `cached`: input that the endpoint had in its cache; None: as other input."""

    input: Decimal
    output: Decimal
    cached: Decimal | None = None

    @classmethod
    def of(cls, given: Decimal | None, cached: Decimal | None, output: Decimal | None) -> Prices | None:
        """The prices of the settings; None when none is set. Raises `SettingsError` for one without those it needs."""
        if given is not None and output is not None:
            return cls(given, output, cached)
        if given is cached is output is None:
            return None
        missing = "OPC_LLM_PRICE_IN" if given is None else "OPC_LLM_PRICE_OUT"
        raise SettingsError(
            f"还缺 {missing}：OPC_LLM_PRICE_IN 和 OPC_LLM_PRICE_OUT（元/百万词元）一起设置才算得出费用；不算就都不设置。", field=missing
        )

    def cost(self, fresh: int, cached: int, output: int) -> Decimal:
        """Yuan for so many tokens; `fresh` and `cached` are the two parts of the input."""
        cache = self.input if self.cached is None else self.cached
        return ((fresh * self.input + cached * cache + output * self.output) / PER).quantize(SMALLEST, ROUND_HALF_UP)


def usage_of(messages: Iterable[BaseMessage | Mapping[str, Any]], prices: Prices | None = None) -> dict[str, Any] | None:
    """`Usage` as JSON of a turn's messages, or of their `usage_metadata` as such; None when none of them counts any token.

    Messages of the user, of tools and of the offline engine count nothing. `cached` is never more than `input`: some endpoints say so.
    """
    calls = fresh = cached = output = 0
    for message in messages:
        told = message if isinstance(message, Mapping) else getattr(message, "usage_metadata", None)
        if not told:
            continue
        given = max(0, told.get("input_tokens") or 0)
        known = min(given, max(0, (told.get("input_token_details") or {}).get("cache_read") or 0))
        calls += 1
        fresh += given - known
        cached += known
        output += max(0, told.get("output_tokens") or 0)
    if not fresh + cached + output:
        return None
    cost = prices.cost(fresh, cached, output) if prices else None
    return Usage(calls=calls, input=fresh + cached, cached=cached, output=output, cost=cost).model_dump(mode="json")
