"""A whole machine: Debian with systemd as its first process, in systemd-nspawn, on this machine's network."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.project import ROOT

CACHE = Path("/var/tmp/mektup-drill")
NEEDED = ("mmdebstrap", "systemd-nspawn", "nsenter", "unshare")
PACKAGES = "systemd,systemd-sysv,dbus,git,make,python3,python3-venv,ca-certificates,curl,procps"
AUTHORITIES = Path("/etc/ssl/certs/ca-certificates.crt")
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def why_not() -> str:
    """What is missing to run one here; empty if nothing is."""
    if os.geteuid() != 0:
        return "needs root"
    missing = [one for one in NEEDED if not shutil.which(one)]
    return f"needs {', '.join(missing)} (Debian: mmdebstrap, systemd-container)" if missing else ""


class Machine:
    """`machine.runs("systemctl is-active mektup")`; files of it are under `root`."""

    def __init__(self, root: Path, process: "subprocess.Popen[bytes]") -> None:
        self.root = root
        self._process = process

    def runs(self, command: str, *, code: int | None = 0, seconds: float = 600) -> str:
        """What a shell command says on this machine, as root; `code` None: it may end as it likes."""
        into = ("nsenter", "-t", str(first_child(self._process)), "-m", "-u", "-i", "-p", "-r", "-w", "--")
        clean = ("env", "-i", f"PATH={PATH}", "HOME=/root", "LANG=C.UTF-8")
        done = subprocess.run(
            [*into, *clean, "sh", "-c", command], capture_output=True, text=True, check=False, timeout=seconds
        )
        said = done.stdout + done.stderr
        assert code is None or done.returncode == code, f"{command}: {done.returncode}\n{said}"
        return said.strip()

    def until(self, command: str, seconds: float = 60) -> None:
        """Until this command ends well."""
        end = time.monotonic() + seconds
        while self.runs(f"{command} && echo DONE", code=None).splitlines()[-1:] != ["DONE"]:
            assert time.monotonic() < end, f"{command}\n{self.runs('journalctl -n 40 --no-pager', code=None)}"
            time.sleep(0.5)


@contextmanager
def booted() -> Iterator[Machine]:
    """A machine that has just been bought, with the checkout in /opt/mektup; gone at the end."""
    base = _base()
    with tempfile.TemporaryDirectory(prefix="mektup-machine-", dir="/var/tmp") as folder:
        root = Path(folder)
        subprocess.run(["tar", "-C", root, "-xf", base], check=True)
        if AUTHORITIES.exists():  # the package index of this machine may have an authority of its own
            shutil.copy(AUTHORITIES, root / "etc/ssl/certs/")
            (root / "etc/pip.conf").write_text(f"[global]\ncert = {AUTHORITIES}\n")
        subprocess.run(["git", "clone", "-q", ROOT, root / "opt/mektup"], check=True)
        # nspawn refuses a hybrid cgroup tree: its v2 half is left out of this mount namespace
        boot = f"exec systemd-nspawn -q -D {root} --register=no --keep-unit --boot"
        start = f"umount /sys/fs/cgroup/unified 2>/dev/null; {boot}"
        with (CACHE / "console.log").open("wb") as console:
            process = subprocess.Popen(
                ["unshare", "-m", "--propagation", "private", "sh", "-c", start],
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=console,
                start_new_session=True,
            )
        try:
            machine = Machine(root, process)
            machine.until("systemctl is-system-running 2>/dev/null | grep -qE 'running|degraded'")
            yield machine
            machine.runs("systemctl poweroff", code=None)
            process.wait(30)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()


def _base() -> Path:
    file = CACHE / "bookworm.tar"
    CACHE.mkdir(exist_ok=True)
    if not file.exists() or not file.stat().st_size:
        subprocess.run(
            ["mmdebstrap", "--variant=minbase", f"--include={PACKAGES}", "bookworm", file], check=True
        )
    return file


def first_child(process: "subprocess.Popen[bytes]") -> int:
    """The first process of the namespace that `unshare` or `systemd-nspawn` made, seen from here."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    for _ in range(200):
        assert process.poll() is None, "it has ended"
        if found := children.read_text().split():
            return int(found[0])
        time.sleep(0.1)
    raise AssertionError("nothing came up")
