"""The calculation as a sheet: what was told can be changed, the results are formulas of it. Texts are never formulas."""

from __future__ import annotations

import io
from datetime import datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

from tools.documents.content import Application, Step
from tools.wording import say, words

EPOCH = datetime(1980, 1, 1)  # noqa: DTZ001  the same input makes the same bytes
_WIDTHS = (40, 22, 34)
_A4 = 9


def calculation_sheet(drafts: list[Application], total: Decimal | None) -> bytes:
    """One sheet with a block for each draft that has a calculation, and their total when a formula yields more than one.

    The results are cached beside their formulas, so that a reader that does not compute shows the tool's own figures.
    """
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"title": say("draft", "sheet"), "comments": say("draft", "disclaimer"), "created": EPOCH})
    _Sheet(book).fill([draft for draft in drafts if draft.line is not None and draft.calculation is not None], total)
    book.close()
    return stream.getvalue()


class _Sheet:
    def __init__(self, book: Any) -> None:
        self.names = words("calculation_sheet")
        self.sheet = book.add_worksheet(say("draft", "sheet"))
        border = {"border": 1, "valign": "vcenter", "font_name": "宋体", "text_wrap": True}
        grey = {**border, "bg_color": "#F3F3F3"}
        money = {"num_format": "#,##0.00"}
        self.plain = book.add_format(border)
        self.head = book.add_format({**grey, "bold": True, "align": "center"})
        told, stated, result = ({**form, **money} for form in (border, grey, {**grey, "bold": True}))
        share = {**grey, "num_format": "0.00%"}
        forms = {"part": told, "less": told, "basis": stated, "rate": share, "cap": stated, "result": result}
        self.forms = {role: book.add_format(form) for role, form in forms.items()}
        self.title = book.add_format({"bold": True, "font_name": "黑体", "font_size": 14})
        self.warning = book.add_format({"font_color": "#A00000", "font_name": "宋体"})
        self.row = 0

    def fill(self, drafts: list[Application], total: Decimal | None) -> None:
        """The disclaimer, the blocks, the total."""
        for column, width in enumerate(_WIDTHS):
            self.sheet.set_column(column, column, width)
        self.sheet.set_paper(_A4)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_header(f"&C{say('draft', 'disclaimer')}")
        self.sheet.write_string(0, 0, say("draft", "disclaimer"), self.warning)
        self.sheet.write_string(1, 0, self.names["note"], self.warning)
        self.row = 3
        summed = [result for draft in drafts if (result := self._block(draft)) and draft.line and draft.line.kind == "formula"]
        if total is not None and len(summed) > 1:
            self.sheet.write_string(self.row, 0, self.names["total"], self.head)
            self.sheet.write_formula(self.row, 1, "=" + "+".join(summed), self.forms["result"], total)

    def _block(self, draft: Application) -> str:
        """One measure; the address of its result."""
        assert draft.calculation is not None
        self.sheet.write_string(self.row, 0, draft.title, self.title)
        self.sheet.write_string(self.row + 1, 0, draft.applicant_name)
        self.row += 2
        for column, name in enumerate((self.names["item"], self.names["value"], self.names["source"])):
            self.sheet.write_string(self.row, column, name, self.head)
        cells: dict[str, list[str]] = {}
        for step in draft.calculation.steps:
            self.row += 1
            self.sheet.write_string(self.row, 0, step.item, self.plain)
            self.sheet.write_string(self.row, 2, step.source, self.plain)
            self._value(step, cells)
            cells.setdefault(step.role, []).append(f"B{self.row + 1}")
        self.sheet.write_string(self.row + 1, 0, self.names["capitals"], self.plain)
        self.sheet.merge_range(self.row + 1, 1, self.row + 1, 2, draft.calculation.capitals, self.plain)
        self.row += 4
        return cells["result"][0]

    def _value(self, step: Step, cells: dict[str, list[str]]) -> None:
        form = self.forms[step.role]
        sums = "+".join(cells.get("part", [])) + "".join(f"-{cell}" for cell in cells.get("less", []))
        if step.role == "basis":
            self.sheet.write_formula(self.row, 1, f"={sums}", form, step.exact)
        elif step.role == "result":
            basis = cells.get("basis", [sums])[0]
            formula = f"=MIN(ROUND({basis}*{cells['rate'][0]},2),{cells['cap'][0]})"
            self.sheet.write_formula(self.row, 1, formula, form, step.exact)
        else:
            self.sheet.write_number(self.row, 1, step.exact, form)
