"""What a model is told: rules, policy text and examples from the policy's data first, what changes with the turn last.

The fixed part stands at the beginning and is the same in every turn, so that a provider can cache it.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from agent.briefing import Briefing
from agent.llm.trimming import CURRENT
from agent.offline.model import BRIEFING
from agent.parts import GraphParts
from agent.state import SessionState
from knowledge.schema import Fact, Policy, Section


@cache
def _template(name: str) -> str:
    return (Path(__file__).parent / "prompts" / f"{name}.md").read_text(encoding="utf-8")


def system_message(briefing: Briefing) -> SystemMessage:
    """The turn's briefing for the offline model; it knows the policy by itself."""
    return SystemMessage("", additional_kwargs={BRIEFING: briefing.to_json()})


def instruction(policy: Policy, examples: str) -> str:
    """The fixed instruction to a language model. `examples`: questions of the policy as the offline engine answers them."""
    head = policy.head
    measures = "\n".join(f"- {one.id}：{one.label}（{policy.sections[one.section].label}）" for one in policy.measures.values())
    return _template("system").format(
        region=head.region,
        title=head.title,
        measures=measures,
        facts="\n".join(_fact(fact) for fact in policy.facts.values()),
        text="\n".join(_section(section) for section in policy.sections.values()),
        examples=examples,
    )


def prompt(parts: GraphParts, state: SessionState) -> list[BaseMessage]:
    """The messages for a language model's next message of this turn."""
    briefing = Briefing.from_json(state["briefing"])
    messages: list[BaseMessage] = list(state["messages"])
    current = max(place for place, message in enumerate(messages) if isinstance(message, HumanMessage))
    noted = _template("turn").format(
        facts=json.dumps(briefing.facts, ensure_ascii=False), focus=json.dumps(briefing.dialogue.get("focus", []), ensure_ascii=False)
    )
    messages[current] = HumanMessage(f"{messages[current].content}\n\n{noted}", additional_kwargs={CURRENT: True})
    rebuke = state.get("rebuke")
    if rebuke:
        messages.append(AIMessage(rebuke["said"] + rebuke["failed"]))
        messages.append(HumanMessage(_template("rebuke").format(failed=rebuke["failed"].strip(), reason=rebuke["reason"])))
    return [SystemMessage(parts.instruction), *messages]


def _section(section: Section) -> str:
    return section.text if section.text.startswith(section.label) else f"{section.label}\n{section.text}"


def _fact(fact: Fact) -> str:
    kinds = {"money": "元", "count": fact.unit, "flag": "true/false", "choice": " | ".join(one.value for one in fact.choices)}
    return f"- {fact.id}：{fact.label}（{kinds.get(fact.type, '文字')}）"
