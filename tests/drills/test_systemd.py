"""docs/run.md, way 1, on a machine with systemd: installed, killed, stopped, reloaded, copied, restored."""

import asyncio
import re
import sys
import time
from collections.abc import Callable

import pyrage
import pytest

from bot.playground import Playground
from tests.conftest import ORGANIZER
from tests.drills import machine as machines
from tests.drills.machine import Machine
from tests.support.phone import Phone

MOST_EXPOSED = 1.5  # of 10, as systemd-analyze counts
ENV, BACKUP_ENV = "/etc/mektup/.env", "/etc/mektup/backup.env"
KEY = "/srv/key.txt"


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


def _installs(machine: Machine, playground: Playground) -> None:
    assert "age-keygen" in machine.runs("cd /opt/mektup && sh deploy/install.sh 2>&1", code=1)
    key = pyrage.x25519.Identity.generate()
    (machine.root / KEY[1:]).write_text(str(key))
    install = f"cd /opt/mektup && make install BACKUP_RECIPIENT={key.to_public()}"
    assert "Installed 0." in machine.runs(install, seconds=900)
    env = machine.root / ENV[1:]
    assert env.stat().st_mode & 0o777 == 0o640
    text = re.sub(r"^BOT_TOKEN=.*", f"BOT_TOKEN={playground.token}", env.read_text(), flags=re.MULTILINE)
    text = re.sub(r"^ORGANIZER_IDS=.*", f"ORGANIZER_IDS={ORGANIZER}", text, flags=re.MULTILINE)
    env.write_text(f"{text}BOT_API_URL={playground.api_url}\n")
    assert str(ORGANIZER) in machine.runs("mektup ids")
    said = machine.runs("mektup doctor")
    assert "WRONG" not in said, said
    machine.runs("systemctl enable --now mektup mektup-backup.timer")
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
