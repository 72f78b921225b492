"""What a supporter may do: commands, typed texts, buttons of the conversation."""

import re
from dataclasses import replace

from bot.chat.notes_since_night import silenced
from bot.chat.screen import NOTHING, Commands, Erase, Pin, Screen
from bot.chat.turn import Turn
from bot.supporter import limits, next_letter, own_letters, questions, subscriptions
from bot.supporter.deep_links import read_link
from bot.supporter.questions import greeting, prisoner, warning
from bot.supporter.questions.question import Answer, Question
from bot.supporter.screens import pages, pledge_card, prisoner_card, privacy
from db import evenings
from db.pledges import read_code, shown

COMMANDS = ("start", "language", "progress", "help", "privacy", "forget", "cancel")  # as in the menu
ORGANIZER_COMMANDS = (
    "receive",
    "handover",
    "release",
    "strike",
    "evening",
    "journal",
    "stats",
    "reload",
)  # for organizers only
WITHOUT_OFFICE = tuple(one for one in ORGANIZER_COMMANDS if one not in ("receive", "handover"))
UNKNOWN_MESSAGES = 300  # how far back /forget reaches for messages it has no note of


_MEANT_AS_CODE = re.compile(r"(?=.*\d)\w{4}-\w{4}")


async def start(turn: Turn) -> Screen:
    """/start, or a deep link: a prisoner, a source, both (`chiygoz_poster`), or a code, in any case."""
    campaign, given = turn.context.campaign, turn.event.text
    name, source = read_link(campaign, given)
    if given and not name and not source:
        source = await _to_an_evening(turn, given.casefold())
    if source and source != turn.conversation.choices.source:
        turn.change(source=source, evening_on=None, writers=0)
    if name:
        return prisoner_card.card(turn.view, campaign.by_id[name], arrived=True)
    if found := await state_of(turn, given):
        return found
    home = pages.home(turn.view)
    return home.under(turn.t("start.unknown")) if given and not source else home


async def _to_an_evening(turn: Turn, word: str) -> str:
    """The link of an evening: its letters are known by its word, and its limit is one for each writer."""
    found = await evenings.find(turn.connection, turn.context.vault, word)
    if found is None:
        return ""
    turn.change(source=found.word, evening_on=found.day, writers=found.writers)
    return found.word


async def present(turn: Turn) -> Screen:
    """Whatever it was: the present screen, never silence."""
    return questions.current(turn.view)


async def blocked(turn: Turn) -> Screen:
    """The person stopped the bot: nothing is owed any more, and nobody will be reminded or told."""
    notes = silenced(turn.conversation)
    turn.conversation = turn.conversation.changed(owed=(), owner=0, notes=notes)
    return NOTHING


async def choose_language(turn: Turn, value: str) -> Screen:
    """A tap on a language; it changes nothing else, so it works in any revision."""
    chosen, _, person_id = value.partition("_")
    if chosen not in turn.context.languages:
        return questions.current(turn.view)
    is_new = chosen != turn.t.language
    if is_new or turn.conversation.choices.language is None:
        turn.change(language=chosen)
    if person_id in turn.context.campaign.by_id:
        screen = prisoner_card.card(turn.view, turn.context.campaign.by_id[person_id], arrived=True)
    else:
        screen = questions.current(turn.view)
    toast = "" if is_new else turn.t.plain("language.chosen", name=turn.t.plain("language.name"))
    return replace(screen, after=(menu(turn),), toast=toast)


async def print_large(turn: Turn, value: str) -> Screen:
    """[Large print], in Help: every letter from now on, as long as this conversation is kept."""
    turn.conversation = turn.conversation.changed(large_print=value == "yes")
    return pages.helping(turn.view)


def menu(turn: Turn) -> Commands:
    """The menu of commands of this chat, in its language."""
    of_organizers = ORGANIZER_COMMANDS if "office" in turn.context.campaign.routes else WITHOUT_OFFICE
    names = (*COMMANDS, *of_organizers) if turn.is_organizer else COMMANDS
    return Commands(tuple((one, turn.t.plain(f"command.{one}")) for one in names))


