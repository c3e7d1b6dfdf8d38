"""What went wrong, read from exceptions, states and error objects. An endpoint's own words are read and never repeated: they hold keys and
what the user wrote.
"""

from __future__ import annotations

import re
import time
from email.utils import parsedate_to_datetime
from typing import Any

from agent.llm.errors import Kind, ModelFailure

_LONG = (
    "context length", "context_length", "maximum context", "context size", "context_size", "max_model_len", "max_seq_len", "input length",
    "token limit", "too many tokens", "exceeds max length", "reduce the length", "too long", "上下文", "超长",
)  # fmt: skip
_RISKS = ("content_filter", "content filter", "data_inspection", "inappropriate", "risk", "sensitive", "moderation", "敏感", "违规", "审核")
_BALANCE = ("insufficient balance", "insufficient_quota", "exceeded_current_quota", "exceeded your current quota", "billing", "arrear",
            "余额", "欠费")  # fmt: skip
_WORDS: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (re.compile(r"rate.?limit|too many requests|throttl|\b429\b|限流|频率"), "rate_limited"),
    (re.compile(r"insufficient.{0,10}(?:balance|quota|fund|credit)|balance|quota|余额|欠费|\b402\b"), "balance"),
    (re.compile(r"api[ _-]?key|unauthorized|authenticat|\b401\b|密钥|鉴权"), "auth"),
    (
        re.compile(r"model.{0,60}(?:not (?:exist|found)|does not exist|unknown)|(?:no such|unknown) model|模型不存在"),
        "unknown_model",
    ),
)
_STATUS: dict[int, Kind] = {
    401: "auth", 403: "auth", 402: "balance", 404: "unknown_model", 408: "server_error", 413: "too_long", 429: "rate_limited",
}  # fmt: skip
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,40}")
_LENGTH = {"length", "max_tokens", "model_length", "model_context_window_exceeded", "repetition_truncation"}
_FAILED = {"error", "abort", "aborted", "cancelled", "network_error", "insufficient_system_resource"}


def failure_of_call(error: Exception, begun: bool) -> ModelFailure:
    """What kind of failure an exception of the library is. `begun`: a piece of the answer had already come."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, ModelFailure):
            return seen
        name = type(seen).__name__
        if "ReadTimeout" in name:
            return ModelFailure("stalled")
        if name in ("ConnectError", "ConnectTimeout", "PoolTimeout", "WriteError", "WriteTimeout"):
            return ModelFailure("unreachable")
        if name in ("RemoteProtocolError", "ReadError", "CloseError"):
            return ModelFailure("cut_off", "连接断开") if begun else ModelFailure("unreachable", "连接断开")
        seen = seen.__cause__ or seen.__context__
    status = getattr(error, "status_code", 0)
    if not status:
        return ModelFailure("bad_answer", type(error).__name__)
    return _of_status(status, error)


def _of_status(status: int, error: Exception) -> ModelFailure:
    said = str(error).lower()
    body = getattr(error, "body", None)
    more = "，".join(dict.fromkeys([str(status), *_names(body if isinstance(body, dict) else {})]))
    after = _retry_after(error)
    if status in (400, 422):
        kind = _kind(said, named=str(body).lower())
        return ModelFailure("bad_request" if kind == "server_error" else kind, more, retry_after=after)
    if status == 429 and any(word in f"{said} {str(body).lower()}" for word in _BALANCE):
        return ModelFailure("balance", more)
    if status >= 500:
        return ModelFailure("server_error", more, retry_after=after)
    return ModelFailure(_STATUS.get(status, "bad_request" if status >= 400 else "bad_answer"), more, retry_after=after)


def fault(data: dict[str, Any]) -> ModelFailure:
    """What an error object in a successful answer says."""
    error = data.get("error")
    body: dict[str, Any] = error if isinstance(error, dict) else data
    message = body.get("message", error if isinstance(error, str) else "")
    names = f"{body.get('code', '')} {body.get('type', '')}".lower()
    return ModelFailure(_kind(f"{names} {message}".lower(), named=names), "，".join(_names(body)))


def failure_of_end(reason: str) -> ModelFailure | None:
    """The failure that a `finish_reason` is; None: the answer is whole. No reason at all: the connection ended too early."""
    low = reason.lower()
    if not low:
        return ModelFailure("cut_off", "没有结束标记")
    if any(word in low for word in _RISKS):
        return ModelFailure("content_filter")
    if low in _LENGTH:
        return ModelFailure("cut_off", "到了长度上限")
    return ModelFailure("server_error", low) if low in _FAILED else None


def is_too_long(said: str) -> bool:
    """Whether an error text (lower case) is about the length of the context."""
    return any(word in said for word in _LONG)


def _kind(said: str, named: str) -> Kind:
    """The kind that an error text without a useful status is about; `named`: its code and type. Both in lower case."""
    both = f"{said} {named}".replace("case-sensitive", "").replace("case sensitive", "")
    if any(word in both for word in _RISKS):
        return "content_filter"
    if is_too_long(both):
        return "too_long"
    return next((kind for words, kind in _WORDS if words.search(both)), "server_error")


def _names(body: dict[str, Any]) -> list[str]:
    """Code and type where they are names and no sentences."""
    named = [str(body.get(key)) for key in ("code", "type") if isinstance(body.get(key), str | int)]
    return list(dict.fromkeys(name for name in named if _NAME.fullmatch(name)))


def _retry_after(error: Exception) -> float | None:
    """Seconds; the header gives them or a date."""
    response = getattr(error, "response", None)
    given = response.headers.get("Retry-After") if response is not None else None
    if given is None:
        return None
    try:
        return max(0.0, float(given))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(given).timestamp() - time.time())
    except ValueError:
        return None
