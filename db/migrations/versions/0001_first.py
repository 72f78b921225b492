"""The first tables: conversations, pledges, arrivals, prisoners."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conversations",
        sa.Column("key", sa.LargeBinary(32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("forget_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_conversations"),
    )
    op.create_index("ix_conversations_forget_on", "conversations", ["forget_on"])
    op.create_table(
        "pledges",
        sa.Column("code", sa.String(8), nullable=False),
        sa.Column("prisoner", sa.String(40), nullable=False),
        sa.Column("greeting", sa.String(40), nullable=False),
        sa.Column("letter_language", sa.String(8), nullable=False),
        sa.Column("interface_language", sa.String(8), nullable=False),
        sa.Column("country", sa.String(2)),
        sa.Column("source", sa.String(40)),
        sa.Column("pledged_on", sa.Date(), nullable=False),
        sa.Column("mail_by", sa.Date(), nullable=False),
        sa.Column("mailed_on", sa.Date()),
        sa.Column("received_on", sa.Date()),
        sa.Column("handed_over_on", sa.Date()),
        sa.Column("withdrawn_on", sa.Date()),
        sa.Column("expired_on", sa.Date()),
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
        sa.PrimaryKeyConstraint("id", name="pk_arrivals"),
        sa.CheckConstraint("count > 0", name="ck_arrivals_count"),
    )
    op.create_table(
        "prisoners",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("released_on", sa.Date()),
        sa.PrimaryKeyConstraint("id", name="pk_prisoners"),
    )


def downgrade() -> None:
    for table in ("prisoners", "arrivals", "pledges", "conversations"):
        op.drop_table(table)
