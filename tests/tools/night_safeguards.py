"""The safeguards of the night and of what is erased, and the tests that watch them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    """A safeguard: where it stands, what stands there without it, and the tests that watch it."""

    safeguard: str
    path: str
    code: str
    without: str
    tests: tuple[str, ...]


NIGHT = (
    Mutant(
        "deleted rows are overwritten",
        "db/database.py",
        '            "secure_delete=ON",  # a deleted row is overwritten with zeros\n',
        '            "secure_delete=OFF",\n',
        ("tests/supporter/test_forget.py::test_who_promised_nothing_leaves_no_version_either",),
    ),
    Mutant(
        "the log of the database is cut off",
        "db/purging.py",
        'execute("PRAGMA wal_checkpoint(TRUNCATE)")',
        'execute("PRAGMA wal_checkpoint(PASSIVE)")',
        ("tests/supporter/test_forget.py::test_after_forget_no_version_of_the_row_is_in_the_files",),
    ),
    Mutant(
        "PostgreSQL's tables are written anew",
        "db/purging.py",
        "VACUUM (FULL, SKIP_LOCKED) conversations, contacts, notices",
        "SELECT 1",
        ("tests/supporter/test_forget.py::test_who_promised_nothing_leaves_no_version_either",),
    ),
    Mutant(
        "a night puts SQLite's rows elsewhere",
        "db/purging.py",
        '    keys = list(rewritten if connection.dialect.name == "sqlite" else gone)\n',
        "    keys = list(gone)\n",
        ("tests/db/test_purging.py::test_a_night_puts_rows_elsewhere_and_each_night_in_another_order",),
    ),
    Mutant(
        "where SQLite's rows lie is drawn by lot",
        "db/purging.py",
        "    secrets.SystemRandom().shuffle(keys)\n",
        "    keys.sort()\n",
        ("tests/db/test_purging.py::test_a_night_puts_rows_elsewhere_and_each_night_in_another_order",),
    ),
    Mutant(
        "what somebody may still read is not taken for gone",
        "db/purging.py",
        "return bool(gone) and set",
        "return set",
        ("tests/supporter/test_forget.py::test_a_reader_that_holds_old_pages_is_waited_for",),
    ),
    Mutant(
        "a supporter's tap locks no pledge",
        "db/pledges.py",
        "        for row in await connection.execute(chosen):\n",
        "        for row in await connection.execute(chosen.with_for_update()):\n",
        (
            "tests/jobs/test_night.py::test_a_letter_of_yesterday_is_changed_in_the_own_row_until_the_next_night",
        ),
    ),
    Mutant(
        "who is forgotten is spoken to no more, before the night too",
        "bot/jobs/reminders.py",
        "return claimed if claimed.code in conversation.codes else None",
        "return claimed",
        (
            "tests/jobs/test_night.py::test_who_is_forgotten_is_spoken_to_no_more_though_the_night_has_not_come",
        ),
    ),
    Mutant(
        "the limit of a day holds through /forget",
        "bot/engine/engine.py",
        "            await conversations.write(connection, context.vault, counts)\n",
        "",
        ("tests/jobs/test_night.py::test_the_limit_of_a_day_holds_through_forget_and_is_gone_the_next_day",),
    ),
    Mutant(
        "PostgreSQL's rows follow their keys",
        "db/purging.py",
        'f"CLUSTER {table} USING pk_{table}"',
        '"SELECT 1"',
        ("tests/jobs/test_night.py::test_nothing_in_postgresqls_tables_tells_who_came_when",),
    ),
)
