"""What a campaign file can say of people, places and days, and what the bot makes of it."""

import shutil
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.campaign.dangers import Dangers
from bot.campaign.loading import fingerprint, load_campaign
from bot.campaign.model import Campaign, CampaignError
from bot.campaign.new_campaign import begin
from bot.chat.context import AppContext
from bot.chat.view import View
from bot.letter.addresses_and_slips import address_lines
from bot.supporter.danger import kind_of
from bot.supporter.questions import greeting
from bot.supporter.screens import pledge_card, prisoner_card
from db.public_figures import Facts
from tests.support.campaigns import a_person, make
from tests.support.records import a_pledge
from tests.support.views import a_context, a_view

PLACES = """
[[places]]
id = "prison-1"
latin = ["Prison No. 1", "1 Long St.", "Town 01001", "LAND"]
local = ["Турма №1", "Доўгая, 1", "Горад"]
"""
FACTS = {
    1: 'born = 1980-05-17\ngender = "woman"\n',
    2: "",
    3: 'born = 1970\nplace = "prison-1"\nroute = "direct"\nlanguages = ["en"]\n'
    "status = { moved = 2016-05-20 }\n",
    4: "born = 1971\nstatus = { house-arrest = 2016-04-01 }\n",
    5: "born = 1972\nstatus = { held = 2016-01-01, exchanged = 2016-05-01 }\n",
    6: "born = 1973\nstatus = { released = 2016-02-01, died = 2016-05-02 }\n",
}


def block(number: int, languages: Sequence[str]) -> str:
    written = a_person(number, languages)
    return written.replace(f"born = {1950 + number}\n", FACTS[number])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("says") / "poets"
    return make(folder, ("be-tarask", "pl", "en"), 6, block, PLACES)


@pytest.fixture(scope="module")
def campaign(folder: Path) -> Campaign:
    return load_campaign(folder).campaign


@pytest.fixture(scope="module")
def context(folder: Path) -> AppContext:
    loaded = load_campaign(folder)
    return a_context(loaded.campaign, loaded.languages)


@pytest.fixture
def view(context: AppContext) -> View:
    return a_view(context=context)


def test_a_year_nobody_knows_stands_nowhere(view: View, campaign: Campaign) -> None:
    nobody = campaign.by_id["person-2"]
    assert address_lines(campaign, nobody, local=False)[0] == "SURNAME2 First"
    assert prisoner_card.named(view, nobody).label == "First Last2"
    assert address_lines(campaign, campaign.by_id["person-1"], local=False)[0] == "SURNAME1 First, 1980"


def test_a_day_of_birth_brings_the_birthday_letter(campaign: Campaign) -> None:
    first, second, *_ = campaign.prisoners
    birthday = campaign.greetings[0].model_copy(update={"birthday": True})
    assert birthday.fits(first)
    assert not birthday.fits(second)
    assert birthday.is_in_season(first, date(2016, 4, 10))


def test_a_letter_goes_to_the_office_or_straight_to_the_prison(campaign: Campaign) -> None:
    first, _, third, *_ = campaign.prisoners
    assert address_lines(campaign, first, local=False)[1] == "Letter House"
    assert address_lines(campaign, third, local=False)[1:] == (
        "Prison No. 1",
        "1 Long St.",
        "Town 01001",
        "LAND",
    )
    assert address_lines(campaign, third, local=True)[1] == "Турма №1"


def test_a_place_that_takes_e_mail_is_written_to_so(view: View, campaign: Campaign) -> None:
    promised = a_pledge("person-3")
    assert "e-mail" not in pledge_card.card(view, promised).text
    places = (campaign.places[0].model_copy(update={"email": "letters@prison.example"}),)
    context = replace(view.context, campaign=campaign.model_copy(update={"places": places}))
    said = pledge_card.card(replace(view, context=context), promised).text
    assert "write to <code>letters@prison.example</code>" in said
    assert "e-mail" not in pledge_card.card(replace(view, context=context), a_pledge("person-1")).text


def test_no_news_is_offered_that_only_an_office_could_have(view: View) -> None:
    through, straight = (
        pledge_card.asking(view, a_pledge(one), "told", date(2016, 9, 1)).text
        for one in ("person-1", "person-3")
    )
    assert "received" in through
    assert "received" not in straight
    assert "the address changes" in straight


def test_whoever_has_still_to_post_sees_that_the_person_was_moved(view: View) -> None:
    promised = a_pledge("person-3", pledged_on=date(2016, 5, 1))
    assert "Moved on 20 May 2016" in pledge_card.card(view, promised).text
    assert "Moved" not in pledge_card.card(view, replace(promised, pledged_on=date(2016, 5, 25))).text
    assert "Moved" not in pledge_card.card(view, replace(promised, mailed_on=date(2016, 5, 3))).text


def test_a_letter_may_be_only_in_the_languages_its_reader_may_get(context: AppContext) -> None:
    restricted = a_view("pl", context=context, prisoner="person-3")
    assert restricted.letter_language == "en"
    labels = [button.label for row in greeting.screen(restricted).keyboard for button in row]
    assert "✓ English" in " ".join(labels)
    assert a_view("pl", context=context, prisoner="person-1").letter_language == "pl"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("person-3", "Moved on 20 May 2016."),
        ("person-4", "Under house arrest since 1 April 2016."),
        ("person-5", "was freed in an exchange on 1 May 2016"),
        ("person-6", "died on 2 May 2016"),
    ],
)
def test_whatever_has_happened_has_its_own_words(view: View, name: str, said: str) -> None:
    card = prisoner_card.card_of(view, name)
    assert card
    assert said in card.text


