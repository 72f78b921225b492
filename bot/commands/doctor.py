"""Look at everything the bot needs, and say what to do about what is wrong."""

import argparse
import asyncio
import difflib
import errno
import re
import shutil
import socket
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.request import urlopen

from sqlalchemy.engine import make_url

from bot.campaign.loading import load_campaign
from bot.campaign.model import CampaignError
from bot.commands.doctor_database import look_at_database
from bot.commands.doctor_files import look_at_files
from bot.commands.doctor_finding import Finding
from bot.commands.doctor_telegram import look_at_telegram
from bot.config import Config, ConfigError, read_config, settings_file
from bot.jobs.lasting_faults import COPIES_SECONDS, copy_age
from bot.letter.fonts import firago

LEAST_FREE_BYTES = 500_000_000
# In deploy/.env of the containers, and for the copies: not of the bot itself.
OTHERS = ("DOMAIN", "POSTGRES_PASSWORD", "BACKUP_RECIPIENT")


def main(_options: argparse.Namespace) -> int:
    """Print every finding; 1 if something is wrong."""
    return asyncio.run(_look_and_say())


async def _look_and_say() -> int:
    ill = False
    async for finding in examine():
        print(finding)
        ill |= finding.state == "ill"
    return int(ill)


async def examine() -> AsyncIterator[Finding]:
    """Give each finding as soon as it is known; without readable settings there is only one."""
    try:
        config = read_config("bot_token", "secret_key")
    except ConfigError as error:
        for mistake in str(error).splitlines():
            yield Finding("settings", "ill", mistake)
        for finding in misspelt():
            yield finding
        return
    yield Finding("settings", "well", "readable")
    for finding in (
        *misspelt(),
        *_organizers(config),
        _campaign(config),
        _fonts(),
        *_machine(config),
        *look_at_files(config),
    ):
        yield finding
    async for finding in look_at_database(config):
        yield finding
    async for finding in look_at_telegram(config):
        yield finding


def _campaign(config: Config) -> Finding:
    try:
        loaded = load_campaign(config.campaign)
    except CampaignError as error:
        return Finding(
            "campaign", "ill", str(error), "Correct it; `mektup campaign check` names every mistake."
        )
    campaign = loaded.campaign
    said = f"{campaign.id}, {len(campaign.prisoners)} recipients, {', '.join(campaign.languages)}"
    return Finding("campaign and texts", "well", said)


def _fonts() -> Finding:
    try:
        firago()
    except Exception as error:
        return Finding("fonts", "ill", type(error).__name__, "Install pymupdf-fonts again: make run does it.")
    return Finding("fonts", "well", "FiraGO is here")


def misspelt() -> Iterator[Finding]:
    """What the settings' file sets and nobody reads."""
    known = {name.upper() for name in Config.model_fields}
    file = settings_file()
    text = file.read_text("utf-8", "replace") if file.is_file() else ""
    for key in re.findall(r"^\s*(?:export\s+)?(\w+)\s*=", text, re.MULTILINE):
        if key.upper() in known or key in OTHERS:
            continue
        near = difflib.get_close_matches(key.upper(), known, 1, 0.7)
        if near:
            yield Finding("settings", "ill", f"{key} is none", f"Did you mean {near[0]}?")
        else:
            yield Finding(
                "settings", "warning", f"{key} is none", "Remove it, or see docs/run.md, Every setting."
            )


def _organizers(config: Config) -> Iterator[Finding]:
    if not config.organizer_ids:
        yield Finding(
            "organizers", "warning", "there are none", "Set ORGANIZER_IDS; `mektup ids` prints the numbers."
        )
    for number in sorted(config.organizer_ids):
        if number <= 0:
            mend = "Rights are a person's: `mektup ids` prints the numbers of people."
            yield Finding("organizers", "ill", f"{number} is a group's or a channel's number", mend)


def _machine(config: Config) -> Iterator[Finding]:
    url = make_url(config.database_url)
    folder = Path(url.database or ".").absolute().parent
    if url.get_backend_name() == "sqlite" and folder.is_dir():
        free = shutil.disk_usage(folder).free
        if free < LEAST_FREE_BYTES:
            mend = "Make room: `df -h`, `journalctl --vacuum-size=200M`, older copies."
            yield Finding("disk", "ill", f"{free // 1_000_000} MB are free in {folder}", mend)
        else:
            yield Finding("disk", "well", f"{free // 1_000_000} MB are free")
    if config.copies:
        age = copy_age(config.copies)
        if age is None:
            yield Finding(
                "copies", "ill", f"{config.copies} cannot be read", "Make the folder: `make install`."
            )
        elif age > COPIES_SECONDS:
            mend = "`systemctl start mektup-backup` and `journalctl -u mektup-backup` say why."
            yield Finding("copies", "ill", f"none for {age / 86400:.0f} days", mend)
        else:
            yield Finding("copies", "well", f"the newest is {age / 3600:.0f} hours old")
    if "listen" in config.model_fields_set:
        yield _port(config.listen)


def _port(listen: str) -> Finding:
    host, _, port = listen.rpartition(":")
    try:
        socket.create_server((host, int(port))).close()
    except OSError as error:
        if error.errno == errno.EADDRINUSE and _is_mektup(listen):
            return Finding("port", "well", f"the bot answers at {listen}")
        said = f"nobody can listen on {listen} ({error.strerror})"
        return Finding("port", "ill", said, "Choose another LISTEN; `ss -ltnp` says who is there.")
    return Finding("port", "well", f"{listen} is free")


def _is_mektup(listen: str) -> bool:
    try:
        with urlopen(f"http://{listen}/health", timeout=3) as answer:
            return bool(answer.read(20) == b"alive\n")
    except OSError:
        return False
