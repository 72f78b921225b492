"""Figures kept by the database: triggers on pledges note every change, so that nothing is counted anew."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

COLUMNS = (
    "change, state, prisoner, greeting, letter_language, country, source,"
    " pledged_on, mail_by, mailed_on, received_on, handed_over_on, travelled, after_mail_by"
)
# The same order of facts as db.pledges.Pledge.state.
STATE = """CASE
    WHEN {row}handed_over_on IS NOT NULL THEN 'handed-over'
    WHEN {row}received_on IS NOT NULL THEN 'received'
    WHEN {row}withdrawn_on IS NOT NULL THEN 'withdrawn'
    WHEN {row}mailed_on IS NOT NULL THEN 'mailed'
    WHEN {row}expired_on IS NOT NULL THEN 'expired'
    ELSE 'pledged' END"""
DAYS = {
    "sqlite": "CAST(julianday({row}received_on) - julianday({row}{since}) AS INTEGER)",
    "postgresql": "{row}received_on - {row}{since}",
}


def upgrade() -> None:
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
        "figure_changes",
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("prisoner", sa.String(40), nullable=False),
        sa.Column("greeting", sa.String(40), nullable=False),
        sa.Column("letter_language", sa.String(8), nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("pledged_on", sa.Date(), nullable=False),
        sa.Column("mail_by", sa.Date(), nullable=False),
        sa.Column("mailed_on", sa.Date()),
        sa.Column("received_on", sa.Date()),
        sa.Column("handed_over_on", sa.Date()),
        sa.Column("travelled", sa.Integer()),
        sa.Column("after_mail_by", sa.Integer()),
    )
    dialect = op.get_bind().dialect.name
    for statement in _SQLITE if dialect == "sqlite" else _POSTGRES:
        op.execute(statement)
    op.execute(f"INSERT INTO figure_changes ({COLUMNS}) SELECT {_values(1, '', dialect)} FROM pledges")  # noqa: S608


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for what in ("inserted", "updated", "deleted"):
            op.execute(f"DROP TRIGGER pledge_{what}")
    else:
        op.execute("DROP TRIGGER pledge_changed ON pledges")
        op.execute("DROP FUNCTION note_pledge()")
    op.drop_table("figure_changes")
    op.drop_table("figures")


def _values(change: int, row: str, dialect: str) -> str:
    columns = (
        "{change}, {state}, {row}prisoner, {row}greeting, {row}letter_language,"
        " COALESCE({row}country, ''), COALESCE({row}source, ''), {row}pledged_on, {row}mail_by,"
        " {row}mailed_on, {row}received_on, {row}handed_over_on, {travelled}, {after_mail_by}"
    )
    return columns.format(
        change=change,
        row=row,
        state=STATE.format(row=row),
        travelled=DAYS[dialect].format(row=row, since="mailed_on"),
        after_mail_by=DAYS[dialect].format(row=row, since="mail_by"),
    )


def _note(change: int, row: str, dialect: str) -> str:
    return f"INSERT INTO figure_changes ({COLUMNS}) VALUES ({_values(change, row, dialect)});"  # noqa: S608


_SQLITE = [
    f"CREATE TRIGGER pledge_{what} AFTER {when} ON pledges BEGIN {notes} END"
    for what, when, notes in (
        ("inserted", "INSERT", _note(1, "new.", "sqlite")),
        ("updated", "UPDATE", _note(-1, "old.", "sqlite") + _note(1, "new.", "sqlite")),
        ("deleted", "DELETE", _note(-1, "old.", "sqlite")),
    )
]
_POSTGRES = [
    f"""CREATE FUNCTION note_pledge() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP <> 'INSERT' THEN {_note(-1, "OLD.", "postgresql")} END IF;
        IF TG_OP <> 'DELETE' THEN {_note(1, "NEW.", "postgresql")} END IF;
        RETURN NULL;
    END $$""",
    """CREATE TRIGGER pledge_changed AFTER INSERT OR UPDATE OR DELETE ON pledges
    FOR EACH ROW EXECUTE FUNCTION note_pledge()""",
]
