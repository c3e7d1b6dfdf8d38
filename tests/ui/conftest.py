"""The real app on a free port of this machine, and a real browser in front of it.

Chromium comes from the system (Debian: ``apt install chromium fonts-noto-cjk``); Playwright's own download is not used.
"""

import asyncio
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import uvicorn
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

NO_BROWSER = "没有找到 Chromium，浏览器测试没有跑。Debian/Ubuntu：apt install chromium fonts-noto-cjk；别处请安装 Chromium 或 Chrome"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


class Served(uvicorn.Server):
    """A server that says when it can be called and on which port."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[str], None]) -> None:
        super().__init__(config)
        self.ready = ready

    async def startup(self, sockets: list | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            port = self.servers[0].sockets[0].getsockname()[1]
            self.ready(f"http://127.0.0.1:{port}")


@pytest.fixture(scope="session")
def site(built_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the whole assistant with the embedded engine, on real files."""
    # Imported here: Gradio and the graph take seconds that only the browser's tests have to pay.
    from agent.assembly import open_service
    from agent.settings import Settings
    from ui.app import create_app

    folder = tmp_path_factory.mktemp("data")
    shutil.copytree(built_index, folder / "index")
    up = threading.Event()
    running: dict[str, object] = {}

    async def serve() -> None:
        async with open_service(Settings(_env_file=None, data_dir=folder)) as service:
            config = uvicorn.Config(create_app(service), host="127.0.0.1", port=0, log_level="error", ws="none")
            server = Served(config, lambda url: (running.update(url=url), up.set())[1])
            running["server"] = server
            await server.serve()

    def run() -> None:
        try:
            asyncio.run(serve())
        except BaseException as error:
            running["error"] = error
        finally:
            up.set()

    thread = threading.Thread(target=run, name="site")
    thread.start()
    up.wait()
    if "url" not in running:
        thread.join()
        raise running["error"]  # type: ignore[misc]
    yield str(running["url"])
    running["server"].should_exit = True  # type: ignore[attr-defined]
    thread.join()
    if "error" in running:
        raise running["error"]  # type: ignore[misc]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium of the system. Closed with the module: Playwright's loop must not run beside asynchronous tests."""
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail(NO_BROWSER)
        pytest.skip(NO_BROWSER)
    expect.set_options(timeout=20_000)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


@dataclass
class Visit:
    """One person in front of the page, and everything her browser asked for and complained about."""

    page: Page
    site: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    troubled: bool = False
    """The test breaks something on purpose: the browser may log the failed request."""

    def open(self, address: str = "/") -> None:
        self.page.goto(self.site + address)
        expect(self.box).to_be_visible()

    @property
    def box(self) -> Locator:
        return self.page.get_by_role("textbox", name="输入问题")

    @property
    def answers(self) -> Locator:
        return self.page.get_by_role("article", name="助手的回答")

    def ask(self, text: str) -> Locator:
        """Asks, waits until the answer is whole, returns it."""
        before = self.answers.count()
        self.box.fill(text)
        self.box.press("Enter")
        answer = self.answers.nth(before)
        expect(answer.get_by_role("button", name="复制回答")).to_be_visible()
        return answer


SIZES = {"desktop": {"width": 1280, "height": 880}, "phone": {"width": 375, "height": 812}}


@pytest.fixture(params=["desktop"])
def visit(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[Visit]:
    """A fresh browser profile; afterwards: nothing was asked of another machine, and nothing was complained about."""
    context = browser.new_context(viewport=SIZES[request.param], locale="zh-CN", reduced_motion="reduce")
    context.set_default_timeout(30_000)
    page = context.new_page()
    one = Visit(page, site)
    page.on("request", lambda asked: one.requests.append(asked.url))
    page.on("pageerror", lambda error: one.complaints.append(str(error)))
    page.on("console", lambda line: one.complaints.append(line.text) if line.type in ("error", "warning") else None)
    yield one
    context.close()
    hosts = {urlsplit(url).hostname for url in one.requests if urlsplit(url).scheme not in ("data", "blob")}
    assert hosts <= {"127.0.0.1"}
    assert one.troubled or not one.complaints


@pytest.fixture(scope="session")
def page_folder() -> Path:
    return Path(__file__).parents[2] / "ui" / "page"
