"""The real app on real stores, each with a data folder of its own; the page is left out, its tests are elsewhere."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from agent.settings import Settings

HERE = "http://127.0.0.1"
KEYS = "zhang:zhang-secret,li:li-secret"
ZHANG = {"authorization": "Bearer zhang-secret"}
LI = {"authorization": "Bearer li-secret"}

OpenClient = Callable[..., TestClient]


@pytest.fixture(scope="session")
def open_client(built_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenClient]:
    """Opens the app with these settings on a fresh data folder; what a server with them would answer."""
    from ui.app import create_server_app

    with ExitStack() as stack:

        def opened(page: bool = False, address: str = HERE, **settings: object) -> TestClient:
            folder = tmp_path_factory.mktemp("doors")
            shutil.copytree(built_index, folder / "index")
            app = create_server_app(Settings(_env_file=None, data_dir=folder, **settings), page=page)
            app.state.folder = folder
            return stack.enter_context(TestClient(app, base_url=address, follow_redirects=False))

        yield opened


@pytest.fixture(scope="session")
def client(open_client: OpenClient) -> TestClient:
    """A loopback server without keys."""
    return open_client()


@pytest.fixture(scope="session")
def keyed(open_client: OpenClient) -> TestClient:
    """A server with two keys and its page."""
    return open_client(page=True, api_keys=KEYS)


@pytest.fixture
def zhang() -> dict[str, str]:
    return dict(ZHANG)


@pytest.fixture
def li() -> dict[str, str]:
    return dict(LI)
