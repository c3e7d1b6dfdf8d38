"""Sessions, turns, leases and tickets."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """The tables of the first release."""
    op.create_table(
        "sessions",
        sa.Column("session_id", sa.String(128), nullable=False),
        sa.Column("owner", sa.String(300), nullable=False),
        sa.Column("created", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("session_id", name="pk_sessions"),
    )
    op.create_index("ix_sessions_owner", "sessions", ["owner"])
    op.create_table(
        "turns",
        sa.Column("number", sa.Integer, autoincrement=True, nullable=False),
        sa.Column("session_id", sa.String(128), nullable=False),
        sa.Column("turn_id", sa.String(128), nullable=False),
        sa.Column("message_id", sa.String(64), nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("answer", sa.JSON, nullable=False),
        sa.Column("created", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_turns"),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.session_id"], name="fk_turns_session_id"),
        sa.UniqueConstraint("message_id", name="uq_turns_message_id"),
        sa.UniqueConstraint("session_id", "turn_id", name="uq_turns_session_id_turn_id"),
    )
    op.create_table(
        "leases",
        sa.Column("session_id", sa.String(128), nullable=False),
        sa.Column("holder", sa.String(64), nullable=False),
        sa.Column("until", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("session_id", name="pk_leases"),
    )
    op.create_table(
        "tickets",
        sa.Column("ticket", sa.String(64), nullable=False),
        sa.Column("session_id", sa.String(128), nullable=False),
        sa.Column("turn_id", sa.String(128), nullable=False),
        sa.Column("owner", sa.String(300), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("conversation", sa.JSON, nullable=False),
        sa.Column("facts", sa.JSON, nullable=False),
        sa.Column("created", sa.Float, nullable=False),
        sa.Column("answer", sa.Text, nullable=True),
        sa.Column("answered_at", sa.Float, nullable=True),
        sa.Column("shown", sa.Boolean, server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("ticket", name="pk_tickets"),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.session_id"], name="fk_tickets_session_id"),
        sa.UniqueConstraint("session_id", "turn_id", name="uq_tickets_session_id_turn_id"),
    )
    op.create_index("ix_tickets_created", "tickets", ["created"])


def downgrade() -> None:
    """Drops them again."""
    for table in ("tickets", "leases", "turns", "sessions"):
        op.drop_table(table)
