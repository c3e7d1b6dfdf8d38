"""Plays conversation cases on a door and checks every turn by program; no model judges anything.

The format of the cases is described in `tests/evals/README.md`. Nothing here is shared with the engine that is measured:
figures are read by a reader of our own, so that a slip in `knowledge.numerals` cannot hide itself.
"""

from agent.evaluation.cases import Case, Expect, Turn, load_cases, spread
from agent.evaluation.compare import EngineResult
from agent.evaluation.doors import ConstantDoor, Door, ServiceDoor
from agent.evaluation.play import play
from agent.evaluation.report import Report, TurnResult
from agent.evaluation.watching import WatchedDoor

__all__ = [
    "Case",
    "ConstantDoor",
    "Door",
    "EngineResult",
    "Expect",
    "Report",
    "ServiceDoor",
    "Turn",
    "TurnResult",
    "WatchedDoor",
    "load_cases",
    "play",
    "spread",
]
