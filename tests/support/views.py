"""Views without a bot: for what screens and questions alone decide."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from bot.campaign.model import Campaign, read_campaign
from bot.chat.callback import Page, Write
from bot.chat.context import AppContext
from bot.chat.state import Conversation, Draft, Letter
from bot.chat.view import View
from bot.i18n.translate import Translate, load_languages
from bot.supporter import questions
from bot.supporter.questions.question import Question
from db.public_figures import Facts
from db.vault import Vault
from tests.support.answers import answer_to

CAMPAIGN = read_campaign()
LANGUAGES = load_languages(CAMPAIGN.languages, words=CAMPAIGN.words)
VAULT = Vault(bytes(range(32)))


def a_context(
    campaign: Campaign = CAMPAIGN, languages: Mapping[str, Translate] = LANGUAGES, today: date | None = None
) -> AppContext:
    day = today or date(2016, 6, 1)
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return AppContext(
        campaign=campaign,
        languages=languages,
        vault=VAULT,
        organizers=frozenset({1001}),
        bot_name="mektup_bot",
        now=lambda: noon,
    )


def a_letter(
    prisoner: str,
    language: str,
    text: str,
    day: date,
    mail_by: date | None = None,
    *,
    code: str = "K7QF2M9X",
    **more: Any,
) -> Letter:
    """A finished letter of that day."""
    return Letter(
        code=code,
        prisoner=prisoner,
        language=language,
        text=text,
        written_on=day,
        mail_by=mail_by or day,
        **more,
    )


def a_view(
    language: str = "en",
    *,
    context: AppContext | None = None,
    today: date | None = None,
    released: Mapping[str, date] | None = None,
    conversation: Conversation | None = None,
    **draft: Any,
) -> View:
    """What somebody sees; with any field of a draft, a letter is under way."""
    context = context or a_context(today=today)
    conversation = conversation or Conversation(user_id=7).changed(language=language, revision=3)
    if draft:
        conversation = conversation.changed(draft=Draft(code="K7QF2M9X", **draft))
    return View(
        conversation, context, context.languages[language], Facts({}, released or {}), context.today()
    )


def a_written_view(language: str = "en", **given: Any) -> View:
    """A whole letter before its review: what is not given is answered as people in tests do."""
    view = a_view(language, **{"prisoner": None} | given)
    while (question := questions.asked(view)) and question is not questions.REVIEW:
        view = replace(view, conversation=_answered(view, question))
    return view


def _answered(view: View, question: Question) -> Conversation:
    buttons = [button for row in question.screen(view).keyboard for button in row]
    offered = [one.callback for one in buttons if isinstance(one.callback, Page | Write)]
    answer = answer_to(question.name, offered)
    take, given = (question.hear, answer) if isinstance(answer, str) else (question.press, answer.value)
    assert take is not None
    taken = take(view, given)
    assert isinstance(taken, Conversation), f"{answer} is no answer to {question.name}: {taken}"
    return taken
