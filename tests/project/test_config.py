"""Settings: every wrong one named at once, exit code 2, no traceback, no secret printed."""

import base64
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.config import Config, ConfigError, read_config
from db.vault import read_secret
from tests.support.project import ROOT

TOKEN = "123456789:" + "AbCdEfGhIjKlMnOpQrStUvWxYz-_0123456"
KEY = base64.b64encode(b"k" * 32).decode()
NAMES = tuple(Config.model_fields)


@pytest.fixture(autouse=True)
def empty(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of this machine, and no .env."""
    for name in NAMES:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def refusal(**settings: str) -> dict[str, str]:
    """What is said about each setting."""
    with pytest.raises(ConfigError) as caught:
        read_config("bot_token", "secret_key", **settings)
    lines = (line.partition(": ") for line in str(caught.value).splitlines())
    return {name: why for name, _, why in lines}


WRONG = {
    "bot_token": "hunter2-token",
    "bot_api_url": "api.telegram.org",
    "database_url": "mysql://me:hunter2@host/db",
    "secret_key": "hunter2hunter2",
    "old_secret_keys": f"{KEY},hunter2hunter2",
    "organizer_ids": "1001,Olena",
    "campaign": "/nowhere/campaign.toml",
    "log_level": "LOUD",
    "log_format": "xml",
    "webhook_url": "example.org",
    "webhook_secret": "hunter2",
    "listen": "8443",
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_setting_is_named(name: str) -> None:
    right = {"bot_token": TOKEN, "secret_key": KEY}
    assert list(refusal(**right | {name: WRONG[name]})) == [name.upper()]


def test_every_wrong_setting_is_named_in_one_message_without_a_secret(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in WRONG.items():
        monkeypatch.setenv(name.upper(), value)
    assert main(["run"]) == 2
    error = capsys.readouterr().err
    assert [line.partition(":")[0] for line in error.splitlines()] == sorted(name.upper() for name in WRONG)
    assert "hunter2" not in error
    assert "Traceback" not in error


def test_missing_ones_are_named_beside_wrong_ones() -> None:
    assert refusal(log_level="LOUD").keys() == {"BOT_TOKEN", "SECRET_KEY", "LOG_LEVEL"}


def test_what_is_missing_comes_with_what_to_do() -> None:
    said = refusal()
    assert "@BotFather" in said["BOT_TOKEN"]
    assert "mektup secret" in said["SECRET_KEY"]


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:///x.db",
        "postgresql://u@h/d",
        "postgresql+asyncpg://u:hunter2@h:port/d",
        "sqlite+aiosqlite",
        "nonsense",
    ],
)
def test_a_database_address_is_refused_without_repeating_it(url: str) -> None:
    (why,) = refusal(bot_token=TOKEN, secret_key=KEY, database_url=url).values()
    assert "hunter2" not in why


@pytest.mark.parametrize("secret", ["AAAA", base64.b64encode(b"k" * 31).decode(), "not base64!", "ключ"])
def test_a_secret_that_is_not_32_bytes_is_refused(secret: str) -> None:
    assert secret not in refusal(bot_token=TOKEN, secret_key=secret)["SECRET_KEY"]


def test_settings_are_read_from_the_environment_and_from_dot_env(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text(f"BOT_TOKEN={TOKEN}\nSECRET_KEY={KEY}\nLOG_LEVEL=DEBUG\nEDITOR=vi\n")
    monkeypatch.setenv("LOG_LEVEL", "ERROR")
    monkeypatch.setenv("ORGANIZER_IDS", "1001, 1002,")
    config = read_config("bot_token", "secret_key")
    assert config.bot_token.get_secret_value() == TOKEN
    assert config.log_level == "ERROR"
    assert config.organizer_ids == {1001, 1002}
    assert config.bot_api_url == "https://api.telegram.org"
    assert config.database_url == "sqlite+aiosqlite:///mektup.db"


def test_secrets_are_not_in_the_settings_repr() -> None:
    config = read_config(bot_token=TOKEN, secret_key=KEY, webhook_secret="hunter2hunter2hunter2")
    assert not [one for one in (TOKEN, KEY, "hunter2") if one in f"{config!r} {config}"]


def test_a_webhook_needs_its_secret() -> None:
    assert list(refusal(bot_token=TOKEN, secret_key=KEY, webhook_url="https://example.org/x")) == [
        "WEBHOOK_SECRET"
    ]


def test_mektup_secret_prints_a_good_one_and_never_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["secret"]) == 0
    assert main(["secret"]) == 0
    first, second = capsys.readouterr().out.split()
    assert len(read_secret(first)) == 32
    assert first != second


def test_a_taken_port_is_said_in_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["play", "--port", str(port)]) == 2
    assert capsys.readouterr().err.startswith(f"--port {port}: Address already in use")
    assert main(["play", "--port", "99999"]) == 2


def test_the_command_itself_ends_with_2_and_no_traceback(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "bot", "run"],
        env={"PYTHONPATH": str(ROOT), "BOT_TOKEN": "hunter2", "PATH": ""},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert ended.stderr.splitlines()[0].startswith("BOT_TOKEN: ")
    assert ended.stderr.splitlines()[1].startswith("SECRET_KEY: ")
    assert "Traceback" not in ended.stderr
    assert "hunter2" not in ended.stderr
