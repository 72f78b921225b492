"""After the promise: contacts, what is to be said to them, the organizers' journal."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("pledges", sa.Column("handover", sa.Integer()))
    op.add_column("arrivals", sa.Column("handed_over_on", sa.Date()))
    op.add_column("arrivals", sa.Column("handover", sa.Integer()))
    op.create_table(
        "contacts",
        sa.Column("code", sa.String(8), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("news", sa.Boolean(), nullable=False),
        sa.Column("forget_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_contacts"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_contacts_forget_on", "contacts", ["forget_on"])
    op.create_table(
        "notices",
        sa.Column("code", sa.String(8), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("taken", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", "kind", name="pk_notices"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_notices_due_at", "notices", ["due_at"])
    op.create_table(
        "pace",
        sa.Column("queue", sa.String(16), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("queue", name="pk_pace"),
    )
    op.execute("INSERT INTO pace (queue, next_at) VALUES ('notices', 0)")
    op.create_table(
        "journal",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("organizer", sa.String(8), nullable=False),
        sa.Column("action", sa.String(16), nullable=False),
        sa.Column("prisoner", sa.String(40)),
        sa.Column("subject", sa.String(8)),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("happened_on", sa.Date()),
        sa.Column("undoes", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_journal"),
        sa.UniqueConstraint("undoes", name="uq_journal_undoes"),
    )
    op.create_index("ix_journal_day", "journal", ["day"])


def downgrade() -> None:
    for table in ("journal", "pace", "notices", "contacts"):
        op.drop_table(table)
    op.drop_column("arrivals", "handover")
    op.drop_column("arrivals", "handed_over_on")
    op.drop_column("pledges", "handover")
