"""Another campaign, of 300 people in two other languages, taken over by editing data only."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import polib
import pytest

from bot.__main__ import main
from bot.campaign.loading import load_campaign
from bot.campaign.model import BUILT_IN, CampaignError
from bot.checks.all_checks import checked
from bot.config import Config, ConfigError, read_config
from bot.jobs.reloading import watch
from bot.playground import Playground
from bot.run import Running
from tests.conftest import polling_bot
from tests.support.answers import Tap
from tests.support.campaigns import make
from tests.support.phone import Phone
from tests.support.supporter import Supporter


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The finished campaign."""
    return make(tmp_path_factory.mktemp("campaign") / "poets", ("de", "pl"), 300)


@pytest.fixture
async def poets(config: Config, folder: Path) -> AsyncIterator[Running]:
    """The same bot with CAMPAIGN set to that folder."""
    async with polling_bot(config.model_copy(update={"campaign": folder})) as running:
        yield running


@pytest.fixture
def ilze(playground: Playground, poets: Running) -> Phone:
    """A phone whose Telegram speaks German."""
    return Phone(playground, playground.person("Ilze", "de"))


def test_the_finished_campaign_has_no_mistakes(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["campaign", "check", str(folder)]) == 0
    assert "300 recipients, languages de, pl" in capsys.readouterr().out


def test_the_settings_take_the_folder_as_well_as_the_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder.parent)
    for named in (folder, folder / "campaign.toml"):
        monkeypatch.setenv("CAMPAIGN", str(named))
        assert len(load_campaign(read_config().campaign).campaign.prisoners) == 300
    monkeypatch.setenv("CAMPAIGN", str(folder.parent))
    with pytest.raises(ConfigError, match="no folder that holds"):
        read_config()


def test_the_built_in_campaign_given_as_a_file_has_no_mistakes() -> None:
    assert load_campaign(BUILT_IN).campaign == load_campaign(None).campaign


async def test_a_letter_is_promised_in_another_campaign(ilze: Phone) -> None:
    assert (await ilze.types("/start")).startswith("de ")
    await ilze.presses("Write a letter")
    assert "Nachname1," in " ".join(ilze.buttons())
    assert len(ilze.buttons()) <= 15
    await ilze.presses("de Next page")
    await ilze.presses("de Previous page")
    assert "de" in await ilze.types("nachname237")
    assert "Vorname Nachname237" in await ilze.presses("Vorname Nachname237")
    await Supporter(ilze, "en").goes_on_to("review", greeting=Tap("support"))
    await ilze.presses("I promise: by")
    said = "\n".join(message.text for message in ilze.messages)
    assert "Riga\nLATVIA" in said
    assert "Kyiv 01014" not in said


async def test_every_page_of_the_list_is_reached_and_nobody_is_left_out(ilze: Phone) -> None:
    await ilze.types("/start")
    await ilze.presses("Write a letter")
    seen = set[str]()
    for _ in range(40):
        seen |= {label.partition(",")[0] for label in ilze.buttons() if "Nachname" in label}
        if not any("Next page" in label for label in ilze.buttons()):
            break
        await ilze.presses("de Next page")
    assert len(seen) == 300


async def test_the_other_language_counts_in_its_own_way(ilze: Phone, playground: Playground) -> None:
    jan = Phone(playground, playground.person("Jan", "pl"))
    await jan.types("/start person-5")
    assert "pl2 pl up to 4 letters" in jan.sees()


MISTAKES = {  # what is written instead of what, and what the check then names
    "a missing vocative": (', pl = "Imię" }', " }", "prisoners.person-1.address"),
    "a duplicate id": ('id = "person-2"\n', 'id = "person-1"\n', "person-1"),
    "a missing language": ('name = { de = "Vorname Nachname1", pl', 'name = { xx', "prisoners.person-1.name"),
    "a name too long for a button": ("Vorname Nachname1\"", f"{'Vorname ' * 6}\"", "too long for a button"),
    "an unknown case": ('case = "first-case"', 'case = "second-case"', "second-case"),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named(
    folder: Path, tmp_path: Path, mistake: str, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new, named = MISTAKES[mistake]
    copy = copied(folder, tmp_path)
    toml = (copy / "campaign.toml").read_text("utf-8")
    (copy / "campaign.toml").write_text(toml.replace(old, new, 1), "utf-8")
    assert main(["campaign", "check", str(copy)]) == 1
    assert named in capsys.readouterr().err


def test_mistakes_in_texts_are_named_all_at_once(folder: Path, tmp_path: Path) -> None:
    copy = copied(folder, tmp_path)
    (copy / "locales/de/letters/support.txt").write_text("Title\n\nHallo {nmae}\n", "utf-8")
    (copy / "locales/pl/letters/new-year.txt").unlink()
    catalogue = polib.pofile(str(copy / "locales/pl/bot.po"))
    catalogue.find("home.text").msgstr = "{what} pl"
    catalogue.find("own.ask").msgstr = ""
    catalogue.save()
    with pytest.raises(CampaignError) as refusal:
        checked(copy)
    said = str(refusal.value)
    for named in ("{nmae}", "pl/letters/new-year.txt, file: The greeting is missing.", "{what}", "own.ask"):
        assert named in said


async def test_a_new_file_is_taken_at_once_and_a_wrong_one_never(
    ilze: Phone, poets: Running, folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    copy = copied(folder, tmp_path)
    poets.engine.context = replace(poets.engine.context, campaign_path=copy)
    watching = asyncio.create_task(watch(poets.engine, poets.supervisor))
    await asyncio.sleep(0.1)
    toml = (copy / "campaign.toml").read_text("utf-8")

    async def hang_up_with(content: str) -> None:
        before, lines = poets.engine.context, len(caplog.records)
        (copy / "campaign.toml").write_text(content, "utf-8")
        os.kill(os.getpid(), signal.SIGHUP)
        async with asyncio.timeout(10):
            while poets.engine.context is before and len(caplog.records) == lines:  # noqa: ASYNC110
                await asyncio.sleep(0.01)

    await hang_up_with(toml.replace('first-case"\nenvelope', 'no-case"\nenvelope', 1))
    assert "stays as it was" in caplog.text
    assert "Nachname1" in await ilze.types("/start person-1")
    await hang_up_with(toml.replace('Nachname1"', 'Neuername"'))
    assert "Neuername" in await ilze.types("/start person-1")
    watching.cancel()
    await asyncio.wait({watching})


def copied(folder: Path, tmp_path: Path) -> Path:
    """A copy to spoil."""
    copy = tmp_path / "copy"
    for path in folder.rglob("*"):
        if path.is_file():
            target = copy / path.relative_to(folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    return copy