async def write(turn: Turn, _value: str) -> Screen:
    """[Write a letter]: a new draft, of the same kind and signed as the last one."""
    if turn.conversation.writing.draft is None:
        if not limits.left(turn.view):
            return limits.reached(turn.view)
        turn.change(draft=warning.new_draft(turn.conversation), asking=None, is_shared=False)
    return questions.current(turn.view)


async def another(turn: Turn, _value: str) -> Screen:
    """[Write another], on a card: the card stays as it is, the question comes below it; a queue goes on."""
    if next_letter.begin_queued(turn):
        return replace(questions.current(turn.view), below=True)
    return replace(await write(turn, ""), below=True)


async def to_prisoner(turn: Turn, value: str) -> Screen:
    """[Write to this person]: begins a draft where there is none."""
    if turn.conversation.writing.draft is None:
        if not limits.left(turn.view):
            return limits.reached(turn.view)
        turn.conversation = turn.conversation.changed(draft=warning.new_draft(turn.conversation))
    screen = taken(turn, prisoner.press(turn.view, value))
    is_fitted = turn.view.draft.same is not None and next_letter.fit(turn)
    return questions.current(turn.view) if is_fitted else screen


async def answer(turn: Turn, question: Question, value: str) -> Screen:
    """A button of the question that is asked now; one of another question can only be forged."""
    if question.press is None or questions.asked(turn.view) is not question:
        return questions.current(turn.view)
    return taken(turn, question.press(turn.view, value))


async def to_greeting(turn: Turn, value: str) -> Screen:
    """[Take this one], also under a greeting that was looked at once more, further up in the chat."""
    if turn.view.prisoner is None:
        return questions.current(turn.view)
    return taken(turn, greeting.press(turn.view, value))


async def letter_language(turn: Turn, value: str) -> Screen:
    """The language the letter will have; the greeting stays the same."""
    draft = turn.conversation.writing.draft
    if draft and value in turn.context.languages and value != turn.conversation.choices.letter_language:
        turn.change(letter_language=value)
    return questions.current(turn.view)


async def back(turn: Turn, _value: str) -> Screen:
    """[Back]: the question before, or the letter if it is whole; every answer is kept."""
    earlier = questions.before(turn.view)
    if earlier is None:
        return pages.home(turn.view)
    turn.change(asking=earlier.name)
    return questions.current(turn.view)


async def change(turn: Turn, value: str) -> Screen:
    """[Change …]: one question again; the others keep their answers."""
    if turn.conversation.writing.draft and value in {part.name for part in questions.PARTS}:
        turn.change(asking=value)
    return questions.current(turn.view)


async def drop(turn: Turn, _value: str) -> Screen:
    """[Drop the letter], confirmed."""
    turn.change(draft=None, asking=None)
    return pages.home(turn.view)


async def be_forgotten(turn: Turn, _value: str) -> Screen:
    """[Forget me], confirmed: the row goes, and the messages of the last two days.

    What the night still owes to the tables is left in a row that names nobody.
    """
    newest = turn.event.message_id or 0
    known = {message_id for _, message_id in turn.conversation.marks.messages}
    window = set(range(max(1, newest - UNKNOWN_MESSAGES), newest))
    gone = Erase(tuple(sorted((known | window) - {newest}, reverse=True)))
    unpinned = Pin(0, instead_of=turn.conversation.marks.pinned)  # too old to be erased
    turn.left = (*turn.left, *silenced(turn.conversation))
    turn.conversation = turn.conversation.forgotten
    turn.erased = True
    return replace(privacy.forgotten(turn.view), after=(gone, unpinned, Commands(())))


def taken(turn: Turn, given: Answer) -> Screen:
    """Take an answer, or show why it is none."""
    if isinstance(given, Screen):
        return given
    turn.conversation = given
    turn.change()
    return questions.current(turn.view)


async def state_of(turn: Turn, text: str) -> Screen | None:
    """Show the card of the letter with this code; None where the text is none.

    The code is the right to it, as on paper: the card's buttons are this person's own.
    """
    code = read_code(text)
    if code and (found := await own_letters.find(turn, code)):
        card = pledge_card.card(turn.view, found, await subscriptions.of(turn, code))
        return replace(card, apart=code)
    if code and _MEANT_AS_CODE.fullmatch(text):  # no answer to any question
        return questions.current(turn.view).under(turn.t("pledge.unknown", code=shown(code)))
    return None
