"""The one table: error class → HTTP problem, exit code of the command line, sentence for a chat that cannot show a problem.

Nothing here imports the web: the command line reads the same table. A test finds every `AssistantError` in it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from agent.evaluation.cases import CasesUnreadable
from agent.llm.errors import ModelFailure
from knowledge import errors

PROBLEM_JSON = "application/problem+json"


@dataclass(frozen=True)
class Entry:
    """How one kind of error is told. `slug`: last part of the problem's type. `sentence`: where there is room for one line only.

    `exit_code`: as in sysexits.h (64 usage, 65 data, 66 no input, 69 unavailable, 70 software, 75 try again, 77 not allowed, 78 settings).
    """

    status: int
    slug: str
    title: str
    exit_code: int
    sentence: str

    @property
    def type(self) -> str:
        """The problem's type, a name and not an address."""
        return f"urn:opc:problem:{self.slug}"


TABLE: dict[type[Exception], Entry] = {
    errors.AssistantError: Entry(500, "failed", "没有办成", 70, "这次没有办成，请稍后再试。"),
    errors.PolicyDataError: Entry(503, "policy-data", "政策数据有误", 65, "政策数据正在修订，请稍后再问。"),
    errors.IndexUnusable: Entry(503, "index", "检索索引不可用", 69, "检索暂时用不了，请稍后再问。"),
    errors.InvalidFacts: Entry(422, "invalid-facts", "填写的信息有误", 65, "有一项信息没填对，请核对后再发。"),
    errors.MissingFacts: Entry(422, "missing-facts", "还缺信息", 65, "还缺一项信息，请补充后再算。"),
    errors.UnknownPolicyPart: Entry(422, "unknown-policy-part", "政策里没有这一项", 65, "政策里没有这一项，请换个名称再试。"),
    errors.SettingsError: Entry(503, "settings", "设置有误", 78, "服务还没有配置好，请联系管理员。"),
    errors.MessageRejected: Entry(422, "message-rejected", "消息无法处理", 65, "这条消息处理不了，请换个写法再发。"),
    errors.MessageTooLong: Entry(413, "message-too-long", "消息太长", 65, "消息太长了，请分几次发送。"),
    errors.NotFound: Entry(404, "not-found", "没有找到", 66, "没有找到您要的内容。"),
    errors.SessionBusy: Entry(409, "session-busy", "正在回答上一条消息", 75, "上一条还在回答，请稍等再发。"),
    errors.NotAllowed: Entry(401, "not-allowed", "需要密钥", 77, "没有权限，请联系管理员。"),
    errors.Forbidden: Entry(403, "forbidden", "不能从这里访问", 77, "不能从这里访问。"),
    errors.TooManyRequests: Entry(429, "too-many-requests", "请求太频繁", 75, "发得太快了，请稍等再发。"),
    errors.Unavailable: Entry(503, "unavailable", "暂时不可用", 69, "服务暂时不可用，请稍后再试。"),
    ModelFailure: Entry(503, "model", "语言模型没有回答", 69, "语言模型暂时没有回答，请稍后再试。"),
    CasesUnreadable: Entry(422, "cases-unreadable", "用例文件读不懂", 66, "用例文件读不懂。"),
}

UNEXPECTED = Entry(500, "unexpected", "服务器出错了", 70, "出了点问题，请稍后再试。")
"""What nobody foresaw; its cause goes to the log, never to the caller."""

UNEXPECTED_DETAIL = "服务器内部出错，没有完成这次请求。请重试一次；如果还是这样，请把出错的时间告诉管理员查看日志。"
RETRY_SECONDS = 5
"""`Retry-After` of a 503."""


def entry_of(error: Exception) -> Entry:
    """The table's line for an error: its own class, or the nearest class above it."""
    for kind in type(error).__mro__:
        if kind in TABLE:
            return TABLE[kind]
    return UNEXPECTED


def problem(error: errors.AssistantError, instance: str | None = None) -> dict[str, Any]:
    """The RFC 9457 object: type, title, status, detail, instance; `field`, `errors` and `missing` where there are any."""
    entry = entry_of(error)
    body = members(entry.status, entry.title, error.detail, entry.type, instance)
    if error.field:
        body["field"] = error.field
        body["errors"] = [{"field": error.field, "detail": error.detail}]
    if isinstance(error, errors.MissingFacts):
        body["missing"] = error.missing
    return body


def members(status: int, title: str, detail: str, kind: str = "about:blank", instance: str | None = None) -> dict[str, Any]:
    """The members every problem has."""
    body: dict[str, Any] = {"type": kind, "title": title, "status": status, "detail": detail}
    return body if instance is None else {**body, "instance": instance}


def headers_of(error: errors.AssistantError) -> dict[str, str]:
    """HTTP headers that belong to the problem: when to come back, or what credentials are wanted."""
    status = entry_of(error).status
    if isinstance(error, errors.TooManyRequests):
        return {"retry-after": str(error.retry_after)}
    if status == 503:
        return {"retry-after": str(RETRY_SECONDS)}
    return {"www-authenticate": "Bearer"} if status == 401 else {}


def encoded(body: dict[str, Any]) -> bytes:
    """The problem as bytes. What a caller sent may hold half a character; its echo must not break the answer."""
    return json.dumps(body, ensure_ascii=False).encode("utf-8", "backslashreplace")
