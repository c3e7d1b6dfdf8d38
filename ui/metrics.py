"""What is counted: turns, tool calls, refusals, times. Never a word of what was said, nor who said it."""

from __future__ import annotations

import os
import time

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agent.fallbacks import fallback_kind
from agent.schema import Answer, Event, FinalEvent, ToolEvent, Usage

SHARED = "PROMETHEUS_MULTIPROC_DIR"
"""prometheus-client's own variable: an empty folder in which several workers keep their counts together."""

_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0)


class Metrics:
    """The counters of one app."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._turns = Counter("opc_turns", "已答完的对话轮次", ["engine", "handoff"], registry=self._registry)
        self._fallbacks = Counter("opc_fallbacks", "模型没有答成、改由内置引擎作答的轮次", registry=self._registry)
        self._model_turns = Counter("opc_llm_turns", "问过语言模型的轮次：它答成的、退回内置引擎的", ["outcome"], registry=self._registry)
        self._reasons = Counter("opc_llm_fallbacks", "退回内置引擎的轮次，按原因", ["reason"], registry=self._registry)
        self._tokens = Counter("opc_llm_tokens", "语言模型的词元；input 不含命中缓存的", ["kind"], registry=self._registry)
        self._cost = Counter("opc_llm_cost_yuan", "语言模型的费用（元），按 OPC_LLM_PRICE_* 算", registry=self._registry)
        self._tools = Counter("opc_tool_calls", "对话里的工具调用", ["tool"], registry=self._registry)
        self._requests = Counter("opc_requests", "HTTP 请求", ["route", "status"], registry=self._registry)
        self._errors = Counter("opc_errors", "被拒绝或出错的请求", ["status"], registry=self._registry)
        self._seconds = Histogram("opc_request_seconds", "请求用时（秒）", ["route"], buckets=_SECONDS, registry=self._registry)

    def event(self, event: Event) -> None:
        """Counts what a turn did."""
        if isinstance(event, FinalEvent):
            self.answer(event.answer, tools=False)
        elif isinstance(event, ToolEvent) and event.phase == "end":
            self._tools.labels(event.name).inc()

    def answer(self, answer: Answer, *, tools: bool = True) -> None:
        """Counts a finished turn. `tools`: its calls too, when they were not counted one by one."""
        self._turns.labels("offline" if answer.engine == "offline" else "model", str(answer.handoff is not None).lower()).inc()
        if answer.fallback is not None:
            self._fallbacks.inc()
            self._model_turns.labels("fallback").inc()
            self._reasons.labels(fallback_kind(answer.fallback)).inc()
        elif answer.engine != "offline":
            self._model_turns.labels("model").inc()
        if answer.usage is not None:
            self._used(answer.usage)
        for call in answer.tool_calls if tools else ():
            self._tools.labels(call.name).inc()

    def _used(self, usage: Usage) -> None:
        self._tokens.labels("input").inc(usage.input - usage.cached)
        self._tokens.labels("cached").inc(usage.cached)
        self._tokens.labels("output").inc(usage.output)
        if usage.cost is not None:
            self._cost.inc(float(usage.cost))

    def failed(self, status: int) -> None:
        """Counts a turn that broke off after its stream had begun."""
        self._errors.labels(str(status)).inc()

    def request(self, route: str, status: int, seconds: float) -> None:
        """Counts a request."""
        self._requests.labels(route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)
        if status >= 400:
            self.failed(status)

    def text(self) -> bytes:
        """Everything in Prometheus' text format; of all workers when they share a folder."""
        if SHARED in os.environ:
            shared = CollectorRegistry()
            MultiProcessCollector(shared)  # type: ignore[no-untyped-call]
            return generate_latest(shared)
        return generate_latest(self._registry)


class CountRequests:
    """Counts every request by the pattern of its route, so that ids and questions never become labels."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Plain ASGI; the time of a stream runs to its end."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = time.perf_counter(), 0

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, watched)
        finally:
            route = getattr(scope.get("route"), "path", "") or "other"
            self._metrics.request(route, status, time.perf_counter() - began)
