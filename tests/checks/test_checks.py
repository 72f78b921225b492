"""The texts are the product: every rule about words holds for every text, and each rule can go red."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.campaign.model import Campaign, read_campaign
from bot.checks.all_checks import Report, check_words, write_proof
from tests.support.project import ROOT

LOCALES = ROOT / "locales"

Break = Callable[[str, str, str], list[str]]


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    return read_campaign()


@pytest.fixture(scope="module")
def report(campaign: Campaign) -> Report:
    return check_words(LOCALES, campaign)


@pytest.fixture
def broken(tmp_path: Path, campaign: Campaign) -> Break:
    """Changes one text in a copy of `locales/` and says which problems appear."""

    def change(file: str, old: str, new: str) -> list[str]:
        copy = tmp_path / "locales"
        shutil.copytree(LOCALES, copy, dirs_exist_ok=True)
        text = (copy / file).read_text("utf-8")
        assert old in text, f"{old} is not in {file}: the test breaks nothing"
        (copy / file).write_text(text.replace(old, new, 1), "utf-8")
        return [str(problem) for problem in check_words(copy, campaign).problems]

    return change


def test_every_text_in_every_language_is_clean(report: Report) -> None:
    assert [str(problem) for problem in report.problems] == []


def test_all_texts_were_read(report: Report) -> None:
    assert report.texts > 600


def test_with_the_dictionary_installed_nothing_is_skipped(report: Report) -> None:
    assert report.skipped == ()


def test_without_the_dictionary_the_check_says_what_it_skipped(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.checks.all_checks.dictionary_is_here", lambda: False)

    report = check_words(LOCALES, campaign)

    assert report.problems == ()
    assert "pymorphy3" in report.skipped[0]


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("uk/letters/support.txt", "{dear} {name}!", "{dear}!", "The letter uses"),
        ("uk/letters/support.txt", "{dear} {name}!", "{dearest} {name}!", "The letter uses"),
        ("uk/letters/support.txt", "\n---\n", "\n", "It has 2 texts"),
        ("uk/letters/support.txt", "Підтримка\n\n", "Підтримка\n", "does not stand alone"),
        ("uk/letters/support.txt", "Підтримка", "Підтримка від усього серця", "has 26 characters"),
        ("uk/letters/support.txt", "{own}\n", "", "The letter uses"),
        ("en/letters/strength.txt", "You are in my thoughts.\nWith respect\n", "", "has 3 lines"),
        ("en/letters/strength.txt", "You are in my thoughts.", "You are a hero.", "may keep a letter"),
        ("en/letters/strength.txt", "Strength and calm", "🕊", "A button without words"),
        ("en/letters/strength.txt", "{own}", "<b>{own}</b>", "plain text"),
        ("en/letters/strength.txt", "{own}", "{own", "braces do not match"),
        ("en/examples/window.txt", "Helen", "{sender}", "An example is finished"),
        (
            "en/ideas.txt",
            "What does your home smell of?\nWhich song is stuck in your head?\n",
            "",
            "There are",
        ),
        ("en/ideas.txt", "What grows", "What  grows", "spaces that nobody sees"),
        ("uk/ideas.txt", "Чим пахне Ваш дім?", "Чим пахне Ваш дім!", "exclamation mark"),
    ],
)
def test_a_letter_stays_whole_short_and_quiet(
    broken: Break, file: str, old: str, new: str, said: str
) -> None:
    assert any(said in problem for problem in broken(file, old, new))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("здоровʼя", "здоров'я", "The apostrophe is '"),
        ("здоровʼя", "здоров’я", "The apostrophe is ’"),
        ("здоровʼя", "здаровʼя", "not in the dictionary"),
        ("здоровʼя і стійкості", '«здоровʼя» і "стійкості"', "quotation mark"),
        ("памʼятаю про Вас", "памʼятаю про вас", "small letter"),
        ("багато людей", "багато людєй", "not in the dictionary"),
        ("багато людей", "багато людэй", "Russian letter"),
        ("багато людей", "багато людeй", "mixes Cyrillic and Latin"),
        ("про Вас думає багато людей", "на протязі дня", "is a Russianism"),
        ("самі: про", "самі - про", "hyphen stands for a dash"),
    ],
)
def test_ukrainian_keeps_its_own_spelling(broken: Break, old: str, new: str, said: str) -> None:
    assert any(said in problem for problem in broken("uk/letters/support.txt", old, new))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Ürmetli", "Hürmetli", "Write “ürmetli”"),
        ("Siz yalıñız degilsiñiz.", "Hayır.", "Write “yoq”"),
        ("degilsiñiz", "degilsiniz", "write ñ"),
        ("unutmadıq", "unutmıyor", "the present is"),
        ("unutmadıq", "unutmadık", "has no source"),
        ("yalıñız", "уalıñız", "Cyrillic letters"),
        ("metanet", "xabar", "no w and no x"),
        ("tileyim", "tileyim 5 mektüpler", "After a number the singular"),
        ("{name}!", "{name}ge!", "directly at a placeholder"),
        ("{name}!", "{name}'ge!", "directly at a placeholder"),
        ("sağlıq ve metanet", "sabır", "said at a death"),
        ("Biz sizni unutmadıq.", "Hayırlı kün.", "Selâm aleyküm"),
        ("yalıñız", "yalın\u0303iz", "decomposed"),
    ],
)
def test_crimean_tatar_is_not_turkish(broken: Break, old: str, new: str, said: str) -> None:
    assert any(said in problem for problem in broken("crh/letters/support.txt", old, new))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("NO\tNorvegiya", "XX\tAlmaniya", "not a country code"),
        ("NO\tNorvegiya", "HU\tMacaristan", "already says"),
        ("NO\tNorvegiya\tAP", "NO\tNorvegiya", "a name and a reason"),
        ("NO\tNorvegiya", "NO\tNorway", "leaves the alphabet"),
    ],
)
def test_a_country_is_corrected_only_where_it_must_be(broken: Break, old: str, new: str, said: str) -> None:
    assert any(said in problem for problem in broken("crh/countries.tsv", old, new))


def test_patience_beside_strength_is_allowed(broken: Break) -> None:
    problems = broken("crh/letters/support.txt", "sağlıq ve metanet", "quvet ve sabır")

    assert not any("said at a death" in problem for problem in problems)


def test_a_wish_in_many_letters_is_a_stamp(broken: Break) -> None:
    wish = "Siz yalıñız degilsiñiz.\n"
    assert any(
        "stands in 3 letters" in problem
        for problem in broken("crh/letters/far.txt", "Men uzaqta", wish + "Men uzaqta")
    )


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("crh/words.tsv", "berirmiz\t", "berermez\t", "has no source"),
        ("crh/bot.po", "cevap berirmiz", "cevap berermiz", "has no source"),
        ("crh/countries.tsv", "FI\t", "FJ\t", "is in no source"),
        ("crh/countries.tsv", "Yañı Kaledoniya", "Yeni Kaledoniya", "is Turkish"),
    ],
)
def test_every_crimean_tatar_word_and_country_has_its_source(
    broken: Break, file: str, old: str, new: str, said: str
) -> None:
    assert any(said in problem for problem in broken(file, old, new))


def test_a_form_made_up_by_rule_is_looked_up_in_the_dictionary(tmp_path: Path, campaign: Campaign) -> None:
    copy = shutil.copytree(LOCALES, tmp_path / "locales")
    words, ideas = copy / "crh/words.tsv", copy / "crh/ideas.txt"
    words.write_text(words.read_text("utf-8") + "berermiz\tber-\tB\tAP: bermek\n", "utf-8")
    ideas.write_text(ideas.read_text("utf-8") + "Cevap berermiz.\n", "utf-8")
    problems = [str(problem) for problem in check_words(copy, campaign).problems]
    assert any("“berermiz” is not in LanguageTool's dictionary" in problem for problem in problems)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("en/bot.po", "Choose a language.", "Choose " + "one of the " * 4 + "languages."),
        ("uk/bot.po", "Виберіть мову.", "Виберіть мову, " + "будь ласка, " * 7 + "тут."),
        ("crh/bot.po", "Til saylañız.", "Til saylañız, " + "lütfen ve " * 7 + "mında."),
    ],
)
def test_a_sentence_on_a_supporters_screen_is_short(broken: Break, file: str, old: str, new: str) -> None:
    assert any("A sentence of" in problem for problem in broken(file, old, new))


def test_organizers_may_read_a_longer_sentence(broken: Break) -> None:
    long = "You can go on here, where you were when something else came between and took you away."
    problems = broken("en/bot.po", "You can go on here.", long)

    assert not any("A sentence of" in problem for problem in problems)


def test_english_stays_within_reach(broken: Break) -> None:
    long = "Notwithstanding considerable institutional uncertainties, " * 8
    problems = broken("en/ideas.txt", "What does your home smell of?", long)

    assert any("reads at school grade" in problem for problem in problems)
    assert any("A sentence of" in problem for problem in problems)


def test_a_thing_keeps_its_one_word_in_every_language(broken: Break) -> None:
    problems = broken("uk/bot.po", "Ваш лист. Кому", "Ваше послання. Кому")

    assert any("Use the same word everywhere" in problem for problem in problems)


def test_a_vocative_that_no_dictionary_knows_is_found(campaign: Campaign) -> None:
    first, *others = campaign.prisoners
    wrong = first.model_copy(update={"address": {**first.address, "uk": "Руслану"}})
    changed = campaign.model_copy(update={"prisoners": (wrong, *others)})

    problems = [str(problem) for problem in check_words(LOCALES, changed).problems]

    assert len(problems) == 1
    assert "is not a known vocative of Руслан (руслане" in problems[0]


def test_the_proof_readers_list_says_what_the_texts_say_now(tmp_path: Path, campaign: Campaign) -> None:
    copy = tmp_path / "locales"
    shutil.copytree(LOCALES, copy)
    ideas = copy / "crh/ideas.txt"
    ideas.write_text(ideas.read_text("utf-8") + "Mektepte ava nasıl?\n", "utf-8")
    assert any("stale" in str(problem) for problem in check_words(copy, campaign).problems)

    write_proof(copy)

    assert check_words(copy, campaign).problems == ()
