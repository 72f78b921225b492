"""The image and the composition in podman; bases made by mmdebstrap stand in for the registry's."""

import os
import resource
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.drills.machine import AUTHORITIES, CACHE, first_child
from tests.drills.servers import DEPLOY

ROOT = DEPLOY.parent
NEEDED = ("podman", "crun", "mmdebstrap", "unshare", "iptables")
BASES = {
    "trixie-slim": ("trixie", "python3,python3-venv,ca-certificates"),
    "pg18": ("sid", "postgresql-18"),
}
# A pinned mirror's lists may be old; what the official slim images leave out is left out.
SLIM = "--aptopt='Acquire::Check-Valid-Until \"false\"' " + " ".join(
    f"--dpkgopt='path-exclude=/usr/share/{one}/*'" for one in ("doc", "info", "locale", "man")
)
LOGS = "podman ps -a; for one in $(podman ps -aq); do podman logs --tail 5 $one 2>&1; done"
OWN = ("/run/netns", "/run/containers")  # names, addresses and locks of networks: an earlier engine's mislead
# crun refuses a hybrid cgroup tree, so its v2 half is left out; the loop takes leave of whoever ends.
ALONE = (
    "umount /sys/fs/cgroup/unified 2>/dev/null; "
    + "".join(f"mkdir -p {one}; mount -t tmpfs tmpfs {one}; " for one in OWN)
    + "while :; do sleep 1; done"
)
COMPOSE = Path(sys.executable).with_name("podman-compose")
CADDY = Path(sys.executable).with_name("caddy")

BOT_BASE = """FROM localhost/trixie-slim
COPY ca.crt /etc/ssl/certs/ca-certificates.crt
RUN ln -s /usr/bin/python3 /usr/local/bin/python \\
    && printf '[global]\\ncert = /etc/ssl/certs/ca-certificates.crt\\n' > /etc/pip.conf
"""
DATABASE_BASE = """FROM localhost/pg18
COPY postgres.sh /usr/local/bin/docker-entrypoint.sh
RUN rm -rf /var/lib/postgresql/* /etc/postgresql/*; ln -s /usr/lib/postgresql/*/bin/* /usr/local/bin/ || true
VOLUME /var/lib/postgresql
STOPSIGNAL SIGINT
ENTRYPOINT ["sh", "/usr/local/bin/docker-entrypoint.sh"]
"""
PROXY_BASE = """FROM localhost/trixie-slim
COPY caddy /usr/bin/caddy
COPY wget.sh /usr/bin/wget
RUN chmod +x /usr/bin/wget
ENV XDG_CONFIG_HOME=/config XDG_DATA_HOME=/data
CMD ["caddy", "run", "--config", "/etc/caddy/Caddyfile", "--adapter", "caddyfile"]
"""
# What the proxy's health check calls.
WGET = """#!/bin/sh
exec python3 -c "import sys, urllib.request as u; u.urlopen(sys.argv[-1]).read()" "$@"
"""
# The official image's contract, in short: POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_DB at the first start.
POSTGRES = """set -e
BIN=$(ls -d /usr/lib/postgresql/*/bin); V=$(basename $(dirname $BIN))
export PGDATA=/var/lib/postgresql/$V/docker
if [ "$(id -u)" = 0 ]; then
    mkdir -p "$PGDATA" /var/run/postgresql; chown -R postgres "$PGDATA" /var/run/postgresql
    chmod 700 "$PGDATA"; chmod 3777 /var/run/postgresql
    exec setpriv --reuid=postgres --regid=postgres --clear-groups sh "$0" "$@"
fi
if [ ! -s "$PGDATA/PG_VERSION" ]; then
    echo "$POSTGRES_PASSWORD" > /tmp/pw
    $BIN/initdb -D "$PGDATA" -U "$POSTGRES_USER" --pwfile=/tmp/pw --auth-host=scram-sha-256 --auth-local=trust
    rm /tmp/pw; echo "host all all all scram-sha-256" >> "$PGDATA/pg_hba.conf"
    $BIN/pg_ctl -D "$PGDATA" -w -o "-c listen_addresses=''" start
    [ "$POSTGRES_DB" = postgres ] || $BIN/createdb -U "$POSTGRES_USER" "$POSTGRES_DB"
    $BIN/pg_ctl -D "$PGDATA" -m fast -w stop
fi
exec $BIN/postgres -D "$PGDATA" -c listen_addresses='*'
"""


def why_not() -> str:
    """What is missing to run it here; empty if nothing is."""
    if os.geteuid() != 0:
        return "needs root"
    missing = [one for one in NEEDED if not shutil.which(one)]
    if not COMPOSE.exists():
        missing.append("podman-compose (PyPI)")
    return (
        f"needs {', '.join(missing)} (Debian: podman crun netavark aardvark-dns iptables mmdebstrap)"
        if missing
        else ""
    )


