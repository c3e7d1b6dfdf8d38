"""The cookie by which a browser owns its conversations: a random id, the day it was given, and our signature over both."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import time
from collections.abc import Callable
from pathlib import Path

from knowledge.errors import Unavailable

NAME = "opc_browser"
DAYS = 400
"""How long a browser may keep it (browsers allow no more)."""

_SECONDS = DAYS * 86400
_KEY_BYTES = 32


def signing_key(folder: Path) -> bytes:
    """The key in the data folder, made once for all workers. Raises `Unavailable` when it cannot be read or written."""
    path = folder / "cookie.key"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        fresh = folder / f".cookie-{secrets.token_hex(8)}"
        if not path.exists():
            fresh.touch(mode=0o600)
            fresh.write_bytes(secrets.token_bytes(_KEY_BYTES))
            try:
                os.link(fresh, path)  # whole or not at all, and the first worker wins
            except FileExistsError:
                pass
            finally:
                fresh.unlink()
        key = path.read_bytes()
    except OSError as error:
        raise Unavailable(f"读不了浏览器签名密钥 {path}（{error.strerror}）。请检查 OPC_DATA_DIR 是否可写。") from error
    if len(key) != _KEY_BYTES:
        raise Unavailable(f"浏览器签名密钥 {path} 已损坏。请删掉它再启动；浏览器里以前的会话将不再能打开。")
    return key


class BrowserCookie:
    """Gives and reads signed cookies. `clock`: seconds since 1970."""

    def __init__(self, key: bytes, clock: Callable[[], float] = time.time) -> None:
        self._key = key
        self._clock = clock

    def value(self, browser: str | None = None) -> str:
        """A cookie for this browser id, or for a new browser."""
        said = f"{browser or secrets.token_urlsafe(18)}.{int(self._clock())}"
        return f"{said}.{self._signature(said)}"

    def browser(self, value: str) -> str | None:
        """The browser's id; None for a cookie that is not ours, was changed or is too old."""
        said, _, signature = value.rpartition(".")
        if not hmac.compare_digest(signature.encode("utf-8", "replace"), self._signature(said).encode("ascii")):
            return None
        browser, _, given = said.partition(".")
        return browser if self._clock() - int(given) < _SECONDS else None

    def header(self, value: str, *, secure: bool) -> str:
        """The `Set-Cookie` header."""
        return f"{NAME}={value}; Path=/; Max-Age={_SECONDS}; HttpOnly; SameSite=Lax" + ("; Secure" if secure else "")

    def _signature(self, said: str) -> str:
        return hmac.new(self._key, said.encode("utf-8", "replace"), hashlib.sha256).hexdigest()
