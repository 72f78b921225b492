"""Addresses of databases: any password, how many connections, a pooler between; a refusal says why."""

import asyncio
import shutil
import stat
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from db import conversations
from db.address import check_address, split_address
from db.database import Database
from db.database_errors import in_words
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
        {
            "pool_size": 16,
            "max_overflow": 0,
            "connect_args": {"server_settings": {"lock_timeout": "1000"}},
        },
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
            with pytest.raises(DBAPIError) as refused:
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
        lines = (
            "[databases]",
            f"* = host={there.query['host']} user=postgres",
            "[pgbouncer]",
            "listen_addr = 127.0.0.1",
            f"listen_port = {port}",
            "unix_socket_dir =",
            "auth_type = trust",
            f"auth_file = {folder}/users",
            "pool_mode = transaction",
            "default_pool_size = 2",
        )
        (folder / "ini").write_text("\n".join(lines) + "\n")
        for place in (folder, Path(str(there.query["host"]))):  # it refuses to run as root
            for path in (place, *place.parents):
                if stat.S_IMODE(path.stat().st_mode) == 0o700:
                    path.chmod(0o755)
        as_user = "postgres" if _knows("postgres") else "nobody"
        process = await asyncio.create_subprocess_exec("pgbouncer", "-q", "-u", as_user, folder / "ini")
        try:
            await asyncio.sleep(1)
            yield f"postgresql+asyncpg://postgres@127.0.0.1:{port}/{there.database}?connections=8"
        finally:
            process.terminate()
            await process.wait()


def _knows(user: str) -> bool:
    return subprocess.run(["id", user], capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not shutil.which("pgbouncer"), reason="needs Debian's package pgbouncer")
async def test_behind_pgbouncer_many_transactions_share_few_connections(pooled: str) -> None:
    assert await looks(f"{pooled}&pooler=true", 40) == [0] * 40
    refused = [in_words(one) for one in await looks(pooled, 8) if isinstance(one, Exception)]
    assert any("?pooler=true" in str(one) for one in refused), "and who does not say so is told to"


async def looks(url: str, times: int) -> list[int | BaseException]:
    """So many transactions at once."""
    database = Database(url)

    async def look() -> int:
        async with database.write() as connection:
            return await conversations.number(connection)

    try:
        return await asyncio.gather(*(look() for _ in range(times)), return_exceptions=True)
    finally:
        await database.close()
