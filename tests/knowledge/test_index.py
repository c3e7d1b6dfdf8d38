"""The index is built whole or not at all, once, and only for what changed. Our design demands it; Chroma does not give it."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from knowledge.embedding import Embedder, VectorEmbedder, Vectors, endpoint
from knowledge.errors import IndexUnusable, Unavailable
from knowledge.index import open_examples, open_vectors
from knowledge.vector_index import VectorIndex
from knowledge.vector_store import FOLDER
from tests.knowledge.embedding_server import serving

ROOT = Path(__file__).parents[2]
OLD = [f"旧的第{number}句，说的是算力" for number in range(70)]
NEW = [f"新的第{number}句，说的是利息" for number in range(200)]

BUILD = """
import os, signal, sys
from pathlib import Path
from knowledge.embedding import embedded
from knowledge.index import open_vectors
texts = [f"新的第{number}句，说的是利息" for number in range(200)]
def progress(what, done, total):
    print("built", done, total, flush=True)
    if sys.argv[2] == "die":
        os.kill(os.getpid(), signal.SIGKILL)
embedder = embedded()
index = open_vectors("t", texts, Path(sys.argv[1]), embedder, embedder.passages, "passage", progress)
print("found", list(index.nearest(embedder.passages([texts[7]]), 1)), flush=True)
"""


class Counted:
    """Passes texts to the real model and remembers which."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.texts: list[str] = []

    def __call__(self, texts: Sequence[str]) -> Vectors:
        self.texts += texts
        return self._embedder.passages(texts)


def opened(texts: Sequence[str], folder: Path, embedder: Embedder, seen: list[tuple[int, int]] | None = None) -> VectorIndex:
    def progress(what: str, done: int, total: int) -> None:
        if seen is not None:
            seen.append((done, total))

    return open_vectors("t", texts, folder, embedder, embedder.passages, "passage", progress)


def child(folder: Path, how: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", BUILD, str(folder), how]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8")


def pointer(folder: Path) -> dict[str, str]:
    return json.loads((folder / FOLDER / "t.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def test_every_text_is_found_by_its_own_vector(tmp_path: Path, embedder: Embedder) -> None:
    index = opened(OLD, tmp_path, embedder)
    for place in (0, 33, 69):
        found = index.nearest(embedder.passages([OLD[place]]), 3)
        assert max(found, key=lambda n: found[n]) == place
        assert found[place] == pytest.approx(1.0, abs=1e-3)


def test_equal_texts_are_found_at_every_place(tmp_path: Path, embedder: Embedder) -> None:
    found = opened(["算力", "利息", "算力"], tmp_path, embedder).nearest(embedder.passages(["算力"]), 1)
    assert set(found) == {0, 2}


def test_the_progress_of_a_build_reaches_its_end_and_reuse_builds_nothing(tmp_path: Path, embedder: Embedder) -> None:
    first: list[tuple[int, int]] = []
    opened(OLD, tmp_path, embedder, first)
    assert first == [(64, 70), (70, 70)]
    again: list[tuple[int, int]] = []
    opened(list(reversed(OLD)), tmp_path, embedder, again)
    assert again == []


def test_only_changed_texts_are_embedded_anew(tmp_path: Path, embedder: Embedder) -> None:
    opened(OLD, tmp_path, embedder)
    counted = Counted(embedder)
    texts = [*OLD[1:], "改过的一句"]
    index = open_vectors("t", texts, tmp_path, embedder, counted, "passage")
    assert set(counted.texts) <= {"改过的一句", texts[0]}
    assert max((found := index.nearest(embedder.passages(["改过的一句"]), 2)), key=lambda n: found[n]) == 69


def test_a_killed_build_leaves_the_former_index_and_the_next_start_builds_whole(tmp_path: Path, embedder: Embedder) -> None:
    opened(OLD, tmp_path, embedder)
    before = pointer(tmp_path)
    with child(tmp_path, "die") as process:
        said, _ = process.communicate()
    assert process.returncode == -9
    assert "built 64 200" in said
    assert "found" not in said
    assert pointer(tmp_path) == before
    seen: list[tuple[int, int]] = []
    opened(OLD, tmp_path, embedder, seen)
    assert seen == [], "the former index is whole and in use"
    index = opened(NEW, tmp_path, embedder, seen)
    assert seen[-1] == (200, 200)
    assert set(index.nearest(embedder.passages([NEW[199]]), 200)) == set(range(200))


def test_two_processes_at_once_build_one_index(tmp_path: Path, embedder: Embedder) -> None:
    with child(tmp_path, "live") as one, child(tmp_path, "live") as two:
        said = [process.communicate() for process in (one, two)]
    assert (one.returncode, two.returncode) == (0, 0), said
    assert sorted("built 200 200" in out for out, _ in said) == [False, True]
    assert all("found [7]" in out for out, _ in said)


def test_the_flow_needs_no_network_and_downloads_no_model(tmp_path: Path, embedder: Embedder) -> None:
    script = "import socket\ndef refuse(*a, **k): raise AssertionError('network')\nsocket.socket.connect = refuse\n" + BUILD
    home = tmp_path / "home"
    home.mkdir()
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script, str(tmp_path), "live"],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", env=os.environ | {"HOME": str(home)},
    )  # fmt: skip
    assert "found [7]" in done.stdout, done.stderr
    assert list(home.rglob("*.onnx")) == []


