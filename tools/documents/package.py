"""Several drafts as one zip: a Word file each, a summary, and one sheet with all calculations."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal

from tools.calculation import yuan
from tools.documents.cleaning import file_name
from tools.documents.content import Application
from tools.documents.docx import application_docx, summary_docx
from tools.documents.sheet import calculation_sheet
from tools.wording import say


def package(drafts: list[Application], total: Decimal | None, notes: list[str]) -> bytes:
    """The zip; the same drafts make the same bytes."""
    said = "" if total is None else yuan(total)
    files = {file_name(f"00-{say('draft', 'package')}", "docx"): summary_docx(drafts, said, notes)}
    for number, draft in enumerate(drafts, start=1):
        files[file_name(f"{number:02}-{say('draft', 'file', title=draft.title)}", "docx")] = application_docx(draft)
    if any(draft.calculation for draft in drafts):
        files[file_name(f"99-{say('draft', 'sheet')}", "xlsx")] = calculation_sheet([d for d in drafts if d.calculation], total)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()
