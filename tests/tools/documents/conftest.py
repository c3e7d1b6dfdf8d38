"""A policy, facts that are complete for every measure, and files read back by other programs than those that wrote them."""

import io
from typing import Any

import pytest
from docx import Document

from knowledge.loader import SHIPPED, load_policy
from knowledge.schema import Policy

FACTS: dict[str, Any] = {
    "company_name": "北京示例智能科技有限公司",
    "contact": "李明 li@example.com",
    "applicant_type": "opc",
    "headcount": 3,
    "lawful_operation": True,
    "compute_spend": "820000.37",
    "data_contract_amount": "1008000",
    "interest_paid": "240000.55",
    "project_investment": "9000000",
    "civil_works": "1000000.01",
    "project_content": "研发多语种智能导览。\n按游客的语言生成讲解词。",
}


@pytest.fixture(scope="session")
def policy() -> Policy:
    return load_policy(SHIPPED / "chaoyang-opc")


@pytest.fixture
def facts() -> dict[str, Any]:
    return dict(FACTS)


def lines(content: bytes) -> list[str]:
    """Every paragraph of a Word file, in body and tables, headers and footers."""
    document = Document(io.BytesIO(content))
    section = document.sections[0]
    parts = [document, section.header, section.even_page_header]
    found = [paragraph.text for part in parts for paragraph in part.paragraphs]
    return found + [p.text for table in document.tables for row in table.rows for cell in row.cells for p in cell.paragraphs]
