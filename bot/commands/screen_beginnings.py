"""Where a walk through the screens of any campaign begins: newcomers, owners of letters, an organizer."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.campaign.loading import LoadedCampaign
from bot.campaign.model import Campaign, Prisoner
from bot.chat.callback import Own
from bot.chat.context import AppContext
from bot.chat.event import Event, due
from bot.chat.state import Conversation, Draft, Letter
from bot.commands.every_screen import Beginning
from bot.supporter import danger
from bot.supporter.pledge_buttons import ACTIONS
from db.pledges import Pledge
from db.vault import Vault

SUPPORTER, ORGANIZER = 7, 8
NOON = datetime(2026, 1, 12, 12, tzinfo=UTC)
TODAY = NOON.date()
LONGEST_WORDS, LONGEST_LINE = "<&>ї🕊" * 250, "<&>ї🕊" * 10  # as long as may be, of letters easily miscounted
STATES: Mapping[str, Mapping[str, date]] = {
    "00000001": {},
    "00000002": {"mailed_on": TODAY},
    "00000003": {"mailed_on": TODAY, "received_on": TODAY},
    "00000004": {"received_on": TODAY, "handed_over_on": TODAY},
    "00000005": {"withdrawn_on": TODAY},
    "00000006": {"expired_on": TODAY},
    "00000007": {"mailed_on": TODAY, "answered_on": TODAY},
}


def context_of(loaded: LoadedCampaign) -> AppContext:
    """The campaign on a bot that nobody runs."""
    return AppContext(
        campaign=loaded.campaign,
        languages=loaded.languages,
        vault=Vault(bytes(range(32))),
        organizers=frozenset({ORGANIZER}),
        bot_name="a_bot",
        now=lambda: NOON,
    )


def beginnings(context: AppContext) -> list[Beginning]:
    """Everywhere a walk has to begin; people stand for all others of their route."""
    campaign, language = context.campaign, context.campaign.default_language
    known = Conversation(user_id=SUPPORTER).changed(language=language, revision=3)
    organizer = Conversation(user_id=ORGANIZER).changed(language=language, revision=3)
    return [
        Beginning("a group", Conversation(user_id=SUPPORTER), {}, replace(_does("group"), chat_id=-5)),
        Beginning("/start", Conversation(user_id=SUPPORTER), {}, _does("command", command="start")),
        *(one for person in _examples(campaign) for one in _of(context, known, person)),
        Beginning("an organizer", organizer, {}, _does("command", ORGANIZER, command="start")),
    ]


def typed_texts(campaign: Campaign) -> tuple[str, ...]:
    """One of every kind."""
    name = next(iter(campaign.prisoners[0].name.values()))
    return (LONGEST_WORDS, LONGEST_LINE, "x" * 1501, name, "<nobody>", "Poland", "00000003", "ZZZZ-ZZZZ", "3")


def _examples(campaign: Campaign) -> Iterator[Prisoner]:
    """Whoever is held, one for each route, and with the longest name."""
    held = campaign.held or campaign.prisoners
    longest = max(held, key=lambda one: len(one.envelope.latin) + max(map(len, one.name.values())))
    ways = {campaign.is_direct(one): one for one in held}
    return iter({one.id: one for one in (*ways.values(), longest)}.values())


def _of(context: AppContext, known: Conversation, person: Prisoner) -> Iterator[Beginning]:
    made = [_pledge(person, code, **dates) for code, dates in STATES.items()]
    rows = {"pledges": [asdict(one) for one in made]}
    free = rows | {"prisoners": [{"id": person.id, "released_on": TODAY}]}
    letters = tuple(_letter(person, code, known.choices.language or "") for code in STATES)
    greeting = next(one.id for one in context.campaign.greetings if one.fits(person))
    writer = known.changed(draft=_draft(person, greeting))
    present = _does("press", query_id="1", callback="/")
    yield Beginning(f"/start {person.id}", known, rows, _does("command", command="start", text=person.id))
    yield Beginning(f"a letter to {person.id}", writer, rows, present)
    yield Beginning(f"{person.id} is free", writer, free, present)
    yield Beginning(f"after a promise to {person.id}", known.changed(letters=letters), rows, present)
    for here in (letters, ()):
        for code in STATES:
            for action in ACTIONS:
                mark = Own(action, code, context.vault.mac(SUPPORTER, code))
                press = _does("press", query_id="1", callback=mark.data)
                yield Beginning(f"a card for {person.id}", known.changed(letters=here), rows, press)


def _draft(person: Prisoner, greeting: str) -> Draft:
    return Draft(
        code="K7QF2M9X",
        prisoner=person.id,
        greeting=greeting,
        own=LONGEST_WORDS,
        sender=LONGEST_LINE,
        place=LONGEST_LINE,
        kept=" ".join(danger.PARTS),
    )


def _letter(person: Prisoner, code: str, language: str) -> Letter:
    return Letter(
        code=code,
        prisoner=person.id,
        language=language,
        text=LONGEST_WORDS,
        written_on=TODAY,
        mail_by=TODAY + timedelta(days=6),
        hour=1,
        own=LONGEST_WORDS,
    )


def _pledge(person: Prisoner, code: str, **dates: Any) -> Pledge:
    earlier = TODAY - timedelta(days=1)
    due_on = TODAY + timedelta(days=6)
    return Pledge(code, person.id, "other", "en", None, None, earlier, due_on, **dates)


def _does(kind: Any, user: int = SUPPORTER, **fields: Any) -> Event:
    return replace(due(user), update_id=1, kind=kind, message_id=900, can_edit=True, **fields)
