"""Where clauses and sentences end, and what the words right round a sum say of it. The words are data (roles.yaml)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from agent.understanding.vocabulary import compiled

CLAUSE = re.compile(r"[，,。；;！!？?\n、]")
SENTENCE = re.compile(r"[。；;！!？?\n]")
JOINED = re.compile(r"(?:[\s、,，和及与跟加]|还有|以及|and){1,4}", re.IGNORECASE)
"""What joins names or sums in a row."""


@cache
def rules(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """The patterns of one key of roles.yaml as one pattern."""
    return compiled(patterns)


def carries_on(roles: Mapping[str, Any], before: str, after: str) -> bool:
    """Whether what stands round a sum makes it one more of the same kind: 下半年40万, 再30万, 、20万, 20万没算."""
    more = (*roles["portions"], *roles["periods"], *roles["modes"]["add"]["before"], *roles["within"]["spent"], r"[、和及加+与]\s*$")
    behind = (*roles["modes"]["add"]["after"], *roles["portions_after"])
    return bool(rules(more).search(before) or rules(behind).match(after))
