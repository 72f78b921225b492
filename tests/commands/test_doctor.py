"""`mektup doctor` finds each broken set-up and says what to do."""

import asyncio
import base64
import os
import shutil
import sqlite3
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from aiohttp import web

from bot.__main__ import main
from bot.commands import doctor_telegram
from bot.config import Config
from bot.playground import Playground
from bot.playground.faults import blocked
from bot.telegram.transport import Transport
from db.conversations import Row, keep
from db.database import Database
from db.vault import Vault
from tests.conftest import ORGANIZER, SECRET, polling_bot
from tests.support.records import a_pledge
from tests.support.records import keep as keep_pledge

OTHER_SECRET = base64.b64encode(bytes(32)).decode()


@pytest.fixture
async def healthy(playground: Playground, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A set-up in which nothing is wrong: a migrated database with one conversation."""
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "mektup.db"
    for name, value in {
        "BOT_TOKEN": playground.token,
        "BOT_API_URL": playground.api_url,
        "DATABASE_URL": f"sqlite+aiosqlite:///{file}",
        "SECRET_KEY": SECRET,
    }.items():
        monkeypatch.setenv(name, value)
    database = Database(f"sqlite+aiosqlite:///{file}")
    await database.migrate()
    async with database.write() as connection:
        await keep(connection, Vault(base64.b64decode(SECRET)), {7: Row(b"{}", date(2026, 1, 1))})
    await database.close()
    file.chmod(0o600)
    return file


async def examine(capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """What the command says, and its exit code."""
    code = await asyncio.to_thread(main, ["doctor"])
    return code, capsys.readouterr().out


async def test_a_healthy_set_up_is_well(healthy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, said = await examine(capsys)
    assert "WRONG" not in said
    for what in (
        "settings",
        "campaign and texts",
        "fonts",
        "database",
        "schema",
        "keys",
        "token",
        "polling",
    ):
        assert f"ok    {what}:" in said


def no_token(_file: Path, patch: pytest.MonkeyPatch) -> None:
    patch.delenv("BOT_TOKEN")


def malformed_secret(_file: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("SECRET_KEY", "too short")


def foreign_database(_file: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("DATABASE_URL", "mysql://root@localhost/mektup")


def database_away(_file: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("DATABASE_URL", "postgresql+asyncpg://nobody:geheim@127.0.0.1:1/mektup")


def no_database_file_but_rubbish(file: Path, _patch: pytest.MonkeyPatch) -> None:
    file.write_text("this is not a database" * 100)


def old_schema(file: Path, _patch: pytest.MonkeyPatch) -> None:
    sql(file, "DELETE FROM alembic_version")


def newer_schema(file: Path, _patch: pytest.MonkeyPatch) -> None:
    sql(file, "UPDATE alembic_version SET version_num = '9999'")


def lost_secret(_file: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("SECRET_KEY", OTHER_SECRET)


def lost_secret_of_a_contact(file: Path, _patch: pytest.MonkeyPatch) -> None:
    values = "('AAAAAAA1', x'00', 1, '2030-01-01')"
    sql(file, f"INSERT INTO contacts (code, sealed, news, forget_on) VALUES {values}")


def unknown_token(_file: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("BOT_TOKEN", f"7000000001:{'x' * 35}")


def telegram_away(_file: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("BOT_API_URL", "http://127.0.0.1:1")


def wrong_campaign(file: Path, patch: pytest.MonkeyPatch) -> None:
    (file.parent / "campaign.toml").write_text("id = 5\n")
    patch.setenv("CAMPAIGN", str(file.parent / "campaign.toml"))


def clock_off(_file: Path, patch: pytest.MonkeyPatch) -> None:
    async def another_time(_url: str) -> float:
        return time.time() + 4000

    patch.setattr(doctor_telegram, "time_of", another_time)


def no_folder(file: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{file.parent}/nowhere/mektup.db")


def taken_port(_file: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("LISTEN", os.environ["BOT_API_URL"].removeprefix("http://"))  # somebody is there, surely


def a_group(_file: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("ORGANIZER_IDS", "-1001234")


def never_pressed_start(_file: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("ORGANIZER_IDS", "424242424242")


def misspelt(file: Path, _patch: pytest.MonkeyPatch) -> None:
    (file.parent / ".env").write_text("ORGANISER_IDS=1001\n")


def full_disk(_file: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=20_000_000))


def no_copies(file: Path, patch: pytest.MonkeyPatch) -> None:
    folder = file.parent / "copies"
    folder.mkdir()
    (folder / "mektup-2016-01-05.copy").touch()
    os.utime(folder / "mektup-2016-01-05.copy", (0, 0))
    patch.setenv("COPIES", str(folder))


def unsealed_copies(file: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("COPIES", str(file.parent))
    (file.parent / "mektup-2016-01-05.copy").write_text("readable by anybody")


def key_beside_the_copies(file: Path, _patch: pytest.MonkeyPatch) -> None:
    (file.parent / "key.txt").write_text("AGE-SECRET-KEY-1QQ\n")


def readable_by_others(file: Path, _patch: pytest.MonkeyPatch) -> None:
    file.chmod(0o644)


def another_schema(file: Path, _patch: pytest.MonkeyPatch) -> None:
    sql(file, "DROP TABLE pace")


def damaged(file: Path, _patch: pytest.MonkeyPatch) -> None:
    whole = file.read_bytes()
    file.write_bytes(whole[:100] + bytes(byte ^ 0xFF for byte in whole[100:]))


def sql(file: Path, statement: str) -> None:
    """Change the database behind the bot's back."""
    connection = sqlite3.connect(file)
    connection.execute(statement)
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    ("breaks", "found", "mend"),
    [
        (no_token, "BOT_TOKEN: is missing", "@BotFather"),
        (malformed_secret, "SECRET_KEY: ", "mektup secret"),
        (foreign_database, "DATABASE_URL: must begin with", "sqlite+aiosqlite://"),
        (database_away, "WRONG database", "Check DATABASE_URL"),
        (no_database_file_but_rubbish, "WRONG database: the file is damaged", "mektup restore"),
        (damaged, "WRONG database: the file is damaged", "mektup restore"),
        (no_folder, "WRONG database: its folder", "correct DATABASE_URL"),
        (taken_port, "WRONG port: nobody can listen", "ss -ltnp"),
        (a_group, "WRONG organizers: -1001234 is a group's", "mektup ids"),
        (never_pressed_start, "WRONG organizers: 424242424242 never pressed START", "press START"),
        (misspelt, "WRONG settings: ORGANISER_IDS is none", "Did you mean ORGANIZER_IDS?"),
        (full_disk, "WRONG disk: 20 MB are free", "Make room"),
        (no_copies, "WRONG copies: none for", "systemctl start mektup-backup"),
        (unsealed_copies, "WRONG copies: not sealed", "--recipient"),
        (key_beside_the_copies, "WRONG copies: their private key is here", "another computer"),
        (readable_by_others, "WRONG files: others may read", "chmod go="),
        (another_schema, "WRONG schema: says", "mektup backup"),
        (old_schema, "WRONG schema", "mektup migrate"),
        (newer_schema, "WRONG schema", "Update Mektüp"),
        (lost_secret, "WRONG keys", "OLD_SECRET_KEYS"),
        (lost_secret_of_a_contact, "WRONG keys", "OLD_SECRET_KEYS"),
        (unknown_token, "WRONG token", "@BotFather"),
        (telegram_away, "WRONG Telegram", "BOT_API_URL"),
        (wrong_campaign, "WRONG campaign", "mektup campaign check"),
        (clock_off, "WRONG clock", "timedatectl"),
    ],
)
async def test_a_broken_set_up_is_found_and_its_mend_named(
    healthy: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    breaks: Callable[[Path, pytest.MonkeyPatch], None],
    found: str,
    mend: str,
) -> None:
    breaks(healthy, monkeypatch)
    code, said = await examine(capsys)
    assert code == 1
    assert found in said
    assert mend in said
    assert "geheim" not in said
    assert "Traceback" not in said


