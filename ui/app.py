"""The FastAPI application: the doors mounted side by side, the page last, because it takes every address that is left."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fastapi import FastAPI

from agent.settings import Settings
from knowledge.schema import Policy
from ui import chat_api, drafts_api, openapi, ops, tools_api
from ui.browser_cookie import BrowserCookie, signing_key
from ui.callers import Callers, KnowCaller
from ui.metrics import CountRequests, Metrics
from ui.problem_handlers import BodyLimit, UnexpectedErrors, install
from ui.rate_limit import RateLimit

if TYPE_CHECKING:
    from starlette.types import Lifespan

    from agent.conversation import ConversationService

TITLE = "朝阳 OPC 政策助手"


def create_app(service: ConversationService, settings: Settings | None = None, *, page: bool = True) -> FastAPI:
    """The app on an open service; whoever opened the service closes it.

    `settings` None: a loopback server without keys, whose browsers are known as long as the process lives. `page` False: no `/`.
    """
    return _built(service.policy, settings, service, None, page)


def create_server_app(settings: Settings | None = None, *, page: bool = True) -> FastAPI:
    """The app for ``uvicorn --factory ui.app:create_server_app``: its lifespan opens the service and closes it.

    `settings` None: from the environment and `.env`.
    """
    from agent.assembly import BUNDLE, open_service
    from knowledge.loader import load_policy

    settings = settings or Settings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with open_service(settings) as service:
            app.state.service = service
            yield
            app.state.service = None

    return _built(load_policy(BUNDLE), settings, None, lifespan, page)


def _built(
    policy: Policy, settings: Settings | None, service: ConversationService | None, lifespan: Lifespan[FastAPI] | None, page: bool
) -> FastAPI:
    app = FastAPI(title=TITLE, version="1", docs_url=None, redoc_url=None, redirect_slashes=False, lifespan=lifespan)
    app.state.service = service
    app.state.metrics = Metrics()
    install(app)
    for door in (ops.router, chat_api.router, tools_api.router, drafts_api.router, openapi.router):
        app.include_router(door)
    openapi.describe(app)
    if page:
        # 4 s of import that tests of the other doors need not pay.
        from ui.web import mount_page

        sections = [(section.id, section.label) for section in policy.sections.values()]
        mount_page(app, title=TITLE, policy=policy.id, policy_title=policy.head.title, sections=sections)
    _guard(app, settings)
    return app


def _guard(app: FastAPI, settings: Settings | None) -> None:
    """What every request passes, outermost last: known caller, size, no error without an answer, counted."""
    key = signing_key(settings.data_dir) if settings else secrets.token_bytes(32)
    address = settings.public_url if settings else None
    callers = Callers(settings.api_keys if settings else {}, BrowserCookie(key), urlsplit(address or "").hostname)
    limit = RateLimit(settings.rate_per_minute if settings else Settings.model_fields["rate_per_minute"].default)
    app.add_middleware(KnowCaller, callers=callers, limit=limit, always_secure=(address or "").startswith("https://"))
    app.add_middleware(BodyLimit)
    app.add_middleware(UnexpectedErrors)
    app.add_middleware(CountRequests, metrics=app.state.metrics)
