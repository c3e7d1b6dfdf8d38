"""draft_application: facts → an application draft as a file. Deterministic: the same input makes the same bytes (PDF excepted)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from knowledge.errors import InvalidFacts, MissingFacts, UnknownPolicyPart
from knowledge.schema import Policy
from tools.application import NAME, application
from tools.documents.cleaning import file_name
from tools.documents.content import Application
from tools.documents.docx import application_docx
from tools.documents.markdown import application_markdown
from tools.documents.package import package
from tools.documents.pdf import to_pdf
from tools.documents.sheet import calculation_sheet
from tools.schema import DraftFile, DraftInput, DraftResult, SubsidyInput, SubsidyItem
from tools.subsidy import calculate_subsidy
from tools.wording import say

MOST = 9
"""Measures of one package."""

MEDIA = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "md": "text/markdown; charset=utf-8",
    "zip": "application/zip",
}
"""Format → media type."""


@dataclass(frozen=True)
class Made:
    """A file that was made, not stored yet, and the drafts in it. `total`: of what a formula yields, for several measures."""

    name: str
    content: bytes
    media_type: str
    drafts: list[Application]
    total: Decimal | None
    notes: list[str]

    def result(self, request: DraftInput, file: DraftFile) -> DraftResult:
        """What is told of the file once it is stored."""
        return DraftResult(
            file=file,
            measures=[draft.measure for draft in self.drafts],
            format=request.format,
            version=request.version,
            missing=list(dict.fromkeys(name for draft in self.drafts for name in draft.missing)),
            blanks=list(dict.fromkeys(label for draft in self.drafts for label in draft.blanks)),
            items=[draft.line for draft in self.drafts if draft.line is not None],
            total=self.total,
            verdicts=[draft.verdict for draft in self.drafts if draft.verdict is not None],
            notes=self.notes,
        )


def draft_application(policy: Policy, request: DraftInput) -> Made:
    """The file and what is in it.

    Raises `MissingFacts` without a measure, `UnknownPolicyPart` for an unknown one, `InvalidFacts` for facts or a format that cannot be,
    `Unavailable` for PDF where LibreOffice is not installed or does not finish.
    """
    ids = _measures(policy, request)
    drafts = [application(policy, id_, request.facts, request.version) for id_ in ids]
    total, notes = _total(policy, drafts)
    notes = list(dict.fromkeys([*(note for draft in drafts for note in draft.notes), *notes]))
    return Made(_name(request, drafts), _content(request, drafts, total, notes), MEDIA[request.format], drafts, total, notes)


def _measures(policy: Policy, request: DraftInput) -> list[str]:
    ids = list(dict.fromkeys([*([request.measure] if request.measure else []), *request.measures]))
    known = "、".join(policy.measures)
    if not ids:
        raise MissingFacts(say("errors", "no_measure", known=known), missing=["measure"], field="measure")
    for id_ in ids:
        if id_ not in policy.measures:
            raise UnknownPolicyPart(say("errors", "unknown_measure", name=id_, known=known), field="measure")
    if len(ids) > MOST:
        raise InvalidFacts(say("errors", "too_many_measures", maximum=MOST), field="measures")
    if len(ids) > 1 and request.format != "zip":
        raise InvalidFacts(say("errors", "several", value=request.format), field="format")
    return ids


def _content(request: DraftInput, drafts: list[Application], total: Decimal | None, notes: list[str]) -> bytes:
    first = drafts[0]
    if request.format == "zip":
        return package(drafts, total, notes)
    if request.format == "md":
        return application_markdown(first).encode()
    if request.format == "xlsx":
        if first.calculation is None:
            raise InvalidFacts(say("errors", "no_sheet", label=first.label), field="format")
        return calculation_sheet(drafts, total)
    content = application_docx(first)
    return to_pdf(content) if request.format == "pdf" else content


def _name(request: DraftInput, drafts: list[Application]) -> str:
    first = drafts[0]
    title = {"zip": say("draft", "package_file"), "xlsx": f"{first.label}{say('draft', 'sheet')}"}.get(request.format, first.title)
    stem = [say("draft", "file", title=title), *([first.applicant_name] if NAME in request.facts and NAME not in first.missing else [])]
    if request.version > 1:
        stem.append(f"v{request.version}")
    return file_name("-".join(stem), request.format)


def _total(policy: Policy, drafts: list[Application]) -> tuple[Decimal | None, list[str]]:
    """The sum of several measures and its notes, as `calculate_subsidy` gives them for all of them together."""
    lines = [draft.line for draft in drafts if draft.line is not None]
    if len(lines) < 2:
        return (lines[0].amount if lines and lines[0].kind == "formula" else None), []
    facts = [{name: str(abs(value)) for name, value in line.parts.items()} for line in lines]
    items = [SubsidyItem(measure=line.measure, facts=given) for line, given in zip(lines, facts, strict=True)]
    result = calculate_subsidy(policy, SubsidyInput(items=items))
    return (result.total if result.total_kind == "formula" else None), result.notes
