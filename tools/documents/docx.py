"""Fills the Word templates. Staff edit them in Word; tags are named in templates/README.md. Values are never evaluated.

The environment is sandboxed, a misspelt tag is an error, and the same values make the same bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import Any

from docx.document import Document
from docx.enum.text import WD_COLOR_INDEX
from docx.table import Table
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.exceptions import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from knowledge.errors import PolicyDataError
from tools.documents.content import NUMERALS, Application, Calculation, Condition, Line, Part, Step
from tools.wording import say

TEMPLATES = Path(__file__).parent / "templates"
APPLICATION, SUMMARY = "application.docx", "summary.docx"

_BLANK = re.compile(r"(【待补充：[^】]{0,200}】)")
_LEFT = re.compile(r"\{\{|\}\}|\{%|%\}|｛｛|｝｝|｛%")
_PARTS = ("applicant", "request", "conditions", "calculation", "narrative", "materials", "commitments")


def application_docx(draft: Application) -> bytes:
    """One draft as a Word file."""
    return fill(TEMPLATES / APPLICATION, application_values(draft), draft.title)


def application_values(draft: Application) -> dict[str, Any]:
    """What the tags of the application template stand for: the fields of `Application`, and `no`: the numeral of each part there is."""
    values = asdict(draft)
    there = [part for part in _PARTS if values[{"request": "quote"}.get(part, part)]]
    pairs = [
        (draft.applicant[i], draft.applicant[i + 1] if i + 1 < len(draft.applicant) else Line("", ""))
        for i in range(0, len(draft.applicant), 2)
    ]
    return values | {
        "no": dict(zip(there, NUMERALS, strict=False)),
        "pairs": [{"left": left, "right": right} for left, right in pairs],
    }


def summary_docx(drafts: list[Application], total: str, notes: list[str]) -> bytes:
    """What a package holds, as a Word file: one line for each draft."""
    values = {"disclaimer": drafts[0].disclaimer, "policy_title": drafts[0].policy_title, "total": total, "notes": notes}
    title = say("draft", "package")
    return fill(
        TEMPLATES / SUMMARY, {**values, "title": title, "name": drafts[0].applicant_name, "drafts": [asdict(d) for d in drafts]}, title
    )


def fill(template: Path, values: Mapping[str, Any], title: str) -> bytes:
    """The template with its tags replaced. Raises `PolicyDataError` naming the file and the tag that is wrong."""
    word = DocxTemplate(template)
    try:
        word.render(dict(values), jinja_env=_environment())
    except TemplateError as error:
        raise PolicyDataError([say("errors", "template", file=template.name, what=_what(error))]) from error
    document = word.docx
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by, properties.language = title, "", "", "zh-CN"
    for paragraph in _paragraphs(document):
        _mark(paragraph)
    stream = io.BytesIO()
    word.save(stream)
    return _fixed(stream.getvalue())


def template_faults() -> list[str]:
    """What is wrong with the templates that are there, as ``file: what``: unknown tags, broken loops, tags that stay in the text."""
    return [fault for file in sorted(TEMPLATES.glob("*.docx")) for fault in faults(file)]


def faults(template: Path) -> list[str]:
    """What is wrong with one template, filled with an example of everything."""
    try:
        content = fill(template, _example(template.name), template.stem)
    except PolicyDataError as error:
        return error.problems
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        return [say("errors", "template", file=template.name, what=f"不是有效的 docx（{type(error).__name__}）")]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        pieces = {name: re.sub(r"<[^>]+>", "", archive.read(name).decode()) for name in archive.namelist() if name.endswith(".xml")}
    found = [(name, match) for name, text in pieces.items() if name.startswith("word/") and (match := _LEFT.search(text))]
    return [
        say("errors", "template", file=template.name, what=f"{name} 里留有“{pieces[name][max(0, m.start() - 10) : m.end() + 20]}”")
        for name, m in found
    ]


def _environment() -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined, finalize=lambda value: "" if value is None else value)


def _what(error: TemplateError) -> str:
    near = [re.sub(r"<[^>]+>", "", str(line)).strip() for line in getattr(error, "docx_context", [])]
    return "；".join([str(error), *(line for line in near if line)][:3])


def _example(name: str) -> dict[str, Any]:
    """Values for every tag of a template, one of each list, told by the shapes themselves."""
    text = "示例"
    draft = Application(text, text, text, text, text, text, text, text, 1, text, text)
    draft.summary = draft.applicant = [Line(text, text)]
    draft.request = draft.quote = draft.conditions_note = draft.materials_note = text
    draft.conditions, draft.narrative = [Condition(text, text, text)], [Part(text, text, [text])]
    draft.calculation = Calculation([Step("1", text, text, text, "result", Decimal(1))], text, text)
    draft.materials = draft.commitments = draft.notes = draft.blanks = draft.missing = [text]
    if name == SUMMARY:
        keys = ("disclaimer", "policy_title", "total", "title", "name")
        return {**dict.fromkeys(keys, text), "notes": [text], "drafts": [asdict(draft)]}
    return application_values(draft)


def _paragraphs(document: Document) -> Iterator[Paragraph]:
    yield from document.paragraphs
    for table in document.tables:
        yield from _cells(table)


def _cells(table: Table) -> Iterator[Paragraph]:
    for row in table.rows:
        for cell in row.cells:
            yield from cell.paragraphs


def _mark(paragraph: Paragraph) -> None:
    """Blanks in yellow, so that nobody hands one in unseen."""
    for run in list(paragraph.runs):
        pieces = [piece for piece in _BLANK.split(run.text) if piece]
        if not any(_BLANK.fullmatch(piece) for piece in pieces):
            continue
        place = run
        for piece in pieces:
            other = Run(deepcopy(run._r), run._parent)
            other.text = piece
            if _BLANK.fullmatch(piece):
                other.font.highlight_color = WD_COLOR_INDEX.YELLOW
            place._r.addnext(other._r)
            place = other
        run._r.getparent().remove(run._r)


def _fixed(content: bytes) -> bytes:
    """The same archive with fixed dates and attributes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            target.writestr(entry, source.read(name))
    return stream.getvalue()
