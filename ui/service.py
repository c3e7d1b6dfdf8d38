"""How an endpoint gets at the conversation service of its app."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from agent.conversation import ConversationService
from knowledge.errors import Unavailable


def _service(request: Request) -> ConversationService:
    service: ConversationService | None = request.app.state.service
    if service is None:
        raise Unavailable("服务正在启动，还不能回答。请过几秒再试。")
    return service


ServiceOf = Annotated[ConversationService, Depends(_service)]
"""Parameter of an endpoint: the open service; `Unavailable` while it is being opened."""
