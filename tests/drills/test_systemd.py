"""docs/run.md, way 1, on a machine with systemd: installed, killed, stopped, reloaded, copied, restored."""

import asyncio
import re
import sys
import time
from collections.abc import Callable
from contextlib import AsyncExitStack

import pyrage
import pytest

from bot.playground import Playground
from tests.conftest import ORGANIZER
from tests.drills import machine as machines
from tests.drills.machine import Machine
from tests.support.phone import Phone
from tests.support.project import ROOT

MOST_EXPOSED = 1.5  # of 10, as systemd-analyze counts
ENV, BACKUP_ENV = "/etc/mektup/.env", "/etc/mektup/backup.env"
KEY = "/srv/key.txt"
OTHERS = ("poland", "belarus")


@pytest.mark.soak
@pytest.mark.timeout(1800)
@pytest.mark.skipif(bool(machines.why_not()), reason=machines.why_not())
async def test_a_server_as_the_book_says(playground: Playground, capsys: pytest.CaptureFixture[str]) -> None:
    # its calls are answered in this loop, so the machine is spoken to from a thread
    began = time.monotonic()
    olena, organizer = (
        Phone(playground, playground.person("Olena", "en")),
        Phone(playground, playground.person("Zarema", "en", ORGANIZER)),
    )
    organizer.person.starts("")
    booting = machines.booted()
    machine = await asyncio.to_thread(booting.__enter__)
    try:
        booted = time.monotonic()
        await asyncio.to_thread(_installs, machine, playground)
        installed = time.monotonic()
        async with AsyncExitStack() as stack:
            others = {name: await stack.enter_async_context(Playground(floods=False)) for name in OTHERS}
            for other in others.values():
                other.person("Zarema", "en", ORGANIZER).starts("")
            await asyncio.to_thread(_has_other_campaigns, machine, others)
            for name, other in others.items():
                anna = Phone(other, other.person("Anna", "en"))
                assert "Letters" in await anna.types("/start"), name
            await asyncio.to_thread(_leaves_other_campaigns, machine, others)
        parts = (
            _reloads,
            _is_killed,
            _stands_still,
            _has_wrong_settings,
            _is_copied,
            _is_updated,
            _fails_to_copy,
        )
        for part in parts:
            await asyncio.to_thread(part, machine)
            await _answers(olena, part)
        assert "mektup-backup.service has failed" in await organizer.reads_until(
            "journalctl -u mektup-backup"
        )
        ended = time.monotonic()
    finally:
        await asyncio.to_thread(booting.__exit__, None, None, None)
    with capsys.disabled():
        sys.stdout.write(
            f"\nsystemd: booted in {booted - began:.0f} s, from zero to a live bot in "
            f"{installed - booted:.0f} s, drills {ended - installed:.0f} s\n"
        )


async def _answers(olena: Phone, after: Callable[[Machine], None]) -> None:
    before = len(olena.messages)
    await olena.types("/help")
    assert len(olena.messages) > before + 1 or "Help" in olena.sees(), after.__name__


def printed(section: str) -> list[str]:
    """The commands of this section of docs/run.md, as they are printed there."""
    text = (
        (ROOT / "docs" / "run.md").read_text("utf-8").partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    )
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    return [line.partition(" #")[0].strip() for block in blocks for line in block.splitlines()]


def _types(machine: Machine, commands: list[str], key: str, edits: dict[str, str]) -> dict[str, str]:
    """Type these commands one after the other; what each said. An editor writes these settings."""
    folder, heard = "/root", dict[str, str]()
    for command in commands:
        if command.startswith("nano "):
            path = machine.root / command.split()[1][1:]
            for name, value in edits.items():
                text = re.sub(rf"(?m)^{name}=.*\n", "", path.read_text())
                path.write_text(f"{text}{name}={value}\n")
        elif command.startswith("cd ") and "&&" not in command:
            folder = command.split()[1]
        else:
            command = command.replace("age1…", key).replace(" -f", " --no-pager")
            heard[command] = machine.runs(f"cd {folder} && {command}", seconds=900)
    return heard


