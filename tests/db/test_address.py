"""Addresses of databases: any password, how many connections, a pooler between; a refusal says why."""

import asyncio
import shutil
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from db import conversations
from db.address import check_address, split_address
from db.database import Database
from db.words import in_words
from tests.conftest import new_postgres_database
from tests.fire.processes import free_port

PASSWORDS = ("simple", "at@sign", "#hash", "sla/sh", "que?stion", "col:on", "100%", "a b", "пароль", "%40")


@pytest.mark.parametrize("password", PASSWORDS)
def test_a_password_may_hold_any_character(password: str) -> None:
    checked = make_url(check_address(f"postgresql+asyncpg://me:{password}@host:5432/mektup"))
    expected = "@" if password == "%40" else password
    assert (checked.username, checked.password, checked.host, checked.port) == ("me", expected, "host", 5432)
    assert checked.database == "mektup"


def test_our_own_words_never_reach_the_driver() -> None:
    bare, options = split_address("postgresql+asyncpg://me@h/m?connections=3&ssl=require&pooler=true")
    assert bare == "postgresql+asyncpg://me@h/m?ssl=require"
    assert options["pool_size"] == 3
    assert options["connect_args"]["statement_cache_size"] == 0
    assert split_address("postgresql+asyncpg://me@h/m?pooler=false") == (
        "postgresql+asyncpg://me@h/m",
        {"pool_size": 16, "max_overflow": 0},
    )


@pytest.mark.parametrize("query", ["connections=0", "connections=many", "pooler=yes"])
def test_a_wrong_word_is_named(query: str) -> None:
    with pytest.raises(ValueError, match=query.partition("=")[0]):
        check_address(f"postgresql+asyncpg://me@h/m?{query}")


async def refusal(url: str) -> str | None:
    database = Database(url)
    try:
        await database.migrate()
    except Exception as error:
        return in_words(error)
    finally:
        await database.close()
    raise AssertionError("it was not refused")


async def test_postgresqls_refusals_are_said_in_words(postgres: str, tmp_path: Path) -> None:
    root = postgres.replace("postgresql://", "postgresql+asyncpg://")
    assert "no database of this name" in str(await refusal(root.replace("/postgres?", "/nowhere?")))
    async with new_postgres_database(postgres, tmp_path.name) as url:
        holder = create_async_engine(url)
        async with holder.begin() as connection:
            await connection.execute(text("LOCK TABLE pledges IN ACCESS EXCLUSIVE MODE"))
            database = Database(url)
            with pytest.raises(Exception, match="") as refused:
                async with database.snapshot(lock_seconds=1) as reading:
                    await reading.execute(text("SELECT * FROM pledges"))
            assert "something else holds a lock" in str(in_words(refused.value))
            await database.close()
        await holder.dispose()


@pytest.fixture
async def pooled(postgres: str, tmp_path: Path) -> AsyncIterator[str]:
    """The address of PgBouncer in transaction mode before a migrated database."""
    async with new_postgres_database(postgres, tmp_path.name) as url:
        there, port = make_url(url), free_port()
        folder = tmp_path / "pgbouncer"
        folder.mkdir()
        (folder / "users").write_text('"postgres" ""\n')
        (folder / "ini").write_text(
            f"[databases]\n* = host={there.query['host']} user=postgres\n[pgbouncer]\nlisten_addr = 127.0.0.1\n"
            f"listen_port = {port}\nauth_type = trust\nauth_file = {folder}/users\npool_mode = transaction\n"
            f"default_pool_size = 2\nunix_socket_dir =\nlogfile = {folder}/log\nmax_client_conn = 100\n"
        )
        for path in (folder, *folder.parents):  # it refuses to run as root
            if path.is_relative_to("/tmp/pytest-of-root"):
                path.chmod(0o755)
        shutil.chown(folder, "postgres" if _knows("postgres") else "nobody")
        process = subprocess.Popen(
            ["pgbouncer", "-q", "-u", "postgres" if _knows("postgres") else "nobody", folder / "ini"]
        )
        try:
            await asyncio.sleep(1)
            yield f"postgresql+asyncpg://postgres@127.0.0.1:{port}/{there.database}?connections=8"
        finally:
            process.terminate()
            process.wait()


def _knows(user: str) -> bool:
    return subprocess.run(["id", user], capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not shutil.which("pgbouncer"), reason="needs Debian's package pgbouncer")
async def test_behind_pgbouncer_many_transactions_share_few_connections(pooled: str) -> None:
    database = Database(f"{pooled}&pooler=true")

    async def look(_number: int) -> int:
        async with database.write() as connection:
            return await conversations.number(connection)

    assert await asyncio.gather(*(look(number) for number in range(40))) == [0] * 40
    await database.close()
