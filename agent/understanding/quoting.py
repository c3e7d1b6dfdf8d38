"""Words of the policy that a message quotes (“依法经营的OPC”这几个字): which section they are from."""

from __future__ import annotations

import re

from knowledge.schema import Policy

LEAST = 4
"""Characters of a quotation that is looked for."""

_QUOTED = re.compile(rf"[“\"「『‘《]([^”\"」』’》]{{{LEAST},80}})[”\"」』’》]")
_PIECE = re.compile(r"[^，；。]+")


def quoted(policy: Policy, text: str) -> list[tuple[str, str]]:
    """(section, clause round it) for each quotation in the text that stands word for word in one section of the policy only."""
    found: list[tuple[str, str]] = []
    for match in _QUOTED.finditer(text):
        words = match.group(1)
        places = [section for section in policy.sections.values() if words in section.text]
        if len(places) == 1:
            pieces = (piece.group().strip() for piece in _PIECE.finditer(places[0].text))
            found.append((places[0].id, next((piece for piece in pieces if words in piece), words)))
    return list(dict.fromkeys(found))
