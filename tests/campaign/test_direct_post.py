"""Letters that go straight to a prison: promised, posted, answered; without office and slip."""

import json
from dataclasses import replace
from functools import partial

import pytest

from bot.campaign.model import Campaign
from bot.campaign.prisoners_and_places import Place
from bot.chat.context import AppContext
from bot.chat.screen import File
from bot.jobs.reminders import say_due
from bot.letter.render import render
from bot.playground import Playground
from bot.run import Running
from bot.statistics import export, public_progress
from bot.statistics.labels import Labels
from bot.statistics.press_text import press_text
from bot.statistics.report import read_report
from bot.supporter.screens import finished_letter, pledge_card, prisoner_card
from bot.supporter.screens import paper_files as paper
from db.figure_sums import ALL, Moment
from db.public_figures import Facts
from db.statistics import Letters, Line, Overview, Table
from tests.conftest import Night, on_sqlite
from tests.support.clock import Clock
from tests.support.phone import Phone
from tests.support.records import TODAY, a_pledge, carried_in
from tests.support.supporter import Supporter
from tests.support.views import CAMPAIGN, a_context, a_view

PRISON = Place(id="prison-1", latin=("Prison No. 1", "LAND"), local=("В’язниця № 1", "Місто"))
OTHER = Place(id="prison-2", latin=("Prison No. 2", "LAND"), local=("В’язниця № 2", "Місто"))
OFFICE_WORDS = ("the office", "in Kyiv", "slip", "received", "passed on")


def by_post(*straight: str) -> Campaign:
    """The built-in campaign, in which these are written to straight; without names, everybody."""
    people = tuple(
        one.model_copy(update={"place": "prison-1", "route": "direct"}) if one.id in straight else one
        for one in CAMPAIGN.prisoners
    )
    if not straight:
        people = tuple(one.model_copy(update={"place": "prison-1"}) for one in people)
    route = "office" if straight else "direct"
    return CAMPAIGN.model_copy(update={"places": (PRISON,), "prisoners": people, "route": route})


ROUTES = {"all straight": by_post(), "mixed": by_post("chiygoz"), "office": CAMPAIGN}


@pytest.fixture
def mixed(bot: Running) -> Running:
    """A bot whose letters to one person go straight, to the others through the office."""
    bot.engine.context = replace(bot.engine.context, campaign=ROUTES["mixed"])
    return bot


async def figures(bot: Running, by: str) -> dict[str, object]:
    """One line of the figures as an organizer exports them."""
    context = bot.engine.context
    async with bot.database.read() as connection:
        report = await read_report(Moment(connection), context.campaign, context.today(), ALL)
    labels = Labels(context.languages["en"], context.campaign, context.languages)
    assert export.as_csv(report, labels).count(b"\n") > 10
    assert export.as_workbook(report, labels)
    lines: list[dict[str, object]] = json.loads(export.as_json(report, labels))["tables"]["prisoner"]
    return next(one for one in lines if one["key"] == by)


async def test_a_letter_posted_straight_is_answered_and_that_can_be_undone(
    ann: Supporter, mixed: Running, night: Night, database_url: str
) -> None:
    await ann.promises()
    assert "Write the code" not in ann.phone.sees()
    await ann.presses("pledge.button.mailed")
    await ann.presses("pledge.button.answered")
    assert "An answer came on" in ann.phone.sees()
    await ann.presses("pledge.button.undo")
    assert "Posted on" in ann.phone.sees()
    await ann.presses("pledge.button.answered")
    await night()
    (kept,) = await carried_in(database_url)
    assert kept["answered_on"] == mixed.engine.context.today()
    counted = await figures(mixed, "chiygoz")
    assert (counted["pledged"], counted["mailed"], counted["answered"], counted["received"]) == (1, 1, 1, 0)


async def test_a_move_is_told_once_to_whoever_asked_and_seen_by_all(
    bot: Running, playground: Playground, clock: Clock, night: Night
) -> None:
    bot.engine.context = replace(bot.engine.context, campaign=ROUTES["mixed"])
    ann, ben, eve = (Supporter(Phone(playground, playground.person(one, "en")), "en") for one in "ABE")
    codes = [await one.promises() for one in (ann, ben, eve)]
    for one, wish in ((ann, "told"), (ben, "neutral")):
        await one.presses("pledge.button.tell")
        await one.presses(f"pledge.button.yes-{wish}")
    await night()
    moved = (
        ROUTES["mixed"]
        .by_id["chiygoz"]
        .model_copy(update={"place": "prison-2", "status": {"moved": clock.today}})
    )
    people = tuple(moved if one.id == "chiygoz" else one for one in ROUTES["mixed"].prisoners)
    campaign = ROUTES["mixed"].model_copy(update={"prisoners": people, "places": (PRISON, OTHER)})
    bot.engine.context = replace(bot.engine.context, campaign=campaign)
    for _ in range(2):
        clock.passes(days=1)
        await night()
    assert await say_due(bot.engine) == 2
    (news,) = [one for one in ann.phone.said() if codes[0] in one.text and "another address now" in one.text]
    assert "Prison No. 2" in news.text
    (hidden,) = [one for one in news.entities if one.type == "spoiler"]
    assert "Prison" not in news.text[: hidden.offset]
    assert ben.text("notice.neutral", code=codes[1]) in ben.said()
    assert "Prison No. 2" not in "".join(one.text for one in ben.phone.said())
    for one, code in zip((ann, ben, eve), codes, strict=True):
        await one.types(code)
        assert "Moved on" in one.phone.sees()
        assert "Prison No. 2" in one.phone.sees()
    assert not [one for one in eve.said() if "another address now" in one]


