"""The system message: rules and policy text for a language model, and the turn's briefing for every engine."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from langchain_core.messages import SystemMessage

from agent.briefing import Briefing
from agent.offline.model import BRIEFING
from knowledge.schema import Policy


@cache
def _template() -> str:
    return (Path(__file__).parent / "prompts" / "system.md").read_text(encoding="utf-8")


def system_message(policy: Policy, briefing: Briefing) -> SystemMessage:
    """Instruction, text, and what is known; the text stands before what changes, so that a provider can cache it."""
    text = "\n".join(f"{section.label}\n{section.text}" for section in policy.sections.values())
    fixed = _template().format(region=policy.head.region, title=policy.head.title, text=text)
    known = json.dumps({"facts": briefing.facts, "focus": briefing.dialogue.get("focus", [])}, ensure_ascii=False)
    return SystemMessage(f"{fixed}\n\n已知事实：{known}", additional_kwargs={BRIEFING: briefing.to_json()})
