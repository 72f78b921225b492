"""`mektup evening` opens an evening and prints its kit without Telegram; asked again, it prints the same."""

import asyncio
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.letter.qr_reading import read
from db import evenings
from tests.conftest import SECRET
from tests.support.records import VAULT, connected


@pytest.fixture(autouse=True)
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sqlite_url: str) -> str:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.setenv("SECRET_KEY", SECRET)
    return sqlite_url


def test_the_kit_has_the_sheets_of_an_evening_that_is_there_from_then_on(url: str, tmp_path: Path) -> None:
    asked = ["evening", "kyiv-school", "--bot", "mektup_bot"]
    assert main([*asked, "--day", "2016-02-12", "--writers", "6", "--languages", "uk", "en"]) == 0
    first = (tmp_path / "kit.pdf").read_bytes()

    async def stored() -> evenings.Evening | None:
        async with connected(url) as connection:
            return await evenings.find(connection, VAULT, "kyiv-school")

    evening = asyncio.run(stored())
    assert evening
    texts = read(first).texts
    assert {f"https://t.me/mektup_bot?start={code}" for code in evening.codes} <= set(texts)
    assert main([*asked, "-o", "again.pdf", "--poster", "poster.pdf"]) == 0
    assert (tmp_path / "again.pdf").read_bytes() == first
    assert read((tmp_path / "poster.pdf").read_bytes()).texts == (
        "https://t.me/mektup_bot?start=kyiv-school",
    )


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["chiygoz", "--writers", "5"], "means something else"),
        (["Kyiv!", "--writers", "5"], "no word for a link"),
        (["kyiv-school"], "--writers"),
        (["kyiv-school", "--writers", "301"], "--writers"),
        (["kyiv-school", "--writers", "5", "--languages", "fr"], "--languages"),
    ],
)
def test_a_wrong_request_is_one_sentence(
    capsys: pytest.CaptureFixture[str], options: list[str], why: str
) -> None:
    assert main(["evening", *options, "--bot", "mektup_bot"]) == 2
    said = capsys.readouterr().err
    assert why in said
    assert said.count("\n") == 1