@on_sqlite
async def test_of_a_letter_through_the_office_nobody_says_that_it_was_answered(
    ann: Supporter, mixed: Running
) -> None:
    code = await ann.promises(person="asanov")
    assert "Write the code" in ann.phone.sees()
    await ann.presses("pledge.button.mailed")
    assert ann.t.plain("pledge.button.answered") not in ann.phone.buttons()
    context = mixed.engine.context
    mixed.engine.context = replace(context, campaign=ROUTES["all straight"])
    await ann.types(code)
    mixed.engine.context = context  # meanwhile the button is an old one
    await ann.presses("pledge.button.answered")
    assert "Posted on" in ann.phone.sees()


@pytest.mark.parametrize("language", ["uk", "en", "crh"])
def test_no_slip_is_made_for_a_prison(language: str) -> None:
    view = a_view(language, context=a_context(ROUTES["mixed"]))
    chiygoz, asanov = (view.campaign.by_id[one] for one in ("chiygoz", "asanov"))
    straight, office = (paper.cut_out_file(view, "K7QF2M9X", one) for one in (chiygoz, asanov))
    assert isinstance(straight, File)
    assert isinstance(office, File)
    assert straight.name == "label-K7QF.pdf"
    assert office.name == "label-and-slip-K7QF.pdf"
    assert isinstance(straight.make, partial)
    assert isinstance(office.make, partial)
    (order,), (with_slip,) = straight.make.args, office.make.args
    assert order.slip is None
    assert with_slip.slip
    assert len(order.instructions) == len(with_slip.instructions) - 1
    assert render(order)[:5] == b"%PDF-"
    labels = [one.label for row in paper.choosing(view, "K7QF2M9X", "chiygoz").keyboard for one in row]
    assert view.t.plain("paper.button.label") in labels
    assert view.t.plain("paper.button.cut-out") not in labels
    assert finished_letter.part(view, "slips", "") == []


def test_every_word_fits_where_all_letters_go_straight() -> None:
    view = a_view(context=a_context(ROUTES["all straight"]))
    facts = Facts({"": 40, "chiygoz": 40}, {}, answered={"": 5, "chiygoz": 5})
    view = replace(view, facts=facts)
    said = [
        public_progress.page(view).text,
        pledge_card.card(view, a_pledge("chiygoz")).text,
        pledge_card.card(view, a_pledge("chiygoz", mailed_on=TODAY)).text,
        pledge_card.card(view, a_pledge("chiygoz", mailed_on=TODAY, answered_on=TODAY)).text,
        paper.choosing(view, "K7QF2M9X", "chiygoz").text,
        *(one.label for row in paper.choosing(view, "K7QF2M9X", "chiygoz").keyboard for one in row),
        prisoner_card.card(view, view.campaign.by_id["chiygoz"]).text,
        "\n".join(Labels.of(view).definition(one) for one in Labels.of(view).columns),
        sentences(view.context),
    ]
    heard = [(word, text) for text in said for word in OFFICE_WORDS if word in text]
    assert heard == []
    assert "Answered: 5 letters" in said[0]
    assert "Answered: 5 letters" in prisoner_card.card(view, view.campaign.by_id["chiygoz"]).text


def sentences(context: AppContext) -> str:
    letters = Letters(mailed=3, received=2, answered=1)
    overview = Overview(
        prisoners=Table("prisoner", (Line("chiygoz", letters),)),
        countries=0,
        from_abroad=frozenset(),
        released=frozenset(),
    )
    return press_text(context, "en", overview)


@pytest.mark.parametrize(
    ("routes", "columns", "in_press"),
    [
        ("all straight", {"pledged", "mailed", "answered", "withdrawn", "expired"}, (False, True)),
        (
            "mixed",
            {
                "pledged",
                "mailed",
                "received",
                "handed_over",
                "answered",
                "withdrawn",
                "expired",
                "without_bot",
            },
            (True, True),
        ),
        (
            "office",
            {"pledged", "mailed", "received", "handed_over", "withdrawn", "expired", "without_bot"},
            (True, False),
        ),
    ],
)
def test_figures_have_the_states_of_their_routes(
    routes: str, columns: set[str], in_press: tuple[bool, bool]
) -> None:
    view = a_view(context=a_context(ROUTES[routes]))
    assert set(Labels.of(view).columns) == columns
    said = sentences(view.context)
    assert ("had received" in said, "an answer had come" in said) == in_press
    card = public_progress._card(view)
    assert (
        card.series[0]
        == {
            "all straight": "Answered",
            "mixed": "Received or answered",
            "office": "Received in Kyiv",
        }[routes]
    )
