"""`opc serve` as a process: it takes its port first, names who has it, and ends cleanly when told to."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from knowledge.errors import Unavailable
from ui import cli
from ui.port import holder, listening

SPENT = "今年租显卡花了36万，能给多少？"


def test_a_port_that_is_taken_is_refused_with_holder_and_way_out() -> None:
    with listening("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Unavailable) as refused:
            listening("127.0.0.1", port)
        assert f"端口 {port} 已被占用" in refused.value.detail
        assert "OPC_PORT=" in refused.value.detail
        if Path("/proc/net/tcp").exists():
            assert str(os.getpid()) in refused.value.detail
            assert str(os.getpid()) in holder(port)
    listening("127.0.0.1", port).close()


def test_an_address_that_is_not_ours_is_named() -> None:
    with pytest.raises(Unavailable, match=r"OPC_HOST=192\.0\.2\.1"):
        listening("192.0.2.1", 0)
    with pytest.raises(Unavailable, match="OPC_HOST=no such host"):
        listening("no such host", 0)


@dataclass
class Running:
    process: subprocess.Popen[str]
    url: str

    def stop(self) -> tuple[int, str]:
        """Exit code after SIGTERM, and what was said on stderr."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(), self.process.communicate()[1]


@pytest.fixture
def running(data_dir: Path) -> Iterator[Running]:
    """`opc serve` on a free port, as it is started from a shell."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OPC_")}
    environment = {**kept, "OPC_DATA_DIR": str(data_dir), "OPC_PORT": "0"}
    program = [sys.executable, "-c", "from ui.cli import main; main()", "serve", "--json"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "encoding": "utf-8"}
    with subprocess.Popen(program, cwd=Path(cli.__file__).parents[1], env=environment, **pipes) as process:
        try:
            told = "".join(iter(process.stdout.readline, "}\n")) + "}"
            yield Running(process, json.loads(told)["url"])
        finally:
            process.kill()


def test_a_server_answers_and_streams_and_ends_cleanly_when_told(running: Running) -> None:
    with httpx2.Client(base_url=running.url, trust_env=False, timeout=60.0) as client:
        assert client.get("/readyz").status_code == 200
        assert "<html" in client.get("/").text
        text = client.post("/api/chat/stream", json={"message": SPENT, "session_id": "kept"}).text
        assert "event: final" in text
        assert client.get("/gradio_api/info").status_code == 404
        for content in (b" " * 3_000_000, (b" " * 60_000 for _ in range(50))):
            too_large = client.post("/api/chat", content=content, headers={"content-type": "application/json"})
            assert too_large.status_code == 413
    code, said = running.stop()
    assert code == 0, said
    assert "Traceback" not in said


def test_callers_who_hang_up_leave_the_session_free(running: Running) -> None:
    host, port = running.url.removeprefix("http://").split(":")
    body = json.dumps({"message": SPENT, "session_id": "hung-up"}).encode()
    head = f"POST /api/chat/stream HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    for _ in range(5):
        with socket.create_connection((host, int(port))) as line:
            line.sendall(head.encode() + body)
    with httpx2.Client(base_url=running.url, trust_env=False, timeout=60.0) as client:
        statuses: list[int] = []
        while 200 not in statuses and len(statuses) < 200:
            statuses.append(client.post("/api/chat", json={"message": "你好", "session_id": "hung-up"}).status_code)
    assert statuses[-1] == 200
    assert set(statuses) <= {200, 409}
    code, said = running.stop()
    assert code == 0, said
    assert "Traceback" not in said
