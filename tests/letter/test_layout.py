"""The words of a letter as paper shows them: taken apart, laid out, each paragraph in its language."""

import pytest

from bot.campaign.model import read_campaign
from bot.i18n.translate import Translate
from bot.letter.compose import Words, compose, taken_apart, with_forms
from bot.letter.layout import LetterText, Paragraph, language_of, lay_out, letter_text

CAMPAIGN = read_campaign()
LANGUAGES = {language: Translate(language) for language in CAMPAIGN.languages}
OWN = (
    "",
    "It snowed.",
    "Roses are red,\nviolets are blue.\n\nA new paragraph.",
    "{name}, [a-z]+ (brackets) \\d",
)
SHORT = "Dear {name},\nMy name is {sender}.\nI wish you health.\n{own}\nYours\n{sender}\n{place}"


def bodies(language: str) -> list[str]:
    """The greetings as they are written to one person."""
    forms = CAMPAIGN.forms_for(CAMPAIGN.by_id["chiygoz"], language)
    greetings = LANGUAGES[language].greetings.values()
    return [with_forms(text, forms) for one in greetings for text in one.texts]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("own", OWN)
@pytest.mark.parametrize(("sender", "place"), [("Zarema", "Aqmescit"), ("Zarema", ""), ("", "")])
def test_a_composed_letter_is_taken_apart_into_its_words(
    language: str, own: str, sender: str, place: str
) -> None:
    greetings = bodies(language)
    for greeting in greetings:
        words = Words(greeting, "Ahtem", sender, place, own)
        assert taken_apart(compose(**vars(words)), greetings) == words


def test_a_text_that_no_greeting_knows_stays_as_it_is() -> None:
    text = "Somebody else's words.\nIn two lines.\n\nAnd more."
    assert letter_text(text, bodies("en"), "en") == LetterText(
        "en", (Paragraph("Somebody else's words.\nIn two lines.", "en"), Paragraph("And more.", "en"))
    )


def test_sentences_run_on_and_words_of_ones_own_keep_their_lines() -> None:
    own = "Roses are red,\nviolets are blue.\n\nMore tomorrow."
    assert lay_out(Words(SHORT, "Ahtem", "Claire", "Lviv, November 2026", own), "en") == LetterText(
        "en",
        (
            Paragraph("My name is Claire. I wish you health.", "en"),
            Paragraph("Roses are red,\nviolets are blue.", "en"),
            Paragraph("More tomorrow.", "en"),
        ),
        place="Lviv, November 2026",
        salutation="Dear Ahtem,",
        closing="Yours",
        sender="Claire",
    )


def test_the_date_stands_only_where_its_writer_put_it() -> None:
    assert lay_out(Words(SHORT, "Ahtem"), "en").place == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_greeting_has_a_salutation_and_a_closing(language: str) -> None:
    for greeting in bodies(language):
        letter = lay_out(Words(greeting, "Ahtem"), language)
        assert "Ahtem" in letter.salutation
        assert letter.paragraphs
        assert letter.closing


def test_what_cannot_be_printed_is_left_out_before_the_letter_is_composed() -> None:
    text = compose(SHORT, name="Ahtem", sender="𓃠", own="Snow 𓃠 here.")
    assert "My name is 𓃠." in text
    letter = letter_text(text, [SHORT], "en")
    assert [one.text for one in letter.paragraphs] == ["I wish you health.", "Snow here."]
    assert letter.sender == ""


@pytest.mark.parametrize(
    ("text", "letter", "expected"),
    [
        ("Учора випав сніг.", "en", "uk"),
        ("Учора випав сніг.", "uk", "uk"),
        ("Вчера выпал снег.", "uk", "ru"),
        ("Къырымда къар ягъды.", "crh", "crh"),
        ("Snow fell yesterday.", "uk", "en"),
        ("Snow fell yesterday.", "crh", "en"),
        ("Bugün qar yağdı.", "uk", "crh"),
        ("Bugün qar yağdı.", "crh", "crh"),
        ("سلام", "crh", "ar"),
        ("שלום", "en", "he"),
        ("გამარჯობა", "uk", "ka"),
        ("こんにちは", "uk", "ja"),
        ("2026 🙂", "crh", "crh"),
    ],
)
def test_the_language_of_a_paragraph_is_told_from_its_letters(text: str, letter: str, expected: str) -> None:
    assert language_of(text, letter) == expected


def test_another_direction_of_writing_is_a_paragraph_of_its_own() -> None:
    letter = lay_out(Words(SHORT, "Ahtem", own="Selâm dostum!\nسلام عليكم\nQar yağdı."), "crh")
    assert [(one.language, one.text) for one in letter.paragraphs[1:]] == [
        ("crh", "Selâm dostum!"),
        ("ar", "سلام عليكم"),
        ("crh", "Qar yağdı."),
    ]
