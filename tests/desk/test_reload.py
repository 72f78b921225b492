"""/reload: the campaign and its texts are read again at once, whole or not at all, by organizers only."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.campaign.model import BUILT_IN
from bot.config import Config
from bot.playground import Playground
from bot.run import Running
from tests.conftest import ORGANIZER, polling_bot
from tests.support.phone import Phone


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The campaign's file, ours to change."""
    copy = tmp_path / "campaign.toml"
    copy.write_text(BUILT_IN.read_text("utf-8"), "utf-8")
    return copy


@pytest.fixture
async def bot(config: Config, file: Path) -> AsyncIterator[Running]:
    """The bot with that file."""
    async with polling_bot(config.model_copy(update={"campaign": file})) as running:
        yield running


@pytest.fixture
def organizer(phone: Callable[..., Phone]) -> Phone:
    """The organizer's phone."""
    return phone("Organizer", "en", ORGANIZER)


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


async def test_an_organizer_reads_the_changed_file_at_once(
    file: Path, organizer: Phone, olena: Phone
) -> None:
    assert "Ahtem Chiygoz" in await olena.types("/start chiygoz")
    change(file, "Ahtem Chiygoz", "Akhtem Chiygoz")
    assert "Ahtem Chiygoz" in await olena.types("/start chiygoz")
    assert "Recipients: 8" in await organizer.types("/reload")
    assert organizer.buttons() == ["Back to the start"]
    assert "Akhtem Chiygoz" in await olena.types("/start chiygoz")


async def test_every_mistake_is_listed_and_nothing_changes(
    file: Path, organizer: Phone, olena: Phone
) -> None:
    change(file, "Ahtem Chiygoz", "Akhtem Chiygoz")
    change(file, 'id = "primov"', 'id = "asanov"')
    change(file, "born = 1989", "born = true")
    said = await organizer.types("/reload")
    assert "Nothing was changed" in said
    assert "asanov" in said
    assert organizer.buttons() == ["Back to the start"]
    assert "born" in said
    assert "Ahtem Chiygoz" in await olena.types("/start chiygoz")


async def test_many_mistakes_still_fit_into_one_message(file: Path, organizer: Phone) -> None:
    wrong = "".join(f'\n[[prisoners]]\nid = "one{number}"\nborn = "<b>"\n' for number in range(200))
    file.write_text(file.read_text("utf-8") + wrong, "utf-8")
    said = await organizer.types("/reload")
    assert "Nothing was changed" in said
    assert "campaign check" in said


async def test_who_is_no_organizer_reads_nothing_again(file: Path, olena: Phone) -> None:
    change(file, "Ahtem Chiygoz", "Akhtem Chiygoz")
    assert "read again" not in await olena.types("/reload")
    assert "Ahtem Chiygoz" in await olena.types("/start chiygoz")


async def test_the_menu_offers_it_to_organizers(organizer: Phone, playground: Playground) -> None:
    await organizer.types("/start")
    menus = [menu for scope, menu in playground.telegram.commands.items() if str(ORGANIZER) in str(scope)]
    assert any("reload" in str(menu) for menu in menus)
