"""`mektup check`: somebody who edits words sees each mistake with what to do about it."""

import argparse
import shutil
from pathlib import Path

import pytest

from bot.commands import check
from bot.i18n import LOCALES


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
    assert "8 prisoners, 9 greetings, no mistakes" in said.out
    assert "no problems" in said.out
    assert said.err == ""


def test_a_mistake_is_named_with_its_place_and_its_remedy(
    copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    letter = copy / "crh/letters/support.txt"
    letter.write_text(letter.read_text("utf-8").replace("Ürmetli", "Hürmetli"), "utf-8")

    assert mektup_check("--locales", str(copy)) == 2

    said = capsys.readouterr()
    assert "crh/letters/support.txt, line 3: “Hürmetli” is Turkish. Write “ürmetli”." in said.err
    assert "2 problems" in said.out, "the word, and the proof-reader's list that lags behind"


def test_the_list_for_the_proof_reader_is_written_on_request(copy: Path) -> None:
    ideas = copy / "crh/ideas.txt"
    ideas.write_text(ideas.read_text("utf-8") + "Mektepte ava nasıl?\n", "utf-8")
    assert mektup_check("--locales", str(copy)) == 2

    assert mektup_check("--locales", str(copy), "--write") == 0

    assert "Mektepte ava nasıl?" in (copy / "crh/README.md").read_text("utf-8")
