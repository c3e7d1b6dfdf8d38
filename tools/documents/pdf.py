"""Word → PDF by LibreOffice, where it is installed: one at a time, in a profile of its own, stopped when it takes too long.

Its exit code says nothing (it is 0 after a failure too), so the result itself is looked at.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from threading import Lock

from knowledge.errors import Unavailable
from tools.wording import say

SECONDS = 120
FONTS = Path(__file__).parent / "fonts.conf"
"""Which free face stands in for a face of official documents that is not installed."""

_one_at_a_time = Lock()


def converter() -> str | None:
    """Where LibreOffice is; None when it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def to_pdf(content: bytes, seconds: float = SECONDS) -> bytes:
    """The Word file as PDF. Raises `Unavailable` when LibreOffice is missing, fails, or takes longer than `seconds`."""
    program = converter()
    if program is None:
        raise Unavailable(say("errors", "no_pdf"), field="format")
    with _one_at_a_time, tempfile.TemporaryDirectory() as folder:
        source, made = Path(folder, "draft.docx"), Path(folder, "draft.pdf")
        source.write_bytes(content)
        profile = Path(folder, "profile").as_uri()
        options = [f"-env:UserInstallation={profile}", "--headless", "--norestore", "--nolockcheck", "--nodefault"]
        command = [program, *options, "--infilter=MS Word 2007 XML", "--convert-to", "pdf", "--outdir", folder, str(source)]
        _run(command, seconds)
        result = made.read_bytes() if made.is_file() else b""
    if not (result.startswith(b"%PDF-") and result.rstrip().endswith(b"%%EOF")):
        raise Unavailable(say("errors", "pdf_failed"), field="format")
    return result


def _run(command: list[str], seconds: float) -> None:
    """Runs to the end or for so long; children are stopped with it."""
    silent = subprocess.DEVNULL
    command = ["env", f"FONTCONFIG_FILE={FONTS}", *command]
    process = subprocess.Popen(command, start_new_session=True, stdin=silent, stdout=silent, stderr=silent)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired as error:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise Unavailable(say("errors", "pdf_failed"), field="format") from error
