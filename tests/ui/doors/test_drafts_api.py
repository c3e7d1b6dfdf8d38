"""Drafts and files over HTTP: the contract's shapes, and nobody else's file."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from fastapi.testclient import TestClient

FACTS = {"company_name": "北京示例智能科技有限公司", "applicant_type": "opc", "headcount": 3, "compute_spend": "360000"}


def drafted(client: TestClient, headers: dict[str, str] | None = None, **more: Any) -> dict[str, Any]:
    response = client.post("/api/drafts", json={"measure": "compute_voucher", "facts": FACTS, **more}, headers=headers)
    assert response.status_code == 200, response.text
    return dict(response.json())


def test_a_draft_is_a_file_with_what_it_lacks_and_what_to_know(client: TestClient) -> None:
    made = drafted(client)
    assert made["file"].keys() == {"id", "name", "url"}
    assert made["missing"] == ["lawful_operation", "contact", "project_content"]
    assert made["notes"]
    assert made["items"][0]["amount"] == "180000.00"
    response = client.get(made["file"]["url"])
    assert response.headers["content-type"].endswith("wordprocessingml.document")
    assert "filename*=UTF-8''%E7%AE%97%E5%8A%9B" in response.headers["content-disposition"]
    cells = [cell.text for table in Document(io.BytesIO(response.content)).tables for row in table.rows for cell in row.cells]
    assert "180,000.00元（人民币壹拾捌万元整）" in cells


@pytest.mark.parametrize(("form", "start"), [("md", b"*"), ("xlsx", b"PK"), ("zip", b"PK")])
def test_other_formats_are_made_on_request(client: TestClient, form: str, start: bytes) -> None:
    made = drafted(client, format=form)
    assert made["file"]["name"].endswith(f".{form}")
    assert client.get(made["file"]["url"]).content.startswith(start)


def test_a_file_is_for_its_owner_alone(keyed: TestClient, zhang: dict[str, str], li: dict[str, str]) -> None:
    url = drafted(keyed, zhang)["file"]["url"]
    assert keyed.get(url, headers=zhang).status_code == 200
    others, unknown = keyed.get(url, headers=li), keyed.get("/api/files/no-such-file", headers=li)
    assert (others.status_code, unknown.status_code) == (404, 404)
    assert others.json()["detail"] == unknown.json()["detail"]
    assert keyed.get(url).status_code == 401


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "measure"),
        ({"measure": "gpu"}, "measure"),
        ({"measure": "compute_voucher", "facts": {"compute_spend": "-1"}}, "facts.compute_spend"),
        ({"measure": "compute_voucher", "format": "exe"}, "format"),
    ],
)
def test_what_cannot_be_drafted_names_its_field_in_chinese(client: TestClient, body: dict[str, Any], field: str) -> None:
    response = client.post("/api/drafts", json=body)
    assert response.status_code == 422
    assert response.json()["field"] == field
    assert any("\u4e00" <= char <= "\u9fff" for char in response.json()["detail"])


def test_the_command_line_writes_the_file_and_never_over_another(tmp_path: Path) -> None:
    from ui.cli_input import draft_of, save

    request = draft_of("compute_voucher,data_voucher", ["compute_spend=36万"], "")
    assert (request.format, request.measures, request.facts["compute_spend"]) == ("zip", ["compute_voucher", "data_voucher"], "360000")
    names = [Path(save(tmp_path / "new", "申请书.docx", json.dumps(n).encode()).url).name for n in range(3)]
    assert names == ["申请书.docx", "申请书-2.docx", "申请书-3.docx"]
