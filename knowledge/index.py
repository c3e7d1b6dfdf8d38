"""Vectors in Chroma: one immutable collection per content and fingerprint, and a pointer that is switched when it is whole.

A build happens under a file lock in a collection of its own; the pointer (one small file, replaced atomically) names it only
after it was verified. So a build that is killed leaves the former index in use, and two processes never build at once.
Chroma's own embedding functions are never constructed: vectors always come from our `Embedder`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock, Timeout

from knowledge.embedding import Embedder, Vectors
from knowledge.errors import IndexUnusable, Unavailable
from knowledge.pointer import digest, read, switch
from knowledge.shipped import shipped
from knowledge.vector_index import VectorIndex
from knowledge.vector_store import FOLDER, open_client, store_errors

Progress = Callable[[str, int, int], None]
"""Told of long steps: what is being done, how much of it is done, how much there is."""

_BATCH, _WAIT = 64, 600
_SAME = 0.999
_SAMPLE = 40
_EF = 300
"""How widely Chroma searches its graph; above it the answer would miss neighbours (10 by default returns too few)."""


def open_examples(
    name: str,
    examples: Mapping[str, Sequence[str]],
    data_dir: Path,
    embedder: Embedder,
    progress: Progress | None = None,
    server: str | None = None,
) -> Vectors:
    """Vectors of the example sentences `name`, a row each in their order; built when a sentence or the embedder changed.

    Raises `IndexUnusable`, `Unavailable`.
    """
    texts = [text for sentences in examples.values() for text in sentences]
    # Questions on both sides: examples are what people say, not passages of a document.
    index = open_vectors(f"examples-{name}", texts, data_dir, embedder, embedder.queries, "query", progress, server)
    return index.vectors(len(texts))


def open_vectors(
    name: str,
    texts: Sequence[str],
    data_dir: Path,
    embedder: Embedder,
    embed: Callable[[Sequence[str]], Vectors],
    role: str,
    progress: Progress | None = None,
    server: str | None = None,
) -> VectorIndex:
    """The index `name` over `texts`: reused when content and fingerprint are the same, else built and verified.

    `embed` makes the vectors, `role` names how (part of the fingerprint). Vectors of unchanged texts are taken from the former
    build, those of shipped texts from the repository (shipped.py). `server`: address of a Chroma server that holds the
    collections; None: embedded, in the data folder, where pointer and lock stand in any case.

    Raises `IndexUnusable` (store or lock), `Unavailable` (an endpoint that does not answer while vectors are needed).
    """
    fingerprint = f"{embedder.fingerprint}|{role}"
    places: dict[str, list[int]] = {}
    for place, text in enumerate(texts):
        places.setdefault(digest(text), []).append(place)
    collection_name = f"{name}-{digest(fingerprint, *sorted(places))}"
    folder = data_dir / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    pointer = folder / f"{name}.json"
    try:
        with FileLock(folder / "build.lock", timeout=_WAIT), store_errors(folder, server):
            client = open_client(folder, server)
            current = read(pointer)
            if current.get("collection") == collection_name:
                collection = client.get_collection(collection_name, embedding_function=None)
                if _sound(collection, texts, places, embed):
                    return VectorIndex(collection, places, float(current["floor"]))
            # The same content again means that its vectors did not hold: none of them is taken over.
            same = current.get("collection") == collection_name
            known = {} if same else {**shipped(embedder.fingerprint, role), **_former(client, current, fingerprint)}
            unique = {id_: texts[found[0]] for id_, found in places.items()}
            collection, whole = _built(client, collection_name, unique, known, embed, progress)
            questions = embedder.queries(list(unique.values())[:: max(1, len(unique) // _SAMPLE)])
            floor = float(np.quantile(whole @ questions.T, 0.01))
            if not _sound(collection, texts, places, embed):
                raise IndexUnusable(f"检索索引建好后核对不上；删除文件夹 {folder} 后再启动，会重新建立")
            state = {"collection": collection_name, "former": current.get("collection"), "fingerprint": fingerprint, "floor": floor}
            switch(pointer, state)
            _sweep(client, name, {collection_name, str(current.get("collection"))})
            return VectorIndex(collection, places, floor)
    except Timeout as error:
        raise IndexUnusable(f"另一个进程一直在建立检索索引（锁文件 {folder / 'build.lock'}）；等它结束再启动") from error


def _built(
    client: Any,
    name: str,
    texts: Mapping[str, str],
    known: Mapping[str, Any],
    embed: Callable[[Sequence[str]], Vectors],
    progress: Progress | None,
) -> tuple[Any, Vectors]:
    if name in {collection.name for collection in client.list_collections()}:
        client.delete_collection(name)  # left by a build that was killed
    configuration = {"hnsw": {"space": "cosine", "ef_construction": 200, "ef_search": _EF}}
    collection = client.create_collection(name, configuration=configuration, embedding_function=None)
    ids = list(texts)
    rows: list[Vectors] = []
    for start in range(0, len(ids), _BATCH):
        batch = ids[start : start + _BATCH]
        new = [id_ for id_ in batch if id_ not in known]
        made = dict(zip(new, embed([texts[id_] for id_ in new]), strict=True)) if new else {}
        vectors = np.asarray([made[id_] if id_ in made else known[id_] for id_ in batch], dtype=np.float32)
        collection.upsert(ids=batch, embeddings=vectors)
        rows.append(vectors)
        if progress:
            progress("建立检索索引", start + len(batch), len(ids))
    return collection, np.concatenate(rows)


def _sound(collection: Any, texts: Sequence[str], places: Mapping[str, list[int]], embed: Callable[[Sequence[str]], Vectors]) -> bool:
    """Whether all texts are there, and a text's own vector finds it: a changed model behind an equal name shows here."""
    if collection.count() != len(places):
        return False
    id_, found = next(iter(places.items()))
    try:
        vector = embed([texts[found[0]]])
    except Unavailable:
        return True  # the endpoint is away; what is stored was verified when it was built
    nearest = collection.query(query_embeddings=vector, n_results=1, include=["distances"])
    return bool(nearest["ids"][0] == [id_] and 1.0 - nearest["distances"][0][0] > _SAME)


def _former(client: Any, current: Mapping[str, Any], fingerprint: str) -> dict[str, Any]:
    """Vectors of the former build by text, when the same embedder made them and they are still there."""
    if current.get("fingerprint") != fingerprint or current.get("collection") not in {c.name for c in client.list_collections()}:
        return {}
    stored = client.get_collection(current["collection"], embedding_function=None).get(include=["embeddings"])
    return dict(zip(stored["ids"], stored["embeddings"], strict=True))


def _sweep(client: Any, name: str, keep: set[str]) -> None:
    """Deletes older collections; the former one stays for processes that still read it."""
    for collection in client.list_collections():
        if collection.name.rsplit("-", 1)[0] == name and collection.name not in keep:
            client.delete_collection(collection.name)