class Engine:
    """`engine.runs("podman ps")`: podman with images, containers, volumes and processes of its own.

    All are in `folder` and in namespaces that end with `ends`, so that no drill meets what another one left.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        (folder / "containers.conf").write_text(  # no right to raise limits, no systemd: as on a plain server
            f'[containers]\ndefault_ulimits = ["nofile={most}:{most}", "nproc=15000:15000"]\n'
            'log_driver = "k8s-file"\n'
            '[engine]\ncgroup_manager = "cgroupfs"\nevents_logger = "file"\n'
            f'tmp_dir = "{folder}/libpod"\n[network]\nnetwork_config_dir = "{folder}/networks"\n'
        )
        (folder / "storage.conf").write_text(
            f'[storage]\ndriver = "overlay"\ngraphroot = "{folder}/storage"\nrunroot = "{folder}/run"\n'
        )
        apart = ("unshare", "-m", "-p", "--fork", "--kill-child", "--mount-proc", "--propagation", "private")
        self._outside = subprocess.Popen([*apart, "sh", "-c", ALONE])
        self._environment = os.environ | {
            "CONTAINERS_CONF": str(folder / "containers.conf"),
            "CONTAINERS_STORAGE_CONF": str(folder / "storage.conf"),
            "PATH": f"{COMPOSE.parent}:{os.environ['PATH']}",
        }

    def runs(self, command: str, *, code: int | None = 0, seconds: float = 900) -> str:
        """What a command says, in the drill's folder."""
        done = subprocess.run(
            [
                *("nsenter", "-t", str(first_child(self._outside)), "-m", "-p", f"--wd={self.folder}"),
                "sh",
                "-c",
                command,
            ],
            env=self._environment,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            timeout=seconds,
        )
        said = done.stdout + done.stderr
        assert code is None or done.returncode == code, f"{command}: {done.returncode}\n{said[-6000:]}"
        return said.strip()

    def compose(self, command: str, *, code: int | None = 0) -> str:
        """`docker compose …` of the book, with what the drill overrides."""
        files = f"--env-file {self.folder}/.env -f {DEPLOY}/compose.yaml -f {self.folder}/drill.yaml"
        return self.runs(f"podman-compose {files} {command}", code=code)

    def ends(self) -> None:
        """Nothing runs any more, and no network is left."""
        self.compose("down -v", code=None)
        self.runs("podman rm -af -t 0; podman network prune -f", code=None)
        self._outside.kill()
        self._outside.wait()
        subprocess.run(["rm", "-rf", self.folder / "storage"], check=True)

    def until(self, command: str, seconds: float = 300) -> None:
        """Until this command ends well."""
        end = time.monotonic() + seconds
        while not self.runs(f"{command} && echo DONE", code=None).endswith("DONE"):
            assert time.monotonic() < end, f"{command}\n{self.runs(LOGS, code=None)}"
            time.sleep(1)


@contextmanager
def engine() -> Iterator[Engine]:
    """With the images the composition names; containers and volumes go at the end."""
    CACHE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="mektup-drill-", dir="/var/tmp") as name:
        one = Engine(Path(name))
        try:
            _brings_images(one)
            yield one
        finally:
            one.ends()


def _brings_images(one: Engine) -> None:
    for base, (suite, packages) in BASES.items():
        tar = CACHE / f"{base}.tar"
        if not tar.exists() or not tar.stat().st_size:
            one.runs(f"mmdebstrap {SLIM} --variant=minbase --include={packages} {suite} {tar} {_mirror()}")
        one.runs(f"podman import -q {tar} localhost/{base}")
    shutil.copy(AUTHORITIES, one.folder / "ca.crt")
    shutil.copy(CADDY, one.folder / "caddy")
    (one.folder / "postgres.sh").write_text(POSTGRES)
    (one.folder / "wget.sh").write_text(WGET)
    for recipe, tag in (
        (BOT_BASE, "python:3.13-slim-trixie"),
        (DATABASE_BASE, "postgres:18-trixie"),
        (PROXY_BASE, "caddy:2.11"),
    ):
        (one.folder / "Recipe").write_text(recipe)
        image = f"docker.io/library/{tag}"
        one.runs(f"podman build -q --format docker --network host -f Recipe -t {image} .")


def settings(folder: Path, token: str, api_port: int, organizer: int) -> None:
    """deploy/.env as the book has it, and what podman and the playground need otherwise."""
    (folder / ".env").write_text(
        f"BOT_TOKEN={token}\nORGANIZER_IDS={organizer}\nDOMAIN=letters.localhost\n"
        f"SECRET_KEY={_base64()}\nWEBHOOK_SECRET={secrets.token_hex(32)}\nPOSTGRES_PASSWORD={secrets.token_hex(32)}\n"
        f"BOT_API_URL=http://host.containers.internal:{api_port}\n"
    )
    (folder / "drill.yaml").write_text("services: {}\n")


def _base64() -> str:
    return subprocess.run(
        ["openssl", "rand", "-base64", "32"], capture_output=True, text=True, check=True
    ).stdout.strip()


def _mirror() -> str:
    """The one this machine uses already."""
    said = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(REPO_URI)"], capture_output=True, text=True, check=False
    ).stdout
    return next((one for one in said.splitlines() if "security" not in one), "")
