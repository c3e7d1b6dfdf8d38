"""Each check of the doctor can fail, and says what to do when it does."""

import asyncio
import json
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from pydantic import SecretStr

from agent.settings import Endpoint, Settings
from knowledge.loader import SHIPPED
from tools.documents import docx
from ui import doctor, packages


def test_an_old_python_is_refused() -> None:
    assert doctor.python((3, 10, 9)).state == "fail"
    assert doctor.python((3, 11, 0)).state == "ok"
    assert "make" in doctor.python((3, 9)).todo


def test_a_quote_that_is_not_in_the_text_is_found(tmp_path: Path) -> None:
    bundle = tmp_path / "chaoyang-opc"
    shutil.copytree(SHIPPED / "chaoyang-opc", bundle)
    assert doctor.rules(bundle).state == "ok"
    text = (bundle / "text.txt").read_text(encoding="utf-8")
    (bundle / "text.txt").write_text(text.replace("50%", "55%"), encoding="utf-8")
    check = doctor.rules(bundle)
    assert check.state == "fail"
    assert "compute_voucher" in check.says and check.todo


def test_another_version_than_the_one_that_was_tried_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pins = tmp_path / "constraints.txt"
    pins.write_text("# tried\nPyYAML==0.0.1\n", encoding="utf-8")
    monkeypatch.setattr(packages, "CONSTRAINTS", pins)
    missing, other = packages.installed_faults()
    assert missing == []
    assert len(other) == 1 and "0.0.1" in other[0]
    assert doctor.packages().state == "warn"


class _Models(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        good = self.path == "/v1/models" and self.headers["authorization"] == "Bearer good"
        self.send_response(200 if good else 401)
        self.end_headers()
        self.wfile.write(json.dumps({"data": []}).encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def models() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Models)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    server.server_close()
    thread.join()


def test_the_models_address_has_to_answer_and_take_the_key(models: str) -> None:
    assert asyncio.run(doctor.model(Endpoint(models, SecretStr("good"), "m"))).state == "ok"
    wrong = asyncio.run(doctor.model(Endpoint(models, SecretStr("bad"), "m")))
    assert wrong.state == "fail" and "密钥" in wrong.says and "bad" not in wrong.says
    assert asyncio.run(doctor.model(Endpoint("http://127.0.0.1:9/v1", SecretStr("good"), "m"))).state == "fail"


def test_settings_that_cannot_be_are_a_failed_check(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OPC_HOST", "0.0.0.0")

    async def found() -> list[doctor.Check]:
        return [check async for check in doctor.examine()]

    last = asyncio.run(found())[-1]
    assert (last.name, last.state) == ("设置", "fail")
    assert "OPC_API_KEYS" in last.says


def test_an_index_folder_that_is_broken_is_told(data_dir: Path) -> None:
    shutil.rmtree(data_dir / "index")
    (data_dir / "index").write_text("", encoding="utf-8")

    async def found() -> list[doctor.Check]:
        return [check async for check in doctor.service(Settings(_env_file=None, data_dir=data_dir), data_dir)]

    (check,) = asyncio.run(found())
    assert check.state == "fail" and check.says


def test_a_word_template_with_an_error_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert doctor.templates().state == "ok"
    (tmp_path / "application.docx").write_bytes(b"no zip")
    monkeypatch.setattr(docx, "TEMPLATES", tmp_path)
    check = doctor.templates()
    assert check.state == "fail"
    assert "application.docx" in check.says and check.todo
