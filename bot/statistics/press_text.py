"""A text for the press: three or four sentences with the figures of today, right for every number."""

from functools import partial

from bot.chat.callback import Page
from bot.chat.context import AppContext
from bot.chat.languages import language_buttons
from bot.chat.screen import Reading, Screen
from bot.chat.turn import Turn
from bot.chat.view import View
from bot.statistics.choice import Choice
from db.figure_sums import Moment
from db.statistics import Overview, overview


async def page(turn: Turn, value: str) -> Reading:
    """Show the text in this language."""
    language = value if value in turn.context.languages else turn.t.language
    return Reading(partial(_screen, turn.view, language))


def press_text(context: AppContext, language: str, figures: Overview) -> str:
    """Write the sentences: what was received first, since anybody can promise."""
    t, total = context.languages[language], figures.total
    since, today = t.date(context.campaign.started_on), t.date(context.today())
    sentences, routes = [], context.campaign.routes
    if "office" in routes:
        sentences.append(t.plain_count("press.received", total.arrived + total.without_bot, day=today))
    if "direct" in routes:
        sentences.append(t.plain_count("press.answered", total.answered, day=today))
    sentences.append(t.plain_count("press.promised", total.promised, since=since))
    if figures.countries:
        sentences.append(t.plain_count("press.countries", figures.countries))
    sentences.append(t.plain("press.join", link=context.link("press")))
    return " ".join(sentences)


async def _screen(view: View, language: str, moment: Moment) -> Screen:
    figures = await overview(moment, view.campaign.home_country)
    text = press_text(view.context, language, figures)
    ask = view.t("press.ask", day=view.t.date(view.today))
    languages = language_buttons(view, language, lambda one: Page("press", one))
    back = view.leads("stats.button.overview", "stats", Choice().value)
    return Screen(f"{ask}\n\n{view.t('press.text', text=text)}", [*languages, [back]])
