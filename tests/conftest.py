"""What tests of several rooms share."""

import asyncio
import shutil
from pathlib import Path

import pytest


@pytest.fixture
def anyio_backend() -> str:
    """Asynchronous tests run on asyncio."""
    return "asyncio"


@pytest.fixture(scope="session")
def built_index(pytestconfig: pytest.Config) -> Path:
    """The search index of the shipped policy: built once and kept between runs; content and model are its key."""
    # Imported here: the graph and the embedding take seconds that only tests of the whole assistant have to pay.
    from agent.assembly import open_service
    from agent.settings import Settings

    assert pytestconfig.cache is not None
    folder = pytestconfig.cache.mkdir("opc-data")

    async def build() -> None:
        async with open_service(Settings(_env_file=None, data_dir=folder)):
            pass

    asyncio.run(build())
    return folder / "index"


@pytest.fixture
def data_dir(built_index: Path, tmp_path: Path) -> Path:
    """A data folder of its own for one test: the index is there, conversations and records are not."""
    shutil.copytree(built_index, tmp_path / "data" / "index")
    return tmp_path / "data"
