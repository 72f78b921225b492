"""The check finds everything in one go: in the file, in the texts, on the screens, on paper."""

import shutil
from collections.abc import Callable
from pathlib import Path

import polib
import pytest

from bot.__main__ import main
from bot.campaign.new_campaign import begin
from bot.checks.all_checks import check_campaign, checked
from bot.checks.prisoners_on_paper import check_letters_kept
from bot.config import ConfigError, read_config
from db.errors import MistakeError
from tests.support.campaigns import make


@pytest.fixture(scope="module")
def right(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("right") / "poets", ("be-tarask", "pl", "en"), 6)


@pytest.fixture
def folder(right: Path, tmp_path: Path) -> Path:
    """A copy to spoil."""
    return shutil.copytree(right, tmp_path / "poets")


def problems_of(folder: Path) -> list[str]:
    return [str(one) for one in check_campaign(folder).problems]


def test_a_right_campaign_has_no_mistakes(right: Path) -> None:
    assert problems_of(right) == []


def replaced(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def said_in(path: Path, key: str, text: str) -> None:
    """Change one text of a catalogue."""
    catalogue = polib.pofile(str(path))
    entry = catalogue.find(key)
    entry.msgstr = text
    catalogue.save()


Spoil = Callable[[Path], object]


def text(key: str, said: str, language: str = "pl") -> Spoil:
    return lambda folder: said_in(folder / "locales" / language / "bot.po", key, said)


def fact(old: str, new: str) -> Spoil:
    return lambda folder: replaced(folder / "campaign.toml", old, new)


def file(name: str, content: str) -> Spoil:
    return lambda folder: (folder / "locales" / name).write_text(content, "utf-8")


def english_letter(folder: Path) -> None:
    shutil.copy(folder / "english/letters/new-year.txt", folder / "locales/pl/letters/new-year.txt")


def another_language(folder: Path) -> None:
    (folder / "locales/de").mkdir()
    (folder / "locales/de/bot.po").write_text("", "utf-8")


def two_of_one_name(folder: Path) -> None:
    replaced(folder / "campaign.toml", 'Imię Nazwisko2"', 'Imię Nazwisko1"')
    replaced(folder / "campaign.toml", "born = 1952", "born = 1951")


# What is done to a campaign, and what is said about it.
SPOILT: list[tuple[Spoil, str]] = [
    (text("own.idea", "pl <b>{idea}"), "pl/bot.po, own.idea: Telegram refuses it: Can't find end tag"),
    (text("press.join", "pl link"), "pl/bot.po, press.join: The placeholders are none. The English text has"),
    (text("press.ask", "pl {day} {sun}"), "pl/bot.po, press.ask: The placeholders are {day}, {sun}."),
    (text("profile.short", "pl " * 50), "pl/bot.po, profile.short: It has 150 characters and 120 fit."),
    (text("button.home", "wróć " * 8 + "tam"), "pl/bot.po, button.home: The button has 43 characters."),
    (
        text("button.back", "Wró\u200bć"),
        "pl/bot.po, button.back: It holds a character that nobody sees (U+200B)",
    ),
    (
        text("stats.export", "All figures, one sheet per table.", "be-tarask"),
        "be-tarask/bot.po, stats.export: It is still in English.",
    ),
    (
        lambda folder: replaced(folder / "locales/pl/bot.po", "nplurals=3", "nplurals=2"),
        "pl/bot.po, header: The plural rule is",
    ),
    (
        file("pl/letters/support.txt", "pl\n\npl {nmae}\n{sender}\n"),
        "pl/letters/support.txt, text 1: The letter uses {nmae}, {sender}.",
    ),
    (english_letter, "pl/letters/new-year.txt, letter: It is still in English."),
    (
        file("be-tarask/letters/support.txt", "…\n\n…\n"),
        "be-tarask/letters/support.txt, line 1: It still has to be written.",
    ),
    (
        file("pl/letters/easter.txt", "pl\n\n{name}\n"),
        "pl/letters/easter.txt, file: There is no greeting `easter`",
    ),
    (file("pl/leters.txt", "pl"), "pl/leters.txt, file: Nothing reads this file."),
    (another_language, "de/bot.po, file: Its language is not among `languages`."),
    (
        two_of_one_name,
        "campaign.toml, prisoners: person-1, person-2 have the same button in “pl”: Imię Nazwisko1, 1951.",
    ),
    (
        fact("SURNAME3 First", "SURNAME3 \ue000"),
        "campaign.toml, prisoners.person-3.envelope.latin: No font has “\ue000”",
    ),
    (
        fact("SURNAME3 \ue000", "SURNAME3\u202e \ue000"),
        "campaign.toml, prisoners.person-3.envelope.latin: It holds",
    ),
    (
        fact("Imię Nazwisko4", "Imię " * 7),
        "campaign.toml, prisoners.person-4.name.pl: 35 characters are too long for a button.",
    ),
    (fact('"held for a poem"', '"…"'), "campaign.toml, organizers.be-tarask: It still has to be written."),
]


def test_every_mistake_is_named_at_once(folder: Path) -> None:
    for spoil, _ in SPOILT:
        spoil(folder)
    problems = problems_of(folder)
    unsaid = [said for _, said in SPOILT if not any(one.startswith(said) for one in problems)]
    assert unsaid == []


def test_with_a_mistake_in_the_file_the_texts_are_checked_too(folder: Path) -> None:
    replaced(folder / "campaign.toml", "time_zone", "timezone")
    replaced(folder / "campaign.toml", "born = 1953", 'born = "1953?"')
    said_in(folder / "locales/pl/bot.po", "own.idea", "pl <b>{idea}")
    first, second, third = problems_of(folder)
    assert first == "campaign.toml, file: there is no key `timezone`; did you mean `time_zone`?"
    assert second.startswith(
        "campaign.toml, prisoners.person-3.born: write a year from 1900 to 2025, or a day"
    )
    assert third.startswith("pl/bot.po, own.idea: Telegram refuses it")


def test_what_is_only_unfinished_does_not_keep_the_bot_from_running(folder: Path) -> None:
    replaced(folder / "campaign.toml", '"held for a poem"', '"…"')
    checked(folder, finished=False)
    with pytest.raises(MistakeError, match="still has to be written"):
        checked(folder)
    said_in(folder / "locales/pl/bot.po", "own.idea", "pl <b>{idea}")
    with pytest.raises(MistakeError, match="Telegram refuses it"):
        checked(folder, finished=False)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_a_file_is_read_as_its_editor_saved_it(folder: Path, encoding: str) -> None:
    for name in ("campaign.toml", "locales/pl/bot.po", "locales/pl/letters/support.txt"):
        text = (folder / name).read_text("utf-8").replace("\n", "\r\n")
        (folder / name).write_bytes(text.encode(encoding))
    assert problems_of(folder) == []
    t = checked(folder).languages["pl"]
    assert t.greetings["support"].title == "pl support"
    assert t.plain("button.back") == "pl Back"


@pytest.mark.parametrize(
    ("encoding", "word", "said"),
    [
        ("cp1251", "Лісты пра надзею", "Windows-1251 (“Лісты пра"),
        ("latin-1", "Vögel über Bäumen", "Latin-1 (“Vögel"),
    ],
)
def test_another_encoding_is_named_with_its_line(folder: Path, encoding: str, word: str, said: str) -> None:
    (folder / "locales/pl/letters/support.txt").write_bytes(f"pl\n\n{word} {{name}}\n".encode(encoding))
    (folder / "locales/pl/bot.po").write_text('msgid "a"\nmsgstr "b" c"\n', "utf-8")
    problems = problems_of(folder)
    assert any(
        f"support.txt, file: It cannot be read: line 3 is not UTF-8 but, it seems, {said}" in one
        for one in problems
    )
    assert any("pl/bot.po, file: It cannot be read: line 2: " in one for one in problems)


def test_a_broken_file_is_never_taken_for_a_lost_database(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "locales/pl/bot.po").write_bytes('msgid ""\nmsgstr "Köln"\n'.encode("latin-1"))
    monkeypatch.chdir(folder.parent)
    for arguments in (["campaign", "check", str(folder)], ["campaign", "preview", str(folder)]):
        assert main(arguments) in (1, 2)
        error = capsys.readouterr().err
        assert "bot.po" in error
        assert "Latin-1" in error
        assert "database" not in error


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_the_settings_file_is_read_as_its_editor_saved_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_bytes("LOG_LEVEL=ERROR\r\nLISTEN=127.0.0.1:9999\r\n".encode(encoding))
    assert read_config().log_level == "ERROR"


def test_a_broken_quote_in_the_settings_is_named_by_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text('LOG_LEVEL=ERROR\nBOT_TOKEN="12345\n', "utf-8")
    with pytest.raises(ConfigError, match="line 2 is no setting") as caught:
        read_config()
    assert "12345" not in str(caught.value)


def test_a_file_of_an_earlier_version_is_told_exactly_what_to_change(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    replaced(folder / "campaign.toml", 'time_zone = "UTC"', "")
    replaced(folder / "campaign.toml", "born = 1951\n", "born = 1951\nbirthday = 1951-03-02\n")
    assert main(["campaign", "upgrade", str(folder)]) == 0
    said = capsys.readouterr().out
    for lines in (
        'time_zone = "Europe/Kyiv"',
        "[words.pl]\noffice =",
        'near_countries = ["LV"]',
        "born = 1951-03-02",
    ):
        assert lines in said
    assert problems_of(folder) == ["campaign.toml, time_zone: is missing"]


def test_somebody_whom_letters_belong_to_stays(right: Path) -> None:
    campaign = checked(right).campaign
    (problem,) = check_letters_kept(campaign, {"person-1": 5, "old": 1})
    assert "1 letter belongs to old, who is not there. Keep the block" in str(problem)


@pytest.mark.parametrize("language", ["english", "xx", "pt_BR", "PT", "be-", "../crh"])
def test_a_language_that_cannot_be_carried_is_refused(tmp_path: Path, language: str) -> None:
    with pytest.raises(MistakeError, match="is not the code of a language"):
        begin(tmp_path / "new", ["uk", language])
    assert not (tmp_path / "new").exists()


def test_a_new_language_begins_with_the_english_beside_it_and_nothing_done(tmp_path: Path) -> None:
    begin(tmp_path / "new", ["pt-BR"])
    catalogue = polib.pofile(str(tmp_path / "new/locales/pt-BR/bot.po"))
    assert catalogue.translated_entries() == []
    assert "Write a letter" in catalogue.find("home.button.write").comment
    assert (tmp_path / "new/locales/pt-BR/letters/support.txt").read_text() == "…\n\n…\n"
    assert "{own}" in (tmp_path / "new/english/letters/support.txt").read_text("utf-8")
