"""Runs the migrations on the connection that `agent.database` hands over."""

from alembic import context

from agent.tables import metadata


def _ours(name: str | None, kind: str, _parents: object) -> bool:
    # The checkpointer may keep its own tables in the same database; they are none of ours.
    return kind != "table" or name in metadata.tables


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    include_name=_ours,
)
with context.begin_transaction():
    context.run_migrations()