async def test_a_forgotten_webhook_is_found(
    healthy: Path, playground: Playground, capsys: pytest.CaptureFixture[str]
) -> None:
    await set_webhook(playground)
    code, said = await examine(capsys)
    assert code == 1
    assert "WRONG webhook" in said
    assert "WEBHOOK_URL" in said


async def test_a_webhook_that_is_not_reached_is_found_and_one_that_was_not_is_over(
    healthy: Path, playground: Playground, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url = "http://127.0.0.1:1/telegram"
    monkeypatch.setenv("WEBHOOK_URL", url)
    monkeypatch.setenv("WEBHOOK_SECRET", "a-secret-only-telegram-knows")
    await set_webhook(playground, url)
    playground.courier.last_error = (1451606400, "Connection failed")
    assert (await examine(capsys))[0] == 0, "an hour ago, and nothing waits"
    playground.person("Olena", "en").starts("")
    code, said = await examine(capsys)
    assert code == 1
    assert "WRONG webhook: Telegram says: Connection" in said


async def test_rows_under_an_old_key_are_noted(
    healthy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SECRET_KEY", OTHER_SECRET)
    monkeypatch.setenv("OLD_SECRET_KEYS", SECRET)
    code, said = await examine(capsys)
    assert code == 0
    assert "mektup rekey" in said


async def test_the_clock_is_compared_with_what_a_server_says() -> None:
    app = web.Application()
    app.router.add_get("/", hello)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    said = await doctor_telegram.time_of(f"http://127.0.0.1:{runner.addresses[0][1]}/")
    await runner.cleanup()
    assert said is not None
    assert abs(said - time.time()) < 5
    assert await doctor_telegram.time_of("http://127.0.0.1:1/") is None


async def hello(_request: web.Request) -> web.Response:
    """Any answer has a Date."""
    return web.Response()


async def set_webhook(playground: Playground, url: str = "https://example.org/hook") -> None:
    """As another set-up of the same bot would have."""

    transport = Transport(playground.api_url, playground.token)
    await transport.initialize()
    await transport.call("setWebhook", {"url": url})
    await transport.shutdown()


async def test_nobody_to_tell_and_somebody_who_left_the_file_are_noted(
    healthy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await keep_pledge(f"sqlite+aiosqlite:///{healthy}", a_pledge("somebody-gone"))
    code, said = await examine(capsys)
    assert code == 0
    assert "note  organizers: there are none" in said
    assert "note  people: letters to somebody-gone" in said


async def test_an_organizer_who_blocked_the_bot_is_found(
    healthy: Path, playground: Playground, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    organizer = playground.person("Zarema", "en", ORGANIZER)
    organizer.starts("")
    monkeypatch.setenv("ORGANIZER_IDS", str(ORGANIZER))
    assert (await examine(capsys))[0] == 0
    playground.faults.cause(blocked(), method="sendChatAction")
    code, said = await examine(capsys)
    assert code == 1
    assert f"{ORGANIZER} has blocked the bot" in said


async def test_every_mistake_stands_on_a_line_of_its_own(
    healthy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LOG_LEVEL", "LOUD")
    monkeypatch.setenv("LISTEN", "8443")
    _, said = await examine(capsys)
    assert [line.split()[2] for line in said.splitlines()] == ["LISTEN:", "LOG_LEVEL:"]


async def test_what_people_see_before_start_is_compared(
    healthy: Path, playground: Playground, config: Config, capsys: pytest.CaptureFixture[str]
) -> None:
    async with polling_bot(config):
        pass
    assert "ok    before START: Telegram shows what the campaign says" in (await examine(capsys))[1]
    playground.telegram.texts["short_description", "uk"] = "Чужі слова"
    playground.telegram.commands.clear()
    _, said = await examine(capsys)
    assert "note  before START: Telegram shows another commands, short description uk, commands uk" in said