def test_another_model_builds_another_index(tmp_path: Path, embedder: Embedder) -> None:
    opened(OLD, tmp_path, embedder)
    with serving() as served:
        other = endpoint(served.url, "k", "m")
        index = opened(OLD, tmp_path, other)
        assert max((found := index.nearest(other.passages([OLD[5]]), 1)), key=lambda n: found[n]) == 5
    assert pointer(tmp_path)["fingerprint"].startswith("endpoint")


def test_a_model_changed_behind_an_equal_name_is_noticed_and_nothing_of_it_is_kept(tmp_path: Path, embedder: Embedder) -> None:
    def swapped(texts: list[str]) -> Vectors:
        return embedder.passages([text[::-1] for text in texts])

    opened(OLD, tmp_path, VectorEmbedder("same", embedder.passages, embedder.passages))
    changed = VectorEmbedder("same", swapped, swapped)
    seen: list[tuple[int, int]] = []
    index = opened(OLD, tmp_path, changed, seen)
    assert seen[-1] == (70, 70)
    assert index.nearest(changed.passages([OLD[3]]), 1)[3] == pytest.approx(1.0, abs=1e-3)


def test_an_endpoint_that_is_away_does_not_keep_a_built_index_from_opening(tmp_path: Path) -> None:
    with serving() as served:
        opened(OLD, tmp_path, endpoint(served.url, "k", "m"))
    away = endpoint(served.url, "k", "m")
    assert opened(OLD, tmp_path, away)
    with pytest.raises(Unavailable):
        opened(NEW, tmp_path, away)


def test_a_store_that_cannot_be_read_is_named_with_what_to_do(tmp_path: Path, embedder: Embedder) -> None:
    store = tmp_path / FOLDER / "chroma"
    store.mkdir(parents=True)
    (store / "chroma.sqlite3").write_bytes(b"not a database" * 400)
    with pytest.raises(IndexUnusable, match="删除") as caught:
        opened(OLD, tmp_path, embedder)
    assert str(tmp_path) in caught.value.detail


def test_a_pointer_that_cannot_be_read_means_building_anew(tmp_path: Path, embedder: Embedder) -> None:
    opened(OLD, tmp_path, embedder)
    (tmp_path / FOLDER / "t.json").write_text("{half", encoding="utf-8")
    seen: list[tuple[int, int]] = []
    opened(OLD, tmp_path, embedder, seen)
    assert seen[-1] == (70, 70)


def test_vectors_of_examples_come_in_the_order_of_their_sentences(tmp_path: Path, embedder: Embedder) -> None:
    examples = {"money": ["能给多少钱", "最高支持几万"], "people": ["我们团队有几个人"], "time": ["什么时候能办"]}
    vectors = open_examples("kinds", examples, tmp_path, embedder)
    texts = [text for sentences in examples.values() for text in sentences]
    assert vectors == pytest.approx(embedder.queries(texts), abs=1e-3)
