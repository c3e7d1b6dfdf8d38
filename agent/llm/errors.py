"""Why a language model did not answer: a closed set of kinds, each with what the operator is told to do."""

from __future__ import annotations

from typing import Literal

from knowledge.errors import Unavailable

Kind = Literal[
    "timeout", "stalled", "unreachable", "auth", "balance", "unknown_model", "rate_limited", "server_error", "bad_request", "bad_answer",
    "cut_off", "content_filter", "too_long", "circuit_open",
]  # fmt: skip

_SAID: dict[Kind, str] = {
    "timeout": "语言模型超过了单次调用的时限。可调大 OPC_LLM_TIMEOUT，或换一个更快的模型。",
    "stalled": "语言模型的连接太久没有传来一个字节。请检查端点和网络；可调 OPC_LLM_STALL。",
    "unreachable": "连不上语言模型的端点。请检查 OPC_LLM_BASE_URL 和网络。",
    "auth": "语言模型的端点拒绝了密钥。请检查 OPC_LLM_API_KEY。",
    "balance": "语言模型的账户余额不足。请充值或更换密钥。",
    "unknown_model": "端点没有这个模型。请检查 OPC_LLM_MODEL 和 OPC_LLM_BASE_URL。",
    "rate_limited": "语言模型的端点限流。请降低并发或提高额度。",
    "server_error": "语言模型的端点出错。请查看端点的状态。",
    "bad_request": "语言模型的端点不接受这个请求。请查看端点支持的参数。",
    "bad_answer": "语言模型的端点回的不是约定的格式。请确认它兼容 OpenAI 的 chat/completions。",
    "cut_off": "语言模型的回答没有写完就断了。到了长度上限可调大 OPC_LLM_MAX_TOKENS；连接断开请检查网络。",
    "content_filter": "语言模型的端点因内容审查没有回答。",
    "too_long": "对话超过了模型的上下文长度。请调小 OPC_LLM_CONTEXT。",
    "circuit_open": "语言模型的端点连续出错，暂停调用一会儿。",
}
RETRIED: frozenset[Kind] = frozenset({"unreachable", "rate_limited", "server_error"})
"""Kinds that may be gone a moment later."""
COUNTED: frozenset[Kind] = frozenset({"timeout", "stalled", "unreachable", "rate_limited", "server_error", "auth", "balance", "bad_answer"})
"""Kinds that say something of the endpoint, not of the question: they open the circuit."""
ABOUT_THE_QUESTION: frozenset[Kind] = frozenset({"bad_request", "content_filter", "too_long"})
"""Kinds that an endpoint gives which is well: they close it."""


class ModelFailure(Unavailable):
    """The language model did not answer. `kind`: why; `retry_after`: seconds that the endpoint asks to wait, if it does."""

    def __init__(self, kind: Kind, more: str = "", *, retry_after: float | None = None) -> None:
        super().__init__(_SAID[kind] + (f"（{more}）" if more else ""))
        self.kind: Kind = kind
        self.retry_after = retry_after
