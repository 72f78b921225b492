"""What is shipped to run it, each part read by a tool that knows it: unit, image, composition, proxy."""

import fnmatch
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import compose_spec
import pyrage
import pytest

from bot.config import Config
from tests.support.project import ROOT

DEPLOY = ROOT / "deploy"
TOOLS = Path(sys.executable).parent
UNITS = ("mektup.service", "mektup-backup.service", "mektup-alarm@.service", "mektup-backup.timer")
# Images move with their tags on purpose: whoever deploys gets security updates. 80 and 443 are for everybody.
ACCEPTED = {"CL-0019", "CL-0005"}
MOST_EXPOSED = 1.5  # of 10, as systemd-analyze counts


def run(*command: object, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": f"{TOOLS}:/usr/bin:/bin", "HOME": "/nonexistent", **variables}
    return subprocess.run(
        [str(one) for one in command],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("content", "is_refused"),
    [
        ("# public key: {own}\n{key}\n", True),
        ("{key}\n", True),
        ("# public key: age1other\n{key}\n", False),
        ("SECRET_KEY=AGE-SECRET-KEY-\n", False),
    ],
)
def test_nothing_is_installed_beside_the_key_that_opens_the_copies(
    content: str, is_refused: bool, tmp_path: Path
) -> None:
    key = pyrage.x25519.Identity.generate()
    own = str(key.to_public())
    (tmp_path / ".config").mkdir()
    (tmp_path / ".config" / "key.txt").write_text(content.format(own=own, key=key))
    looked = run("sh", DEPLOY / "private-key.sh", own, tmp_path, tmp_path / "none")
    assert (looked.returncode, looked.stdout) == (
        (1, f"{tmp_path}/.config/key.txt\n") if is_refused else (0, "")
    )
    assert 'deploy/private-key.sh "$recipient"' in (DEPLOY / "install.sh").read_text("utf-8")


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd's own checker")
@pytest.mark.parametrize("unit", UNITS)
def test_systemd_understands_the_unit(unit: str, tmp_path: Path) -> None:
    for name in UNITS:  # the programs are not installed here: the rest of the line is what counts
        text = (DEPLOY / name).read_text("utf-8").replace("/opt/mektup/current/bin/mektup", "/bin/true")
        (tmp_path / name).write_text(text, "utf-8")
    checked = run("systemd-analyze", "verify", tmp_path / unit)
    assert checked.stderr == ""
    assert checked.returncode == 0


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd's own checker")
@pytest.mark.parametrize("unit", UNITS[:3])
def test_the_unit_gives_away_little(unit: str) -> None:
    said = run("systemd-analyze", "security", "--offline=true", DEPLOY / unit).stdout
    exposed = re.search(r"exposure level for .*?: ([\d.]+)", said)
    assert exposed, said
    assert float(exposed[1]) <= MOST_EXPOSED, said


def test_the_settings_file_names_settings_only() -> None:
    names = re.findall(r"^([A-Z_]+)=", (DEPLOY / "mektup.env").read_text("utf-8"), re.MULTILINE)
    assert {"BOT_TOKEN", "SECRET_KEY", "DATABASE_URL"} <= set(names)
    assert {name.lower() for name in names} <= set(Config.model_fields)


def test_the_image_is_described_as_it_should_be() -> None:
    checked = run("hadolint", DEPLOY / "Dockerfile")
    assert (checked.stdout, checked.returncode) == ("", 0)


def test_the_image_compiles_modules_that_exist() -> None:
    recipe = (DEPLOY / "Dockerfile").read_text("utf-8")
    named = re.findall(r"-c 'import ([^']+)'", recipe)
    assert named
    for module in named[0].split(", "):
        assert (ROOT / module.replace(".", "/")).with_suffix(".py").exists(), module


def test_only_the_program_goes_into_the_image() -> None:
    """The ignore file lets through what the recipe copies, and nothing else."""
    lines = (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8").splitlines()
    let_through = {line[1:] for line in lines if line.startswith("!")}
    assert "*" in lines
    recipe = (DEPLOY / "Dockerfile").read_text("utf-8")
    copied = {
        one for names in re.findall(r"^COPY (?!--)(.+) \S+$", recipe, re.MULTILINE) for one in names.split()
    }
    assert let_through == copied
    assert all((ROOT / one).exists() for one in copied)
    secret = (".env", "mektup.db", ".git", "deploy/.env")
    assert not any(fnmatch.fnmatch(name, one) for name in secret for one in copied)


def test_the_composition_is_well_formed_and_keeps_to_itself() -> None:
    text = (DEPLOY / "compose.yaml").read_text("utf-8")
    read = compose_spec.PyCompose.from_yaml(text)
    read.validate()
    composition = json.loads(read.to_json())
    for name, service in composition["services"].items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert "no-new-privileges:true" in service["security_opt"], name
    bot = composition["services"]["bot"]
    assert bot["deploy"]["replicas"] == 2
    assert bot["user"] == "10001:10001"
    assert {name.lower() for name in bot["environment"]} <= set(Config.model_fields)
    published = {name for name, service in composition["services"].items() if "ports" in service}
    assert published == {"proxy"}


def test_a_linter_finds_nothing_else_in_the_composition() -> None:
    said = run("compose-lint", "--format", "json", "--fail-on", "low", DEPLOY / "compose.yaml").stdout
    found = set(re.findall(r"CL-\d{4}", said))
    assert found <= ACCEPTED, said
    assert json.loads(said)


def test_the_proxy_understands_its_file() -> None:
    checked = run(
        "caddy", "validate", "--config", DEPLOY / "Caddyfile", "--adapter", "caddyfile", DOMAIN="a.example"
    )
    assert checked.returncode == 0, checked.stderr


def test_the_dashboard_asks_for_figures_that_exist() -> None:
    from_bot = set(re.findall(r'"(mektup_\w+)"', (ROOT / "bot/monitoring/metrics.py").read_text("utf-8")))
    board = json.loads((DEPLOY / "grafana.json").read_text("utf-8"))
    asked = [target["expr"] for panel in board["panels"] for target in panel.get("targets", ())]
    names = {name for expr in asked for name in re.findall(r"mektup_\w+", expr)}
    assert {bare(name) for name in names} == from_bot


def test_the_alerts_ask_for_figures_that_exist() -> None:
    from_bot = set(re.findall(r'"(mektup_\w+)"', (ROOT / "bot/monitoring/metrics.py").read_text("utf-8")))
    rules = (DEPLOY / "alerts.yaml").read_text("utf-8")
    names = {name for expr in re.findall(r"expr: (.*)", rules) for name in re.findall(r"mektup_\w+", expr)}
    assert len(names) > 5
    assert {bare(name) for name in names} <= from_bot


@pytest.mark.skipif(not shutil.which("promtool"), reason="needs promtool: Debian's package prometheus")
def test_the_alerts_sleep_on_a_calm_night_and_wake_in_trouble(tmp_path: Path) -> None:
    for file in (DEPLOY / "alerts.yaml", ROOT / "tests/project/alerts.test.yaml"):
        shutil.copy(file, tmp_path)
    checked = run("promtool", "check", "rules", tmp_path / "alerts.yaml")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    tested = run("promtool", "test", "rules", tmp_path / "alerts.test.yaml")
    assert tested.returncode == 0, tested.stdout + tested.stderr


def bare(name: str) -> str:
    """A figure's name without what a counter's or a histogram's samples add to it."""
    return re.sub(r"_(total|bucket|sum|count)$", "", name)