def test_nobody_is_told_good_news_of_a_death(view: View) -> None:
    said = pledge_card.card(view, a_pledge("person-6")).text
    assert "died" in said.lower()
    assert "Good news" not in said
    assert "Good news: freed in an exchange" in pledge_card.card(view, a_pledge("person-5")).text


def test_who_is_free_or_dead_is_offered_to_nobody(view: View, context: AppContext) -> None:
    assert [one.id for one in view.recipients] == ["person-1", "person-2", "person-3", "person-4"]
    assert a_view(context=context, prisoner="person-6").prisoner is None


def test_what_organizers_say_in_the_chat_comes_first(view: View) -> None:
    freed = replace(view, facts=Facts({}, {"person-4": date(2016, 5, 30)}))
    assert freed.end_of("person-4") == ("released", date(2016, 5, 30))


# What is written, and what is said about it.
WRONG = [
    ("born = 1980-05-17", "born = 1880", "prisoners.person-1.born: write a year from 1900 to 2025, or a day"),
    ('place = "prison-1"', 'place = "prison-2"', "prisoners.person-3.place: there is no place prison-2"),
    (
        "born = 1971\n",
        'born = 1971\nroute = "direct"\n',
        "prisoners.person-4.place: is missing; letters go there",
    ),
    ("died = 2016-05-02", "dead = 2016-05-02", "prisoners.person-6.status.dead: write 'held', 'moved',"),
    (
        'id = "support"',
        'id = "support"\nholiday = "yule"',
        "greetings.support.holiday: there is no yule under",
    ),
    (
        'route = "direct"\nlang',
        'route = "straight"\nlang',
        "prisoners.person-3.route: write 'office' or 'direct'",
    ),
]


def test_every_mistake_in_it_is_named(folder: Path, tmp_path: Path) -> None:
    content = (folder / "campaign.toml").read_text("utf-8")
    for right, wrong, _ in WRONG:
        assert right in content
        content = content.replace(right, wrong, 1)
    (tmp_path / "campaign.toml").write_text(content, "utf-8")
    with pytest.raises(CampaignError) as caught:
        load_campaign(tmp_path)
    unsaid = [said for *_, said in WRONG if said not in str(caught.value)]
    assert unsaid == []


@pytest.mark.parametrize(
    ("holiday", "day", "is_near"),
    [
        ("western-easter", date(2026, 3, 1), True),  # 5 April
        ("western-easter", date(2026, 4, 5), False),
        ("orthodox-easter", date(2026, 3, 20), True),  # 12 April
        ("orthodox-easter", date(2027, 4, 10), True),  # 2 May
        ("eid-al-fitr", date(2026, 2, 20), True),
        ("ramadan", date(2026, 1, 20), True),  # 19 February
        ("ramadan", date(2026, 2, 10), False),
        ("nowruz", date(2026, 2, 21), True),
        ("nowruz", date(2026, 6, 21), False),
    ],
)
def test_a_holiday_is_offered_ahead_of_its_days(
    folder: Path, tmp_path: Path, holiday: str, day: date, is_near: bool
) -> None:
    content = (folder / "campaign.toml").read_text("utf-8")
    content = content.replace('id = "support"', f'id = "support"\nholiday = "{holiday}"')
    own = "\n[holidays]\nnowruz = [2026-03-20, 2027-03-21]\n"
    (tmp_path / "campaign.toml").write_text(content + own, "utf-8")
    campaign = load_campaign(tmp_path).campaign
    assert campaign.greetings[0].is_in_season(campaign.prisoners[0], day) is is_near


def test_what_may_harm_is_said_by_the_folder_and_without_it_by_the_built_in_list(
    folder: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(folder, tmp_path / "poets")
    file = folder / "danger.toml"
    file.unlink()
    assert kind_of("Yalta", load_campaign(folder).campaign.danger, is_short=True) == "region", "an old folder"
    file.write_text(
        'countries = ["BY"]\ntown = ["гомел", "homel"]\nlives = ["i live"]\nsurname = ["ich"]\n', "utf-8"
    )
    before = fingerprint(folder)
    dangers = load_campaign(folder).campaign.danger
    assert dangers.countries == ("BY",)
    assert kind_of("Yalta", dangers, is_short=True) is None
    assert kind_of("у Гомелі", dangers, is_short=True) == "region"
    assert kind_of("Ivan Mikhalevich is from Homel.", dangers, is_short=False) == "people"
    assert kind_of("An ordinary sentence.", dangers, is_short=False) is None
    file.write_text('town = ["homel"]\ntowns = []\n', "utf-8")
    assert fingerprint(folder) != before, "the running bot notices"
    with pytest.raises(CampaignError, match="danger: there is no key `towns`"):
        load_campaign(folder)
    file.write_text("town = [", "utf-8")
    with pytest.raises(CampaignError, match="cannot be understood"):
        load_campaign(folder)


def test_a_new_folder_warns_of_no_place_of_the_built_in_campaign(tmp_path: Path) -> None:
    begin(tmp_path / "new", ["en"])
    dangers = Dangers.model_validate(tomllib.loads((tmp_path / "new" / "danger.toml").read_text("utf-8")))
    assert (dangers.countries, dangers.country, dangers.region, dangers.town) == ((), (), (), ())
    assert kind_of("I live in Yalta.", dangers, is_short=False) is None
    assert kind_of("Putin will answer.", dangers, is_short=False) == "slogan"
