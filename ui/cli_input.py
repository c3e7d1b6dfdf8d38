"""What is typed behind a command: `fact=value` pairs and measures, as the tools' inputs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from knowledge.errors import InvalidFacts, Unavailable
from knowledge.numerals import find_amounts
from tools.schema import DraftFile, DraftInput, SubsidyInput, SubsidyItem

MOST_ITEMS = 20


def facts_of(pairs: Sequence[str]) -> dict[str, Any]:
    """``["headcount=12", "compute_spend=80万"]`` → facts. Raises `InvalidFacts` for what is no pair or comes twice."""
    facts: dict[str, Any] = {}
    for pair in pairs:
        name, equals, value = (part.strip() for part in pair.replace("＝", "=").partition("="))
        if not (name and equals and value):
            raise InvalidFacts(f"“{pair}”要写成 名称=值，例如 headcount=12", field=pair)
        if name in facts:
            raise InvalidFacts(f"“{name}”写了两次，请只留一个", field=name)
        facts[name] = _value(value)
    return facts


def items_of(words: Sequence[str], years: int, received: str | None, target: str | None) -> SubsidyInput:
    """``["compute_voucher", "compute_spend=80万", "data_voucher", …]``: a word without ``=`` begins the next measure."""
    measures: list[tuple[str, list[str]]] = []
    for word in words:
        if "=" not in word and "＝" not in word:
            measures.append((word, []))
        elif measures:
            measures[-1][1].append(word)
        else:
            raise InvalidFacts(f"先写措施，再写它的信息：opc calc 措施 {word}", field=word)
    if not 1 <= len(measures) <= MOST_ITEMS:
        raise InvalidFacts(f"要写 1 到 {MOST_ITEMS} 项措施", field="items")
    asked = {"years": years, "received": _value(received), "target": _value(target)}
    return SubsidyInput(items=[SubsidyItem(measure=measure, facts=facts_of(pairs), **asked) for measure, pairs in measures])


def draft_of(measure: str, pairs: Sequence[str], form: str) -> DraftInput:
    """``compute_voucher,data_voucher`` and facts → the request; several measures are a zip unless said otherwise."""
    ids = [one.strip() for one in measure.replace("，", ",").split(",") if one.strip()]
    try:
        return DraftInput(measures=ids, facts=facts_of(pairs), format=form or ("zip" if len(ids) > 1 else "docx"))
    except ValidationError as error:
        raise InvalidFacts(f"没有“{form}”这种格式；可以写 docx、md、pdf、xlsx、zip", field="format") from error


def save(folder: Path, name: str, content: bytes) -> DraftFile:
    """Writes the file into the folder, under another name rather than over a file that is there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path, number = folder / name, 1
        while path.exists():
            number += 1
            path = folder / f"{Path(name).stem}-{number}{Path(name).suffix}"
        path.write_bytes(content)
    except OSError as error:
        raise Unavailable(f"写不进 {folder}（{error.strerror}）。请用 --out 换一个文件夹。", field="out") from error
    return DraftFile(id=path.name, name=path.name, url=str(path))


def _value(text: str | None) -> str | None:
    """A sum as people write it becomes yuan; everything else stays as typed, for the tool to judge."""
    if text is None:
        return None
    amounts = find_amounts(text)
    whole = len(amounts) == 1 and (amounts[0].start, amounts[0].end) == (0, len(text))
    return str(amounts[0].value) if whole and amounts[0].is_money and amounts[0].upper is None else text