def _installs(machine: Machine, playground: Playground) -> None:
    assert "age-keygen" in machine.runs("cd /opt/mektup && sh deploy/install.sh 2>&1", code=1)
    key = pyrage.x25519.Identity.generate()
    (machine.root / KEY[1:]).write_text(str(key))
    apt, clone, *commands = printed("1. One small server")
    assert apt.startswith("apt update && apt install")
    assert clone == "git clone ADDRESS /opt/mektup", "done already"
    own = commands[: commands.index("journalctl -u mektup -f") + 1]
    edits = {
        "BOT_TOKEN": playground.token,
        "ORGANIZER_IDS": str(ORGANIZER),
        "BOT_API_URL": playground.api_url,
    }
    heard = _types(machine, own, str(key.to_public()), edits)
    assert "Installed 0." in heard[f"make install BACKUP_RECIPIENT={key.to_public()}"]
    assert (machine.root / ENV[1:]).stat().st_mode & 0o777 == 0o600
    assert str(ORGANIZER) in heard["mektup ids"]
    assert "WRONG" not in heard["mektup doctor"], heard["mektup doctor"]
    assert machine.runs("systemctl is-active mektup") == "active"
    assert machine.runs("curl -sf http://127.0.0.1:8443/health") == "alive"
    machine.until("curl -sf http://127.0.0.1:8443/ready")
    assert machine.runs("stat -c %a /var/lib/mektup/mektup.db") == "600"
    for unit in ("mektup", "mektup-backup"):
        exposed = re.search(
            r"([\d.]+) ", machine.runs(f"systemd-analyze security {unit} --no-pager | tail -1")
        )
        assert exposed, unit
        assert float(exposed[1]) <= MOST_EXPOSED, unit
    machine.runs("cd /var/lib/mektup && mektup campaign new own && mektup stats -o figures.txt")
    assert machine.runs("ls /var/lib/mektup/own /var/lib/mektup/figures.txt")


def _settings(playground: Playground) -> dict[str, str]:
    return {
        "BOT_TOKEN": playground.token,
        "ORGANIZER_IDS": str(ORGANIZER),
        "BOT_API_URL": playground.api_url,
    }


def _has_other_campaigns(machine: Machine, others: dict[str, Playground]) -> None:
    """Each as printed; then nobody reads what is another's."""
    commands = printed("1. One small server")
    commands = commands[commands.index("cd /opt/mektup && make install NAME=poland BACKUP_RECIPIENT=age1…") :]
    key = str(pyrage.x25519.Identity.generate().to_public())
    for name, playground in others.items():
        edits = _settings(playground)
        heard = _types(machine, [one.replace("poland", name) for one in commands], key, edits)
        assert "Installed 0." in heard[f"cd /opt/mektup && make install NAME={name} BACKUP_RECIPIENT={key}"]
        machine.until(f"systemctl is-active mektup@{name} mektup-backup@{name}.timer")
    bots = ["mektup", *(f"mektup-{name}" for name in others)]
    for bot in bots:
        for other in set(bots) - {bot}:
            machine.runs(f"runuser -u {bot} -- cat /var/lib/{other}/mektup.db", code=1)
            machine.runs(f"runuser -u {bot} -- cat /etc/{other}/.env", code=1)
    for setting in ("SECRET_KEY", "LISTEN"):
        found = machine.runs(f"sed -n s/^{setting}=//p /etc/mektup*/.env").splitlines()
        assert len(set(found)) == len(bots), setting


def _leaves_other_campaigns(machine: Machine, others: dict[str, Playground]) -> None:
    for name in others:
        machine.runs(f"systemctl start mektup-backup@{name}")
        assert len(machine.runs(f"ls /var/backups/mektup-{name}/*.copy").split()) == 1
        machine.runs(f"systemctl disable --now mektup@{name} mektup-backup@{name}.timer")
    assert machine.runs("systemctl is-active mektup") == "active"


