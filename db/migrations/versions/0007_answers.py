"""Answers to letters that are posted straight to a prison."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("pledges", "changed"):
        op.add_column(table, sa.Column("answered_on", sa.Date()))


def downgrade() -> None:
    for table in ("pledges", "changed"):
        op.drop_column(table, "answered_on")
