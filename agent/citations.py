"""Citations of a reply that brings none of its own: the sections it names, with the sentences this turn's tools returned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from knowledge.schema import Policy
from knowledge.sections import contains, sentences


def cited(policy: Policy, reply: str, calls: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """One citation per section that the reply names or a calculation rests on; quotes are verbatim by construction."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    sources = [source for call in calls for source in _sources(call.get("result", {}))]
    for section in policy.sections.values():
        if section.label.split()[0] not in reply:
            continue
        quotes = [quote for id_, quote in sources if id_ == section.id and contains(section.text, quote)]
        quotes = quotes or [sentence for sentence in sentences(section.text) if contains(reply, sentence.rstrip("。"))]
        for quote in (quotes or sentences(section.text)[-1:])[:2]:
            found[section.id, quote] = {
                "policy": policy.id,
                "section": section.id,
                "label": section.label,
                "quote": quote,
                "nearest": False,
            }
    return list(found.values())


def _sources(result: Any) -> list[tuple[str, str]]:
    if isinstance(result, Mapping):
        own = [(str(result["section"]), str(result["quote"]))] if "section" in result and "quote" in result else []
        if "section" in result and "quotes" in result:
            own += [(str(result["section"]), str(quote)) for quote in result["quotes"]]
        return own + [source for value in result.values() for source in _sources(value)]
    if isinstance(result, list):
        return [source for value in result for source in _sources(value)]
    return []
