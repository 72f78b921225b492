"""A text for the press: three or four sentences with the figures of today, right for every number."""

from functools import partial

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat.callback import Page
from bot.chat.context import AppContext
from bot.chat.screen import Button, Screen
from bot.chat.turn import Turn
from bot.chat.view import View
from bot.i18n import Translate
from bot.statistics.choice import Choice
from db.statistics import Overview, overview


async def page(turn: Turn, value: str) -> Screen:
    """The text in this language."""
    language = value if value in turn.context.languages else turn.t.language
    return Screen("", read=partial(_screen, turn.view, language))


def press_text(context: AppContext, language: str, figures: Overview) -> str:
    """The sentences."""
    t, total = context.languages[language], figures.total
    since, today = t.date(context.campaign.started_on), t.date(context.today())
    sentences = [t.plain_count("press.promised", total.promised, since=since)]
    if figures.countries:
        sentences.append(t.plain_count("press.countries", figures.countries))
    sentences.append(t.plain_count("press.received", total.arrived + total.without_bot, day=today))
    sentences.append(t.plain("press.join", link=context.link("press")))
    return " ".join(sentences)


async def _screen(view: View, language: str, connection: AsyncConnection) -> Screen:
    figures = await overview(connection, view.campaign.home_country)
    text = press_text(view.context, language, figures)
    ask = view.t("press.ask", day=view.t.date(view.today))
    languages = [
        Button(_marked(view, t, one == language), Page("press", one))
        for one, t in view.context.languages.items()
    ]
    back = view.leads("stats.button.overview", "stats", Choice().value)
    return Screen(f"{ask}\n\n{view.t('press.text', text=text)}", [languages, [back]])


def _marked(view: View, t: Translate, chosen: bool) -> str:
    name = t.plain("language.name")
    return view.t.plain("language.chosen", name=name) if chosen else name
