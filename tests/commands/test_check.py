"""`mektup check`: somebody who edits words sees each mistake with what to do about it."""

import argparse
import shutil
from pathlib import Path

import polib
import pytest

from bot.commands import check
from bot.i18n.translate import LOCALES, Translate


def mektup_check(*options: str) -> int:
    parser = argparse.ArgumentParser()
    check.options(parser)
    return check.main(parser.parse_args(options))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return shutil.copytree(LOCALES, tmp_path / "locales")


def test_clean_texts_are_said_to_be_clean(capsys: pytest.CaptureFixture[str]) -> None:
    assert mektup_check() == 0

    said = capsys.readouterr()
    assert "8 prisoners, 12 greetings, no mistakes" in said.out
    assert "no problems" in said.out
    assert said.err == ""


def test_a_mistake_is_named_with_its_place_and_its_remedy(
    copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    letter = copy / "crh/letters/support.txt"
    letter.write_text(letter.read_text("utf-8").replace("Ürmetli", "Hürmetli", 1), "utf-8")

    assert mektup_check("--locales", str(copy)) == 2

    said = capsys.readouterr()
    assert "crh/letters/support.txt, line 3: “Hürmetli” is Turkish. Write “ürmetli”." in said.err
    assert "2 problems" in said.out, "the word, and the proof-reader's list that lags behind"


@pytest.fixture
def with_a_text_that_waits(copy: Path) -> Path:
    """Somebody without the language has added a text: its entry is marked as gettext marks such."""
    catalogue = polib.pofile(str(copy / "crh/bot.po"))
    entry = catalogue.find("button.back")
    entry.msgstr, entry.flags = "", ["fuzzy"]
    catalogue.save()
    assert mektup_check("--locales", str(copy), "--write") == 0
    return copy


def test_a_text_may_wait_for_its_language(
    with_a_text_that_waits: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert mektup_check("--locales", str(with_a_text_that_waits)) == 0

    said = capsys.readouterr()
    assert "waiting for a translation: button.back" in said.out
    assert said.err == ""
    assert "- button.back: It waits" in (with_a_text_that_waits / "crh/README.md").read_text("utf-8")


def test_before_a_release_nothing_may_wait(
    with_a_text_that_waits: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert mektup_check("--locales", str(with_a_text_that_waits), "--release") == 2
    assert "crh/bot.po, button.back: It waits for its translation; the bot says it in “uk”." in (
        capsys.readouterr().err
    )


def test_until_then_the_bot_says_it_in_the_nearest_language(with_a_text_that_waits: Path) -> None:
    assert Translate("crh", [with_a_text_that_waits]).plain("button.back") == "Назад"


def test_only_crimean_tatar_may_wait(copy: Path) -> None:
    catalogue = polib.pofile(str(copy / "uk/bot.po"))
    catalogue.find("button.back").flags = ["fuzzy"]
    catalogue.save()
    assert mektup_check("--locales", str(copy)) == 2


def test_a_new_word_that_the_dictionary_knows_gets_its_row(copy: Path) -> None:
    ideas = copy / "crh/ideas.txt"
    ideas.write_text(ideas.read_text("utf-8") + "Dostlarımıznı körgenim bar.\n", "utf-8")
    assert mektup_check("--locales", str(copy), "--write") == 0
    assert "dostlarımıznı\tdost\tB\tLT" in (copy / "crh/words.tsv").read_text("utf-8")


def test_the_list_for_the_proof_reader_is_written_on_request(copy: Path) -> None:
    ideas = copy / "crh/ideas.txt"
    ideas.write_text(ideas.read_text("utf-8") + "Mektepte ava nasıl?\n", "utf-8")
    assert mektup_check("--locales", str(copy)) == 2

    assert mektup_check("--locales", str(copy), "--write") == 0

    assert "Mektepte ava nasıl?" in (copy / "crh/README.md").read_text("utf-8")
