"""The thresholds of the offline engine: fitted by a script, kept in fit.yaml."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from agent.briefing import Briefing

ENGLISH = 0.8
"""Scale of what an answer has to score for a question in English: it shares no words with the text, meaning alone is lower."""


@dataclass(frozen=True)
class Fit:
    """Thresholds, fitted (bench/fit_offline.py). Scores are those of the search; `intent` is one of the wishes' head (wishes.py).

    found: a prepared answer counts as found. cued: with one of its cues in the message. sure: it takes the place of a weak act.
    pull: by how much more for each step that the wish scores above `intent`. near: how close a second
    finding has to come to the best. lean: what the section that is talked about adds. strange: a message that scores so far off topic
    (scope.py) is, unless a prepared answer scores `own`.
    """

    found: float
    cued: float
    sure: float
    pull: float
    near: float
    lean: float
    intent: float
    strange: float
    own: float


def fitted() -> Fit:
    """The fit that is shipped."""
    return Fit(**yaml.safe_load(Path(__file__).with_name("fit.yaml").read_text(encoding="utf-8")))


def scaled(fit: Fit, briefing: Briefing) -> Fit:
    """The fit for the language of a message."""
    return replace(fit, found=fit.found * ENGLISH, sure=fit.sure * ENGLISH) if briefing.reading.language == "en" else fit
