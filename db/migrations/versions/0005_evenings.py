"""Letter evenings that organizers have opened."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "evenings",
        sa.Column("word", sa.String(32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("writers", sa.Integer(), nullable=False),
        sa.Column("greeting", sa.String(40), nullable=False),
        sa.Column("sheets", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("said", sa.Integer()),
        sa.PrimaryKeyConstraint("word", name="pk_evenings"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("evenings")
