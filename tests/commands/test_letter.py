"""`mektup letter` and `mektup poster` write the same files without Telegram, and refuse in one sentence."""

import subprocess
import sys
from pathlib import Path

import numpy
import pytest
import zxingcpp

from bot.__main__ import main
from bot.i18n.translate import Translate
from bot.letter.addresses_and_slips import address_lines, instructions
from bot.letter.compose import compose
from tests.support.paper_reader import pages, picture, read_aloud, sizes_in_mm, words
from tests.support.project import ROOT
from tests.support.supporter import CAMPAIGN

A4, US_LETTER, C6 = (210.0, 297.0), (215.9, 279.4), (162.0, 114.0)
NEW_YEAR = ("letter", "--prisoner", "chiygoz", "--greeting", "new-year")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to print in, without anybody's settings."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CAMPAIGN", raising=False)
    return tmp_path


def text_of(path: Path) -> str:
    return words(path.read_bytes())


@pytest.mark.parametrize("language", CAMPAIGN.languages)
@pytest.mark.parametrize(("paper", "size"), [("a4", A4), ("letter", US_LETTER)])
def test_a_letter_without_telegram(here: Path, language: str, paper: str, size: tuple[float, float]) -> None:
    own = ["--own", "Учора випав сніг.", "--sender", "Zarema", "--place", "Aqmescit"]
    made = main([*NEW_YEAR, "--language", language, *own, "--paper", paper, "-o", "a letter.pdf"])
    assert made == 0
    t = Translate(language)
    text = compose(
        t.greetings["new-year"].body,
        name=t.pick(CAMPAIGN.by_id["chiygoz"].address),
        forms=CAMPAIGN.forms_for(CAMPAIGN.by_id["chiygoz"], language),
        sender="Zarema",
        place="Aqmescit",
        own="Учора випав сніг.",
    )
    pdf = (here / "a letter.pdf").read_bytes()
    assert sorted(words(pdf).split()) == sorted(text.split())
    assert set(sizes_in_mm(pdf)) == {size}


def test_large_print_and_a_model_to_copy_by_hand(here: Path) -> None:
    assert main([*NEW_YEAR, "--large"]) == 0
    large = (here / "letter.pdf").read_bytes()
    assert min(line.size for line in pages(large)[0]) >= 16
    assert main([*NEW_YEAR, "--handwriting", "-o", "model.pdf"]) == 0
    assert words((here / "model.pdf").read_bytes()).endswith(words(large))


def test_envelope_and_label_with_the_slip(here: Path) -> None:
    more = ["--envelope", "envelope.pdf", "--size", "c6", "--sheet", "sheet.pdf"]
    assert main([*NEW_YEAR, *more, "--code", "k7qf2m9x", "--bot", "@mektup_bot", "--language", "crh"]) == 0
    address = " ".join(address_lines(CAMPAIGN, CAMPAIGN.by_id["chiygoz"], local=False))
    assert text_of(here / "envelope.pdf") == address
    assert set(sizes_in_mm((here / "envelope.pdf").read_bytes())) == {C6}
    sheet = text_of(here / "sheet.pdf")
    assert sheet.startswith(address)
    assert " K7QF-2M9X " in sheet
    for number, instruction in enumerate(instructions(Translate("crh")), 1):
        assert f"{number}. {instruction}" in sheet
    assert_leads((here / "sheet.pdf").read_bytes(), "https://t.me/mektup_bot?start=K7QF2M9X")

    assert main([*NEW_YEAR, "--envelope", "envelope.pdf", "--from-home"]) == 0
    assert "Київ" in text_of(here / "envelope.pdf")


@pytest.mark.parametrize(("paper", "size"), [("a4", A4), ("letter", US_LETTER)])
def test_a_poster_leads_to_its_person(here: Path, paper: str, size: tuple[float, float]) -> None:
    assert main(["poster", "--prisoner", "asanov", "--bot", "mektup_bot", "--paper", paper]) == 0
    pdf = (here / "poster.pdf").read_bytes()
    said = text_of(here / "poster.pdf")
    for language in CAMPAIGN.languages:
        t = Translate(language)
        assert t.plain("poster.appeal") in said
        assert all(part in said for part in t.pick(CAMPAIGN.by_id["asanov"].name).split())
    assert "1982" in said
    assert sizes_in_mm(pdf) == [size]
    assert_leads(pdf, "https://t.me/mektup_bot?start=asanov_poster")


def assert_leads(pdf: bytes, link: str) -> None:
    (code,) = zxingcpp.read_barcodes(numpy.asarray(picture(pdf, 150)))
    assert code.text == link
    assert [one.text for one in read_aloud(pdf) if one.kind == "Figure"] == [link], "and it is read out"


