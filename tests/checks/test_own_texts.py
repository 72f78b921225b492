"""No text of one campaign in another's mouth: the built-in catalogues name no town, no country, no body."""

import re

import polib
import pytest

from bot.campaign.loading import OWN_TEXTS
from bot.campaign.model import read_campaign
from bot.i18n.translate import BUILT_IN, LOCALES, WORDS, Translate, load_languages

FOREIGN = re.compile(
    r"Kyiv|Crime|Mejlis|Ukrain|Russia|\beight\b|Ahtem"
    r"|Ки[єї]в|Крим|крим|Меджліс|Укра[їі]н|укра[їі]н|Росі|росі|\bвісім\b|\bвосьми|Ахтем"
    r"|Qırım|Meclis|Rusiye|\bsekiz\b"
)
# A language's own name is nobody's text.
MAY = {"language.name"}
CAMPAIGN = read_campaign()


@pytest.mark.parametrize("language", BUILT_IN)
def test_only_what_each_campaign_writes_itself_speaks_of_one(language: str) -> None:
    spoken = {
        entry.msgid: found[0]
        for entry in polib.pofile(str(LOCALES / language / "bot.po"))
        if entry.msgid not in {*OWN_TEXTS, *MAY}
        if (found := FOREIGN.search(" ".join((entry.msgstr, *entry.msgstr_plural.values()))))
    }
    assert spoken == {}


@pytest.mark.parametrize("language", BUILT_IN)
def test_letters_examples_and_ideas_speak_of_no_campaign(language: str) -> None:
    spoken = {
        path.name: found[0]
        for path in (LOCALES / language).rglob("*.txt")
        if (found := FOREIGN.search(path.read_text("utf-8")))
    }
    assert spoken == {}


# As the built-in campaign has said it from the beginning.
SAID = {
    "uk": {
        "pledge.received": "Отримано в Києві 5 січня.",
        "figures.state.mailed": "У дорозі до Києва",
        "figures.state.received": "У Києві",
        "figures.short.received": "Київ",
        "figures.forecast": "Скільки листів чекати в Києві",
        "progress.card.awaited": "Обіцяно, ще не в Києві",
    },
    "en": {
        "pledge.received": "Received in Kyiv on 5 січня.",
        "figures.state.mailed": "On the way to Kyiv",
        "figures.state.received": "In Kyiv",
        "figures.short.received": "Kyiv",
        "figures.forecast": "Letters to expect in Kyiv",
        "progress.card.awaited": "Promised, not yet in Kyiv",
    },
    "crh": {
        "pledge.received": "Kyivde alındı: 5 січня.",
        "figures.state.mailed": "Kyivge yolda",
        "figures.state.received": "Kyivde",
        "figures.short.received": "Kyiv",
        "figures.forecast": "Kyivde beklengen mektüpler",
        "progress.card.awaited": "Söz berildi, daa Kyivde degil",
    },
}


@pytest.mark.parametrize("language", BUILT_IN)
def test_the_built_in_campaign_says_what_it_always_said(language: str) -> None:
    t = load_languages(CAMPAIGN.languages, words=CAMPAIGN.words)[language]
    assert {key: t.plain(key, day="5 січня") for key in SAID[language]} == SAID[language]
    received = {
        "uk": "Станом на 5 січня представництво в Києві отримало 2 листи.",
        "en": "By 5 січня, the office in Kyiv had received 2 letters.",
        "crh": "5 січня kününe qadar Kyivdeki temsilcilik 2 mektüp aldı.",
    }
    assert t.plain_count("press.received", 2, day="5 січня") == received[language]


def test_a_campaign_that_names_no_town_speaks_of_its_office() -> None:
    said = [Translate(one).plain("pledge.received", day="1") for one in BUILT_IN]
    assert said == [
        "Отримано в представництві 1.",
        "Received at the office on 1.",
        "Temsilcilikte alındı: 1.",
    ]


def test_the_short_form_of_a_town_fits_its_column() -> None:
    assert all(len(words["short_town"]) <= 5 for words in CAMPAIGN.words.values())
    assert all(set(words) == set(WORDS) for words in CAMPAIGN.words.values())
