"""The first tables. Earlier versions were never released; their revisions are not used again."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _people()
    _letters()
    _office()
    _figures()


def downgrade() -> None:
    for table in (
        *("nights", "published", "changed", "figures", "early_receipts", "journal", "pace"),
        *("notices", "contacts", "prisoners", "arrivals", "pledges", "conversations"),
    ):
        op.drop_table(table)


def _people() -> None:
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "conversations",
        sa.Column("key", number, autoincrement=False, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("forget_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_conversations"),
    )
    op.create_index("ix_conversations_forget_on", "conversations", ["forget_on"])
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


def _letters() -> None:
    op.create_table(
        "pledges",
        *_pledge(),
        sa.PrimaryKeyConstraint("code", name="pk_pledges"),
        sa.CheckConstraint("length(code) = 8", name="ck_pledges_code"),
        sa.CheckConstraint("mail_by >= pledged_on", name="ck_pledges_mail_by"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "arrivals",
        sa.Column("id", sa.String(8), nullable=False),
        sa.Column("arrived_on", sa.Date(), nullable=False),
        sa.Column("prisoner", sa.String(40), nullable=False),
        sa.Column("country", sa.String(2)),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("handed_over_on", sa.Date()),
        sa.Column("handover", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_arrivals"),
        sa.CheckConstraint("count > 0", name="ck_arrivals_count"),
    )
    op.create_table(
        "early_receipts",
        sa.Column("code", sa.String(8), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("prisoner", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_early_receipts"),
        sqlite_with_rowid=False,
    )


def _office() -> None:
    op.create_table(
        "prisoners",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("released_on", sa.Date()),
        sa.PrimaryKeyConstraint("id", name="pk_prisoners"),
    )
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


def _figures() -> None:
    op.create_table(
        "figures",
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("value", sa.String(48), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("letters", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "value", "day", "state", name="pk_figures"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "changed",
        *_pledge(),
        sa.PrimaryKeyConstraint("code", name="pk_changed"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "published",
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("value", sa.String(40), nullable=False),
        sa.Column("letters", sa.Integer(), nullable=False),
        sa.Column("nights", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "value", name="pk_published"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "nights",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("finished", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_nights"),
    )


def _pledge() -> list[sa.Column[Any]]:
    days = ("mailed_on", "received_on", "handed_over_on", "withdrawn_on", "expired_on")
    return [
        sa.Column("code", sa.String(8), nullable=False),
        sa.Column("prisoner", sa.String(40), nullable=False),
        sa.Column("greeting", sa.String(40), nullable=False),
        sa.Column("letter_language", sa.String(16), nullable=False),
        sa.Column("country", sa.String(2)),
        sa.Column("source", sa.String(40)),
        sa.Column("pledged_on", sa.Date(), nullable=False),
        sa.Column("mail_by", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Date()) for name in days),
        sa.Column("handover", sa.Integer()),
        sa.Column("apart", sa.Integer()),
    ]
