"""Settings → policy, index, models, stores → the conversation service: the one place where the objects meet."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path

from agent.checkpoints import open_checkpoints
from agent.conversation import ConversationService
from agent.database import open_database, sqlite_url
from agent.examples import worked_examples
from agent.graph import build_graph
from agent.instructions import instruction
from agent.leases import all_finished
from agent.llm.opening import open_model
from agent.offline.fit import fitted
from agent.offline.model import OfflineChatModel
from agent.parts import GraphParts
from agent.records import Records
from agent.settings import Settings
from agent.storage import prepare_data_dir
from agent.understanding.intents import IntentReader, example_sentences
from agent.understanding.purposes import PurposeReader, purpose_examples
from agent.understanding.reading import Reader
from agent.understanding.scope import ScopeHead
from agent.understanding.selves import SelfReader, choice_examples
from agent.understanding.vocabulary import Vocabulary
from agent.understanding.wishes import WishHead
from knowledge.embedding import Embedder, embedded, endpoint
from knowledge.index import open_examples
from knowledge.loader import SHIPPED, load_policy
from knowledge.retrieval import Retriever, open_retriever
from knowledge.schema import Policy
from tools.registry import TOOLS, ToolContext

Progress = Callable[[str, int, int], None]
"""Told of long steps: what is being done, how much of it is done, how much there is."""

BUNDLE = SHIPPED / "chaoyang-opc"
"""The policy that is talked about unless another folder is given."""


@asynccontextmanager
async def open_service(
    settings: Settings | None = None, *, progress: Progress | None = None, bundle: Path = BUNDLE
) -> AsyncIterator[ConversationService]:
    """The whole assistant, opened and closed again. `settings` None: from the environment and `.env`.

    Raises `SettingsError`, `PolicyDataError`, `IndexUnusable`, `Unavailable` (a folder or store that cannot be used).
    """
    settings = settings or Settings()
    folder = prepare_data_dir(settings.data_dir)
    policy = load_policy(bundle)
    # Building takes seconds the first time; a server that is already answering /healthz must not stand still meanwhile.
    retriever, reader = await asyncio.to_thread(_knowing, settings, policy, folder, progress)
    offline = OfflineChatModel(policy=policy, fit=fitted())
    async with AsyncExitStack() as stack:
        url = settings.database_url.get_secret_value() if settings.database_url else sqlite_url(folder / "records.sqlite3")
        records = Records(await stack.enter_async_context(open_database(url)))
        records.file_days = settings.file_days
        await records.delete_old_files()
        checkpoints = await stack.enter_async_context(open_checkpoints(folder / "conversations.sqlite3"))
        stack.push_async_callback(all_finished)
        parts = GraphParts(
            policy=policy,
            model=await stack.enter_async_context(open_model(settings, offline)),
            offline=offline,
            engine=settings.llm.model if settings.llm else "offline",
            tools=TOOLS,
            reader=reader,
            seconds=settings.llm_turn_seconds,
            prices=settings.prices,
        )
        context = ToolContext(policy, retriever)
        if not parts.is_offline:
            parts = replace(parts, instruction=instruction(policy, await worked_examples(parts, context)))
        graph = build_graph(parts, checkpoints.saver)
        yield ConversationService(graph, context, records, checkpoints)


def _knowing(settings: Settings, policy: Policy, folder: Path, progress: Progress | None) -> tuple[Retriever, Reader]:
    embedder = _embedder(settings)
    retriever = open_retriever(policy, folder, embedder, progress, settings.chroma_url)
    vocabulary = Vocabulary(policy)
    if embedder is None:
        return retriever, Reader(vocabulary, IntentReader(vocabulary, None, fitted().intent))
    examples, purposes = example_sentences(vocabulary), purpose_examples(vocabulary)
    vectors = open_examples("intents", examples, folder, embedder, progress)
    head, scope = WishHead(examples, vectors, embedder), ScopeHead(examples, vectors, embedder)
    spent = WishHead(purposes, open_examples("purposes", purposes, folder, embedder, progress), embedder)
    said = choice_examples(vocabulary)
    likely = WishHead(said, open_examples("choices", said, folder, embedder, progress), embedder)
    wishes = IntentReader(vocabulary, head, fitted().intent)
    return retriever, Reader(vocabulary, wishes, PurposeReader(spent), scope, SelfReader(vocabulary, likely))


def _embedder(settings: Settings) -> Embedder | None:
    if settings.embed is None:
        return embedded()
    return endpoint(settings.embed.base_url, settings.embed.api_key.get_secret_value(), settings.embed.model)