def test_letters_to_several_people_are_one_file_of_each_kind(here: Path) -> None:
    several = ("letter", "--prisoner", "chiygoz", "asanov", "primov", "--greeting", "support")
    more = ["--envelope", "envelopes.pdf", "--sheet", "slips.pdf", "--bot", "mektup_bot"]
    codes = ["K7QF-2M9X", "ABCD-EFGH", "2345-6789"]
    assert main([*several, *more, "--code", *codes, "-o", "letters.pdf"]) == 0
    letters, envelopes, slips = (here / f"{one}.pdf" for one in ("letters", "envelopes", "slips"))
    assert [len(pages(one.read_bytes())) for one in (letters, envelopes, slips)] == [3, 3, 1]
    for person, code in zip(("chiygoz", "asanov", "primov"), codes, strict=True):
        prisoner = CAMPAIGN.by_id[person]
        assert prisoner.address["en"] in text_of(letters)
        assert f"{code} {prisoner.name['uk'].split(' ')[0]}" in text_of(slips)


def test_a_campaign_is_looked_at_on_paper(here: Path) -> None:
    assert main(["campaign", "new", "ours", "--languages", "uk,en"]) == 0
    assert main(["campaign", "preview", "ours"]) == 0, "an unfinished one may be looked at"
    assert main(["campaign", "preview", str(ROOT / "bot" / "campaign")]) == 0
    pdf = (here / "preview.pdf").read_bytes()
    envelopes = [size for size in sizes_in_mm(pdf) if size == (220.0, 110.0)]
    assert len(envelopes) == 2 * len(CAMPAIGN.prisoners)
    for prisoner in CAMPAIGN.prisoners:
        for local in (True, False):
            assert " ".join(address_lines(CAMPAIGN, prisoner, local=local)) in words(pdf)
    for language in CAMPAIGN.languages:
        for greeting in CAMPAIGN.greetings:
            if any(greeting.fits(one) for one in CAMPAIGN.prisoners):
                assert Translate(language).greetings[greeting.id].body.splitlines()[-3] in words(pdf)


@pytest.mark.parametrize(
    ("wish", "answer"),
    [
        (
            ("letter", "--prisoner", "x", "--greeting", "support"),
            "--prisoner: there is no “x”; choose one of",
        ),
        (("letter", "--prisoner", "asanov", "--greeting", "x"), "--greeting: there is no “x”; choose one of"),
        (("letter", "--prisoner", "ilchenko", "--greeting", "oraza"), "--greeting: there is no “oraza”"),
        ((*NEW_YEAR, "--language", "ru"), "--language: there is no “ru”; choose one of uk, en, crh"),
        ((*NEW_YEAR, "--paper", "a5"), "--paper: there is no “a5”; choose one of a4, letter"),
        ((*NEW_YEAR, "--envelope", "e.pdf", "--size", "b4"), "--size: there is no “b4”; choose one of dl"),
        ((*NEW_YEAR, "--sheet", "s.pdf"), "--code: give the code of each promise"),
        ((*NEW_YEAR, "--sheet", "s.pdf", "--code", "K7QF2M9X"), "--bot: give the bot's name"),
        ((*NEW_YEAR, "--own", "Snow 𓃠"), "cannot be printed: 𓃠 (egyptian hieroglyph e013); --drop"),
        ((*NEW_YEAR, "--own", "a " * 4_000), "--own: the letter has 8,"),
        (("poster", "--prisoner", "x", "--bot", "mektup_bot"), "--prisoner: there is no “x”"),
        (("poster", "--prisoner", "asanov", "--bot", "a b"), "--bot: give the bot's name"),
        (("poster", "--prisoner", "asanov", "--bot", "mektup_bot", "--paper", "a5"), "--paper: there is no"),
    ],
)
def test_a_wrong_wish_gets_one_sentence(
    here: Path, capsys: pytest.CaptureFixture[str], wish: tuple[str, ...], answer: str
) -> None:
    assert main(wish) == 2
    said = capsys.readouterr()
    assert said.err.startswith(answer)
    assert said.err.count("\n") == 1
    assert said.out == ""
    assert list(here.iterdir()) == [], "nothing is written"


def test_what_cannot_be_printed_is_left_out_on_demand(here: Path) -> None:
    assert main([*NEW_YEAR, "--own", "Snow 𓃠 here.", "--sender", "𓃠", "--drop"]) == 0
    assert "Snow here." in words((here / "letter.pdf").read_bytes())


def test_a_file_that_cannot_be_written_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*NEW_YEAR, "-o", "no such folder/letter.pdf"]) == 1
    assert "no such folder/letter.pdf: No such file" in capsys.readouterr().err


def test_a_bot_that_prints_and_reads_nothing_loads_no_printer_and_no_spreadsheet() -> None:
    look = (
        "import sys, bot.routes, bot.run; print({'typst', 'zxingcpp', 'openpyxl', 'numpy'} & {*sys.modules})"
    )
    printed = subprocess.run(
        [sys.executable, "-c", look], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert printed.stdout == "set()\n"
