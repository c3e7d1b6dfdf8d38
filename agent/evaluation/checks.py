"""Every key of `expect`, one function each; a failed check is a sentence that says what was wanted and what was there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from agent.evaluation.cases import Expect
from agent.evaluation.figures import said_amounts


@dataclass(frozen=True)
class Played:
    """One turn as the checks see it: the answer, the newest eligibility verdicts of the conversation, the newest document's text."""

    answer: dict[str, Any]
    verdicts: dict[str, str]
    document: str | None

    @property
    def reply(self) -> str:
        """What was said."""
        return str(self.answer.get("reply") or "")

    def names(self, many: str, key: str) -> set[str]:
        """The values of `key` in a list of objects of the answer, e.g. sections of citations."""
        return {str(one.get(key)) for one in self.answer.get(many) or []}


Check = Callable[[Any, Played], "str | None"]


def failures(expect: Expect, played: Played) -> Iterator[str]:
    """A line `key: what was wanted and what was there` for every key of `expect` that does not hold."""
    for key, check in CHECKS.items():
        wanted = getattr(expect, key)
        if wanted is None or wanted in ((), {}):
            continue
        fault = check(wanted, played)
        if fault is not None:
            yield f"{key}: {fault}"


def _all(kind: str, wanted: Iterable[Any], there: set[Any]) -> str | None:
    missing = [str(one) for one in wanted if one not in there]
    return f"缺{kind} {'、'.join(missing)}；有的是 {_shown(there)}" if missing else None


def _any(kind: str, wanted: Iterable[Any], there: set[Any]) -> str | None:
    wanted = list(wanted)
    return None if there.intersection(wanted) else f"{kind} {'、'.join(map(str, wanted))} 一个也没有；有的是 {_shown(there)}"


def _none(kind: str, wanted: Iterable[Any], there: set[Any]) -> str | None:
    present = [str(one) for one in wanted if one in there]
    return f"不该有{kind} {'、'.join(present)}" if present else None


def _shown(there: set[Any]) -> str:
    return "、".join(sorted(str(one) for one in there)) or "无"


def _yuan(wanted: Iterable[float]) -> list[Decimal]:
    return [Decimal(str(one)) for one in wanted]


def _found(pattern: str, text: str) -> bool:
    return re.search(pattern, text, re.IGNORECASE | re.DOTALL) is not None


def _text_all(wanted: Iterable[str], text: str) -> str | None:
    missing = [pattern for pattern in wanted if not _found(pattern, text)]
    return f"没有出现 {' ／ '.join(missing)}" if missing else None


def _text_none(wanted: Iterable[str], text: str) -> str | None:
    for pattern in wanted:
        hit = re.search(pattern, text, re.IGNORECASE | re.DOTALL)
        if hit:
            return f"不该出现“{hit.group()[:40]}”（{pattern}）"
    return None


def _text_any(wanted: Iterable[str], text: str) -> str | None:
    wanted = list(wanted)
    return None if any(_found(pattern, text) for pattern in wanted) else f"一个也没有出现：{' ／ '.join(wanted)}"


def _asks(played: Played) -> set[str]:
    return set(played.answer.get("asks") or [])


def _verdict(wanted: dict[str, str], played: Played) -> str | None:
    there = {key: played.verdicts.get(key, "未核对") for key in wanted}
    return "；".join(f"{key} 应为 {wanted[key]}，是 {status}" for key, status in there.items() if status != wanted[key]) or None


def _handoff(wanted: bool, played: Played) -> str | None:
    handoff = played.answer.get("handoff")
    there = isinstance(handoff, dict) and bool(handoff.get("ticket"))
    if wanted:
        return None if there else "没有转人工的工单"
    return None if handoff is None else "不该转人工"


def _files(wanted: Iterable[str], played: Played) -> str | None:
    suffixes = tuple(wanted)
    names = played.names("files", "name")
    return None if any(name.endswith(suffixes) for name in names) else f"没有 {'、'.join(suffixes)} 文件；有的是 {_shown(names)}"


def _unstated(wanted: bool, played: Played) -> str | None:
    if bool(played.answer.get("unstated")) == wanted:
        return None
    return "应当说明文件没有写" if wanted else "不该说文件没有写"


def _max_chars(wanted: int, played: Played) -> str | None:
    return None if len(played.reply) <= wanted else f"{len(played.reply)} 字，最多 {wanted} 字"


def _document(check: Callable[[Any, str], str | None]) -> Check:
    def on_document(wanted: Any, played: Played) -> str | None:
        return "这一轮没有可读的 .docx" if played.document is None else check(wanted, played.document)

    return on_document


CHECKS: dict[str, Check] = {
    "amounts_all": lambda wanted, played: _all("金额", _yuan(wanted), said_amounts(played.reply)),
    "amounts_none": lambda wanted, played: _none("金额", _yuan(wanted), said_amounts(played.reply)),
    "sections_all": lambda wanted, played: _all("条款", wanted, played.names("citations", "section")),
    "sections_any": lambda wanted, played: _any("条款", wanted, played.names("citations", "section")),
    "sections_none": lambda wanted, played: _none("条款", wanted, played.names("citations", "section")),
    "tools_any": lambda wanted, played: _any("工具", wanted, played.names("tool_calls", "name")),
    "tools_none": lambda wanted, played: _none("工具", wanted, played.names("tool_calls", "name")),
    "asks_any": lambda wanted, played: _any("追问", wanted, _asks(played)),
    "asks_none": lambda wanted, played: _none("追问", wanted, _asks(played)),
    "text_all": lambda wanted, played: _text_all(wanted, played.reply),
    "text_any": lambda wanted, played: _text_any(wanted, played.reply),
    "text_none": lambda wanted, played: _text_none(wanted, played.reply),
    "verdict": _verdict,
    "handoff": _handoff,
    "files_any": _files,
    "unstated": _unstated,
    "doc_amounts_all": _document(lambda wanted, text: _all("金额", _yuan(wanted), said_amounts(text))),
    "doc_amounts_none": _document(lambda wanted, text: _none("金额", _yuan(wanted), said_amounts(text))),
    "doc_text_all": _document(lambda wanted, text: _text_all(wanted, text)),
    "doc_text_none": _document(lambda wanted, text: _text_none(wanted, text)),
    "max_chars": _max_chars,
}
