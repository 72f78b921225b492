"""Where walks through the screens begin: newcomers, owners of letters, organizers, faults."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Any

from bot.chat.callback import Own
from bot.chat.context import AppContext
from bot.chat.event import Event, due
from bot.chat.marks import Card
from bot.chat.screen import File, Screen
from bot.chat.state import PLEDGES_A_DAY, Conversation, Letter
from bot.chat.view import View
from bot.commands.every_screen import Beginning
from bot.commands.screen_answers import Rows
from bot.letter import printing_errors as refusals
from bot.letter.printable_characters import Character
from bot.supporter import danger, trouble
from bot.supporter.pledge_buttons import ACTIONS
from bot.supporter.questions import warning
from bot.supporter.screens import notice, prisoner_card
from bot.supporter.screens import paper_files as paper
from db.notices import Claimed, Kind
from db.pledges import Pledge
from db.public_figures import Facts
from tests.support.records import a_pledge
from tests.support.views import CAMPAIGN, VAULT, a_context, a_letter, a_written_view

SUPPORTER, ORGANIZER = 7, 1001
TODAY = a_context().today()


@dataclass(frozen=True)
class Words:
    """What somebody writes: words of their own, risky ones, a signature or a place."""

    own: str
    risky: str
    line: str


# As long as may be, counted as Telegram counts, of letters that are easily miscounted.
LONGEST = Words("<&>ї🕊" * 250, "<&>ї🕊" * 246 + " olena@example.org", "<&>ї🕊" * 10)
EVERYDAY = Words("It snowed here today.", "Write to me: olena@example.org", "Olena")
EARLIER = TODAY - timedelta(days=1)
STATES: Mapping[str, Mapping[str, date]] = {
    "00000001": {},
    "00000002": {"mailed_on": TODAY},
    "00000003": {"mailed_on": TODAY, "received_on": TODAY},
    "00000004": {"received_on": TODAY, "handed_over_on": TODAY},
    "00000005": {"withdrawn_on": TODAY},
    "00000006": {"expired_on": TODAY},
    "00000007": {"withdrawn_on": EARLIER},
    "00000008": {"mailed_on": EARLIER},
}


@dataclass(frozen=True)
class Spoken:
    """What the bot says by itself, outside any turn."""

    name: str
    screen: Callable[[AppContext, str], Screen]


def typed_texts(words: Words) -> tuple[str, ...]:
    """One of every kind."""
    answers = (words.risky, words.own, words.line, "x" * 1501)
    return (*answers, "Юрій", "<nobody>", "Poland", "<Atlantis>", "00000003", "ZZZZ-ZZZZ", "3", "Asanov 2")


def _owned(code: str, **dates: Any) -> Pledge:
    return a_pledge("chiygoz", code=code, pledged_on=EARLIER, mail_by=TODAY + timedelta(days=6), **dates)


PLEDGES = [asdict(_owned(code, **dates)) for code, dates in STATES.items()]
PLAIN: Rows = {"pledges": PLEDGES}
ONE_FREE: Rows = {"pledges": PLEDGES, "prisoners": [{"id": "chiygoz", "released_on": EARLIER}]}
ALL_FREE: Rows = {"prisoners": [{"id": one.id, "released_on": EARLIER} for one in CAMPAIGN.prisoners]}

NEWCOMER = Conversation(user_id=SUPPORTER)
AN_ORGANIZER = Conversation(user_id=ORGANIZER).changed(language="en", revision=3)
CARDS = (Card(code="00000001", message=5), Card(code="00000006", message=6))
KNOWN = Conversation(user_id=SUPPORTER).changed(language="en", revision=3)


def _does(kind: Any, user: int = SUPPORTER, **fields: Any) -> Event:
    return replace(
        due(user), update_id=1, kind=kind, client_language="en", message_id=900, can_edit=True, **fields
    )


def _presses(name: str, code: str) -> Event:
    return _does("press", query_id="1", callback=Own(name, code, VAULT.mac(SUPPORTER, code)).data)


_PRESENT = _does("press", query_id="1", callback="/")


def beginnings(words: Words) -> tuple[Beginning, ...]:
    """Where to begin, for somebody who writes like this."""
    writer, letters_here = _writer(words), _letters(words)
    return (
        Beginning("/start", NEWCOMER, PLAIN, _does("command", command="start")),
        Beginning("/start chiygoz", NEWCOMER, PLAIN, _does("command", command="start", text="chiygoz")),
        Beginning("/start poster", NEWCOMER, PLAIN, _does("command", command="start", text="poster")),
        Beginning("a group", NEWCOMER, PLAIN, replace(_does("group"), chat_id=-5)),
        Beginning("a whole letter", writer, PLAIN, _PRESENT),
        Beginning("ten letters today", writer.changed(pledged_on=TODAY, pledged_today=PLEDGES_A_DAY), PLAIN,
                  _does("press", callback=f"3:review:{TODAY + timedelta(days=7):%Y%m%d}")),
        Beginning("after a promise", KNOWN.changed(letters=letters_here, cards=CARDS), PLAIN, _PRESENT),
        Beginning("in a queue", KNOWN.changed(letters=letters_here, queue=("asanov", "primov")), PLAIN,
                  _PRESENT),
        Beginning("a sticker", writer, PLAIN, _does("other")),
        Beginning("released in the middle", writer, ONE_FREE, _PRESENT),
        Beginning("a link to somebody free", KNOWN, ONE_FREE,
                  _does("command", command="start", text="chiygoz")),
        Beginning("everybody is free", writer, ALL_FREE, _PRESENT),
        *(
            Beginning(f"a card, {' '.join(STATES[code]) or 'pledged'}, words {'here' if letters else 'gone'}",
                      KNOWN.changed(letters=letters), PLAIN, _presses(action, code))
            for letters in (letters_here, ())
            for code in STATES
            for action in ACTIONS
        ),
        Beginning("an organizer", AN_ORGANIZER, PLAIN,
                  _does("command", ORGANIZER, command="start")),
        Beginning("an organizer, somebody is free", AN_ORGANIZER, ONE_FREE,
                  _does("command", ORGANIZER, command="start")),
    )  # fmt: skip


def _writer(words: Words) -> Conversation:
    given = {"greeting": "oraza", "own": words.own, "sender": words.line, "place": words.line}
    draft = a_written_view(prisoner="chiygoz", kept=" ".join(danger.PARTS), **given).draft
    return KNOWN.changed(draft=draft)


def _letters(words: Words) -> tuple[Letter, ...]:
    due = TODAY + timedelta(days=6)
    return tuple(
        a_letter("chiygoz", "en", words.own, TODAY, due, code=code, hour=1, own=words.own) for code in STATES
    )


def _view(context: AppContext, language: str) -> View:
    conversation = _writer(EVERYDAY).changed(language=language)
    return View(conversation, context, context.languages[language], Facts({}, {}), TODAY)


def _notice(kind: Kind, *, neutral: bool = False) -> Callable[[AppContext, str], Screen]:
    pledge = _owned("00000001", received_on=TODAY, handed_over_on=TODAY)

    def screen(context: AppContext, language: str) -> Screen:
        said = notice.message(
            _view(context, language),
            Claimed("00000001", kind, 0, b"", True, pledge, TODAY),
            neutral=neutral,
        )
        return Screen(said.text, said.keyboard)

    return screen


def _line(key: str) -> Callable[[AppContext, str], Screen]:
    return lambda context, language: Screen(context.languages[language](key))


def _warning(part: str, given: str) -> Callable[[AppContext, str], Screen]:
    written: dict[str, Any] = {part: given, "kept": " ".join({*danger.PARTS} - {part})}

    def screen(context: AppContext, language: str) -> Screen:
        view = _view(context, language)
        conversation = view.conversation.changed(draft=replace(view.draft, **written))
        return warning.screen(replace(view, conversation=conversation))

    return screen


def _ended(end: str) -> Callable[[AppContext, str], Screen]:
    def screen(context: AppContext, language: str) -> Screen:
        return prisoner_card.ended(_view(context, language), CAMPAIGN.prisoners[0], end, EARLIER)

    return screen


def _at_the_card(key: str) -> Callable[[AppContext, str], Screen]:
    def screen(context: AppContext, language: str) -> Screen:
        t = context.languages[language]
        return Screen(t(key, day=t.date(EARLIER)))

    return screen


WHYS = (
    refusals.TooLong(99_999, 50_000),
    refusals.Unprintable((Character("🕊", "dove of peace"),) * 9),
    refusals.AlreadyPrinting(),
    refusals.TooSlow(),
    refusals.TooMany(30),
    Exception(),
)


def _refusal(why: Exception) -> Callable[[AppContext, str], Screen]:
    return lambda context, language: Screen(paper.refusal(context.languages[language], why))


KINDS: tuple[Kind, ...] = ("before", "after", "received", "handed-over", "released")
SPOKEN = (
    *(Spoken(f"a notice: {kind}", _notice(kind)) for kind in KINDS),
    Spoken("a notice without names", _notice("released", neutral=True)),
    Spoken("a warning: Russia", _warning("place", "Russia")),
    Spoken("a warning: Crimea", _warning("place", "Simferopol")),
    Spoken("a warning: people", _warning("own", "My neighbour Server lives in Yalta.")),
    Spoken("a warning: a slogan", _warning("own", "Glory to Ukraine!")),
    Spoken(
        "an envelope from Russia",
        lambda context, one: paper.posting_from_russia(_view(context, one), "00000001"),
    ),
    *(Spoken(f"the page of a person: {end}", _ended(end)) for end in ("exchanged", "died")),
    *(
        Spoken(f"a line on a card: {key}", _at_the_card(key))
        for key in (
            "person.house-arrest",
            "person.moved",
            "pledge.free",
            "pledge.exchanged",
            "pledge.died",
            "pledge.moved",
        )
    ),
    *(Spoken(f"trouble: {key}", _line(key)) for key in ("trouble.too-fast", "trouble.saving-later")),
    Spoken(
        "trouble: an error",
        lambda context, language: trouble.something_broke(_view(context, language), "0f3a9c1b"),
    ),
    *(Spoken(f"no file: {type(why).__name__}", _refusal(why)) for why in WHYS),
)


def captions_of(screen: Screen) -> list[str]:
    """What is said with files, and instead of them."""
    files = [one for one in screen.after if isinstance(one, File)]
    return [one.caption for one in files] + [one.instead(why) for one in files if one.instead for why in WHYS]
