"""What the graph is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from langchain_core.language_models import BaseChatModel

from agent.offline.model import OfflineChatModel
from agent.understanding.reading import Reader
from agent.usage import Prices
from knowledge.schema import Policy
from tools.registry import ToolSpec

TURN_SECONDS = 60.0
"""For all that a language model does in one turn."""


@dataclass(frozen=True)
class GraphParts:
    """`model` is the configured one, `offline` the embedded one (they may be the same). `engine`: the name of `model`.

    Of the language model only: `instruction`, the fixed one; `prices` of its tokens; `seconds` for all that it does in one turn.
    """

    policy: Policy
    model: BaseChatModel
    offline: OfflineChatModel
    engine: str
    tools: Mapping[str, ToolSpec]
    reader: Reader
    instruction: str = ""
    prices: Prices | None = None
    seconds: float = TURN_SECONDS

    @property
    def is_offline(self) -> bool:
        """Whether no language model is configured."""
        return self.model is self.offline
