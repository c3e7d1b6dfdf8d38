"""Who calls: a program by its key, a browser by its cookie, or the one in front of this machine while no keys are set.

Closed by default: every address needs a caller except the page, its files and the two health checks. The caller is found before
anything of the body is read.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request
from pydantic import SecretStr
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agent.schema import LOCAL, Caller
from knowledge.errors import AssistantError, Forbidden, NotAllowed
from ui import gate
from ui.browser_cookie import NAME, BrowserCookie
from ui.problem_handlers import problem_response
from ui.rate_limit import RateLimit

OPEN = gate.PAGE | {"/healthz", "/readyz"}
"""Addresses that anyone may ask for."""
OPEN_FOLDERS = (*gate.FOLDERS, "/ui/")
READING = frozenset({"GET", "HEAD", "OPTIONS"})

WHO = "请在请求头里带上 Authorization: Bearer 密钥（OPC_API_KEYS 里的一把），或者在本服务的网页上使用。"
ELSEWHERE = "这个请求来自别的网站，已拒绝。请在本服务自己的网页上使用，或者用密钥调用。"


class Callers:
    """Finds the caller of a request. `keys`: name → key; `public_host`: under which other name this server is known."""

    def __init__(self, keys: Mapping[str, SecretStr], cookie: BrowserCookie, public_host: str | None = None) -> None:
        self._keys = {name: hashlib.sha256(key.get_secret_value().encode()).digest() for name, key in keys.items()}
        self._cookie = cookie
        self._public_host = public_host

    def find(self, method: str, headers: Headers) -> Caller:
        """The caller; `NotAllowed` for a wrong key or none at all, `Forbidden` for a call from another site."""
        if not self._keys and not self._is_here(headers.get("host", "")):
            raise Forbidden("没有设置 OPC_API_KEYS 时，只接受从本机地址（如 127.0.0.1）来的访问。请改用本机地址，或者设置密钥。")
        scheme, _, key = headers.get("authorization", "").partition(" ")
        if self._keys and scheme.lower() == "bearer":
            return self._by_key(key.strip())
        browser = self._browser(headers)
        own = is_own_page(method, headers)
        if own is False and (browser is not None or not self._keys):
            raise Forbidden(ELSEWHERE)
        # Old browsers say nothing when they read, and other sites cannot read the answer; to write, silence is not enough.
        if browser is not None and (own or method in READING):
            return Caller("browser", browser)
        if self._keys:
            raise NotAllowed("没有带密钥。" + WHO)
        return LOCAL

    def cookie_for(self, headers: Headers, *, secure: bool) -> str:
        """`Set-Cookie` for the page: the same browser stays the same, and its time starts again."""
        return self._cookie.header(self._cookie.value(self._browser(headers)), secure=secure)

    def _browser(self, headers: Headers) -> str | None:
        return self._cookie.browser(cookie_parser(headers.get("cookie", "")).get(NAME, ""))

    def _by_key(self, key: str) -> Caller:
        given = hashlib.sha256(key.encode("utf-8", "surrogateescape")).digest()
        # Every key is compared, so the time tells nothing about which one it was.
        names = [name for name, known in self._keys.items() if hmac.compare_digest(given, known)]
        if not names:
            raise NotAllowed("密钥不对。" + WHO)
        return Caller("key", names[0])

    def _is_here(self, host: str) -> bool:
        # A foreign site whose name was made to point here would otherwise be "same origin" for the browser.
        name = urlsplit(f"//{host}").hostname or ""
        if name == "localhost" or name == self._public_host:
            return True
        try:
            return ipaddress.ip_address(name).is_loopback
        except ValueError:
            return False


def is_own_page(method: str, headers: Headers) -> bool | None:
    """Whether a browser says that the call comes from our own page; None when nothing is said, as by programs."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin" or (site == "none" and method in READING)
    origin = headers.get("origin")
    return None if origin is None else urlsplit(origin).netloc == headers.get("host", "")


class KnowCaller:
    """Puts the caller into `request.state.caller` or refuses; gives the page its cookie; holds the rate limit."""

    def __init__(self, app: ASGIApp, callers: Callers, limit: RateLimit, *, always_secure: bool) -> None:
        self.app = app
        self._callers = callers
        self._limit = limit
        self._always_secure = always_secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Plain ASGI: streams pass unbuffered."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif scope["path"] == "/":
            await self.app(scope, receive, self._with_cookie(scope, send))
        elif scope["path"] in OPEN or scope["path"].startswith(OPEN_FOLDERS):
            await self.app(scope, receive, send)
        else:
            try:
                caller = self._callers.find(scope["method"], Headers(scope=scope))
                if caller != LOCAL:  # without keys there is nobody to share the server with
                    self._limit.take(caller.id)
            except AssistantError as error:
                await problem_response(error, scope["path"])(scope, receive, send)
                return
            scope.setdefault("state", {})["caller"] = caller
            await self.app(scope, receive, send)

    def _with_cookie(self, scope: Scope, send: Send) -> Send:
        secure = self._always_secure or scope["scheme"] == "https"

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                MutableHeaders(scope=message).append("set-cookie", self._callers.cookie_for(Headers(scope=scope), secure=secure))
            await send(message)

        return sent


def _caller(request: Request) -> Caller:
    return request.state.caller  # type: ignore[no-any-return]


CallerOf = Annotated[Caller, Depends(_caller)]
"""Parameter of an endpoint: who calls."""
