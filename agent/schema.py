"""The wire types of a conversation: caller, request, answer, events. Shapes of the contract of the doors."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


@dataclass(frozen=True)
class Caller:
    """Who speaks: `kind` key, browser, wechat or local; `name` unique within its kind. Owns sessions, files, tickets."""

    kind: str
    name: str

    @property
    def id(self) -> str:
        """Stable id of the owner, e.g. ``key:alice``."""
        return f"{self.kind}:{self.name}"


LOCAL = Caller("local", "local")
"""The caller while no keys are set (loopback only)."""


class ChatRequest(BaseModel):
    """One message. `session_id` absent: a new unguessable one. `turn_id`: a retry with the same id gets the same answer."""

    model_config = ConfigDict(extra="forbid")

    message: str
    session_id: str | None = Field(default=None, min_length=1, max_length=128)
    turn_id: str | None = Field(default=None, min_length=1, max_length=128)


class Citation(BaseModel):
    """A verbatim sentence of the policy. `nearest`: cited beside a silence, as the nearest thing the text says."""

    policy: str
    section: str
    label: str
    quote: str
    nearest: bool = False


class ToolCall(BaseModel):
    """A call made in this turn, with its JSON result."""

    name: str
    args: dict[str, Any]
    result: dict[str, Any]


class FileRef(BaseModel):
    """A file made in this turn."""

    id: str
    name: str
    url: str


class Handoff(BaseModel):
    """The ticket that the question was passed on with."""

    ticket: str


class StaffAnswer(BaseModel):
    """What staff answered to an earlier ticket of this session, shown once with the next turn."""

    ticket: str
    text: str


class Usage(BaseModel):
    """Tokens of a turn's `calls` of a language model, and what they cost in yuan (None: no prices are set). `cached` is part of `input`."""

    calls: int
    input: int
    cached: int
    output: int
    cost: Decimal | None = None


class Answer(BaseModel):
    """One turn's answer: the contract's object. `usage`: None when no language model was asked; a turn that fell back may have one."""

    session_id: str
    message_id: str
    reply: str
    citations: list[Citation] = Field(default_factory=list)
    tool_calls: list[ToolCall] = Field(default_factory=list)
    asks: list[str] = Field(default_factory=list)
    unstated: list[str] = Field(default_factory=list)
    files: list[FileRef] = Field(default_factory=list)
    handoff: Handoff | None = None
    engine: str = "offline"
    fallback: str | None = None
    suggestions: list[str] = Field(default_factory=list)
    staff_answers: list[StaffAnswer] = Field(default_factory=list)
    usage: Usage | None = None


class ToolEvent(BaseModel):
    """A tool call starts or ends (`result` only at the end)."""

    event: Literal["tool"] = "tool"
    name: str
    phase: Literal["start", "end"]
    args: dict[str, Any]
    result: dict[str, Any] | None = None


class TokenEvent(BaseModel):
    """A verified piece of the reply, in order. Joined they are `Answer.reply`."""

    event: Literal["token"] = "token"
    text: str


class FinalEvent(BaseModel):
    """The whole answer."""

    event: Literal["final"] = "final"
    answer: Answer


Event = ToolEvent | TokenEvent | FinalEvent
