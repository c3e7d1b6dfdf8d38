"""Word → PDF and sheets computed anew, by a real LibreOffice. Without it these tests say so and are left out."""

import io
import os
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from knowledge.errors import Unavailable
from knowledge.schema import Policy
from tools.documents import pdf
from tools.drafting import draft_application
from tools.schema import DraftInput

needs_office = pytest.mark.skipif(
    pdf.converter() is None, reason="没有安装 LibreOffice（Debian：libreoffice-writer-nogui libreoffice-calc-nogui）"
)

RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>"""


@needs_office
def test_every_measure_opens_and_becomes_a_pdf(policy: Policy, facts: dict[str, Any], tmp_path: Path) -> None:
    hostile = {"company_name": "{{ 7*7 }} <w:p> 🙂 مرحبا", "project_content": "字" * 10_000}
    sources = []
    for measure in policy.measures:
        for name, given in (("full", facts), ("none", {}), ("hostile", {**facts, **hostile})):
            source = tmp_path / f"{measure}-{name}.docx"
            source.write_bytes(draft_application(policy, DraftInput(measure=measure, facts=given)).content)
            sources.append(source)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [str(pdf.converter()), profile, "--headless", "--infilter=MS Word 2007 XML", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, *map(str, sources)], check=True, capture_output=True)
    assert not [source.name for source in sources if not source.with_suffix(".pdf").is_file()]
    if shutil.which("pdftotext"):
        read = subprocess.run(["pdftotext", str(tmp_path / "compute_voucher-full.pdf"), "-"], check=True, capture_output=True)
        text = "".join(read.stdout.decode().split())
        assert "算力券、词元券支持资金申请书" in text
        assert "410,000.19元" in text


@needs_office
def test_a_pdf_is_made_on_request(policy: Policy, facts: dict[str, Any]) -> None:
    made = draft_application(policy, DraftInput(measure="compute_voucher", facts=facts, format="pdf"))
    assert made.content.startswith(b"%PDF-")
    assert made.name.endswith(".pdf")


@needs_office
def test_what_is_no_word_file_makes_no_pdf() -> None:
    with pytest.raises(Unavailable, match="没有在规定时间里转换"):
        pdf.to_pdf(b"no word file")


def test_without_libreoffice_it_says_what_to_do(policy: Policy, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Unavailable, match="没有安装 LibreOffice"):
        draft_application(policy, DraftInput(measure="compute_voucher", format="pdf"))


@needs_office
def test_formulas_computed_anew_give_the_tools_figures(policy: Policy, facts: dict[str, Any], tmp_path: Path) -> None:
    measures = ["compute_voucher", "data_voucher", "loan_interest", "scenario_project"]
    made = draft_application(policy, DraftInput(measures=measures, facts=facts, format="zip"))
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        sheet = archive.read(next(name for name in archive.namelist() if name.endswith(".xlsx")))
    # Cached results are made wrong first, so that only computed ones can be right.
    wrong = tmp_path / "in.xlsx"
    with zipfile.ZipFile(io.BytesIO(sheet)) as source, zipfile.ZipFile(wrong, "w") as target:
        for name in source.namelist():
            data = source.read(name).decode()
            for draft in made.drafts:
                assert draft.line is not None
                data = data.replace(f"</f><v>{draft.line.amount}</v>", "</f><v>999</v>")
            target.writestr(name, data)
    settings = tmp_path / "profile" / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(RECALCULATE, encoding="utf-8")
    (tmp_path / "out").mkdir()
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [str(pdf.converter()), profile, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "out"), str(wrong)]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ})
    rows = CalamineWorkbook.from_path(tmp_path / "out" / "in.xlsx").get_sheet_by_index(0).to_python()
    found = [f"{row[1]:.2f}" for row in rows if row[0] in ("测算金额", "测算上限")]
    assert found == [f"{draft.line.amount:.2f}" for draft in made.drafts if draft.line and draft.line.amount is not None]
    assert [f"{row[1]:.2f}" for row in rows if row[0] == "按公式计算的合计"] == [f"{made.total:.2f}"]