def _reloads(machine: Machine) -> None:
    for _ in range(3):
        machine.runs("systemctl restart mektup && systemctl reload mektup")
    assert machine.runs("systemctl is-active mektup") == "active"
    assert _restarts(machine) == 0
    assert "read again" in machine.runs("journalctl -u mektup --no-pager | tail -5")


def _is_killed(machine: Machine) -> None:
    machine.runs(f"kill -9 {_pid(machine)}")
    machine.until("test $(systemctl show mektup -p NRestarts --value) = 1 && systemctl is-active mektup")


def _stands_still(machine: Machine) -> None:
    machine.runs(
        "mkdir -p /run/systemd/system/mektup.service.d && printf '[Service]\\nWatchdogSec=4\\n' > "
        "/run/systemd/system/mektup.service.d/drill.conf"
    )
    machine.runs("systemctl daemon-reload && systemctl restart mektup")
    before = _pid(machine)
    machine.runs(f"kill -STOP {before}")
    machine.until(
        f"test $(systemctl show mektup -p MainPID --value) != {before} && systemctl is-active mektup", 120
    )
    assert "atchdog" in machine.runs("journalctl -u mektup --no-pager | tail -20")
    machine.runs("rm -r /run/systemd/system/mektup.service.d && systemctl daemon-reload")


def _has_wrong_settings(machine: Machine) -> None:
    machine.runs(f"echo LOG_LEVEL=LOUD >> {ENV}")
    machine.runs("systemctl restart mektup", code=1)
    time.sleep(5)
    assert machine.runs("systemctl is-active mektup", code=3) == "failed"
    assert machine.runs("systemctl show mektup -p ExecMainStatus --value") == "2"
    assert "LOG_LEVEL" in machine.runs("journalctl -u mektup --no-pager | tail -5")
    machine.runs(f"sed -i /LOUD/d {ENV} && systemctl reset-failed mektup && systemctl start mektup")


def _is_copied(machine: Machine) -> None:
    machine.runs("rm -rf /var/backups/mektup && systemctl start mektup-backup")
    copies = machine.runs("ls /var/backups/mektup/*.copy").split()
    assert len(copies) == 1
    restore = f"mektup restore {copies[0]} --identity {KEY} --replace"
    machine.runs(f"systemctl stop mektup && {restore} && systemctl start mektup")
    assert machine.runs("stat -c %U:%a /var/lib/mektup/mektup.db") == "mektup:600"


def _is_updated(machine: Machine) -> None:
    """A running process reads its own version until it is restarted."""
    running = f"tr '\\0' ' ' < /proc/{_pid(machine)}/cmdline"
    older = machine.runs("readlink /opt/mektup/current")
    commit = "git -c user.name=drill -c user.email=drill@example.org commit -q --allow-empty -m later"
    machine.runs(f"cd /opt/mektup && {commit} && make install", seconds=900)
    newer = machine.runs("readlink /opt/mektup/current")
    assert older != newer
    assert f"/{older}/" in machine.runs(running)
    machine.runs("rm -r /opt/mektup/bot && systemctl restart mektup")  # the checkout itself is read by nobody
    assert f"/{newer}/" in machine.runs(f"tr '\\0' ' ' < /proc/{_pid(machine)}/cmdline")


def _fails_to_copy(machine: Machine) -> None:
    for wrong in ("nonsense", ""):
        machine.runs(f"echo BACKUP_RECIPIENT={wrong} > {BACKUP_ENV}")
        machine.runs("systemctl start mektup-backup", code=1)


def _pid(machine: Machine) -> int:
    return int(machine.runs("systemctl show mektup -p MainPID --value"))


def _restarts(machine: Machine) -> int:
    return int(machine.runs("systemctl show mektup -p NRestarts --value"))
