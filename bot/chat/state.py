"""What the bot remembers of one conversation; a frozen value, stored sealed."""

import json
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Self

from bot.chat.compact import compact, fields_of
from db.contacts import KEPT_DAYS
from db.notes import Note

NOBODY = 0  # instead of a person: what /forget leaves for the night

WORDS_LIVE_DAYS = 2  # erased when the second next day begins: at least 24, at most 48 hours
IDLE_DAYS = 30
SEEN_UPDATES = 24
REMEMBERED_MESSAGES = 100
PLEDGES_A_DAY = 10
LETTER_DATES = ("written_on", "mail_by")


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter in the making. None is a question still open; "" is one that was skipped."""

    code: str
    prisoner: str | None = None
    greeting: str | None = None
    own: str | None = None
    kept: str = ""  # names of the parts whose warning was read, with spaces between them
    sender: str | None = None
    place: str | None = None
    reviewed: bool = False
    greeting_text: int = 0  # which of the greeting's texts


@dataclass(frozen=True, slots=True)
class Letter:
    """A finished letter whose words are still sealed here."""

    code: str
    prisoner: str
    language: str
    text: str
    written_on: date
    mail_by: date
    hour: int | None = None  # of the promise, where the organizers are


@dataclass(frozen=True, slots=True)
class Conversation:
    """All state of one supporter. `revision` counts the changes: a writing button works only in its own.
    `asking` names a question that was opened again; otherwise the first open one is asked.
    `seen`, `newest` and `messages` belong to the numbers of one `bot`: another one begins anew. `messages`
    are (day ordinal, message id) of the last two days, for /forget. `newest` is the newest message an update
    was about: what a person writes is newer, or it has been heard before. `owed` is what must still arrive
    in the chat, see bot/routes.py; `owner` is the process that sends it.
    """

    user_id: int
    language: str | None = None  # as chosen; None: as `client_language` says
    client_language: str = ""  # of the last update that changed something: what is said later speaks it too
    letter_language: str | None = None
    revision: int = 0
    draft: Draft | None = None
    asking: str | None = None
    letters: tuple[Letter, ...] = ()
    sender: str | None = None
    place: str | None = None
    country: str | None = None
    country_kept: bool = False  # its warning was read
    country_of: str | None = None
    source: str | None = None
    large_print: bool = False
    paper: str | None = None  # sizes as chosen; None: as the country has them
    envelope: str | None = None
    posted_from: str | None = None  # "home" or "abroad"
    desk: str = ""  # where an organizer stands, see bot/desk/desk.py
    owed: tuple[str, ...] = ()
    owner: int = 0
    notes: tuple[Note, ...] = ()  # what the next night carries into the tables
    codes: tuple[str, ...] = ()  # letters whose contact an earlier night has put there
    bot: int = 0
    acted_at: int = 0  # minutes since 1970, so that a start redraws what the last stop left unsaid
    seen: tuple[int, ...] = ()
    newest: int = 0
    messages: tuple[tuple[int, int], ...] = ()
    begun_on: date = date.min
    active_on: date = date.min
    pledged_on: date = date.min
    pledged_today: int = 0
    printed_on: date = date.min
    printed_today: int = 0

    @property
    def is_empty(self) -> bool:
        """Nothing is stored of this person, but how many letters were promised today."""
        return self == self.forgotten

    @property
    def forgotten(self) -> Self:
        """What stays after /forget: the count of one day, so that its limit holds."""
        return replace(type(self)(self.user_id), pledged_on=self.pledged_on, pledged_today=self.pledged_today)

    @property
    def without_all(self) -> Self:
        """After thirty idle days: only what the night needs."""
        kept = type(self)(self.user_id, notes=self.notes, codes=self.codes)
        return replace(kept, active_on=self.active_on) if self.notes or self.codes else kept

    def note(self, code: str) -> Note | None:
        """What is noted of this letter since the last night."""
        return next((one for one in self.notes if one.code == code), None)

    def noting(self, note: Note) -> Self:
        """The same conversation with this note, in the place of an earlier one of the same letter."""
        return replace(self, notes=(*(one for one in self.notes if one.code != note.code), note))

    def has_heard(self, bot: int, update_id: int, message_id: int | None) -> bool:
        """Tell whether this update, or the message somebody wrote to this bot, is delivered again."""
        if self.bot != bot:
            return False
        return update_id in self.seen or (message_id is not None and message_id <= self.newest)

    def heard(self, bot: int, update_id: int, message_id: int | None, today: date) -> Self:
        """Return the conversation after one more update, which is recognised when it comes again."""
        same = self if self.bot == bot else replace(self, bot=bot, seen=(), newest=0, messages=())
        return replace(
            same,
            seen=(*same.seen, update_id)[-SEEN_UPDATES:],
            newest=max(same.newest, message_id or 0),
            begun_on=self.begun_on if self.begun_on != date.min else today,
            active_on=today,
            messages=_recent(same.messages, () if message_id is None else (message_id,), today),
        )

    def spoke(self, message_ids: tuple[int, ...], today: date) -> Self:
        """Return the conversation after the bot's own messages reached the chat."""
        return replace(self, messages=_recent(self.messages, message_ids, today))

    def owing(self, *parts: str) -> Self:
        """Return the conversation with these parts owed as well, each once."""
        return replace(self, owed=tuple(dict.fromkeys((*self.owed, *parts))))

    def owes(self, code: str) -> bool:
        """Tell whether a part of this letter has not arrived yet."""
        return any(code in part.split(":") for part in self.owed)

    def pledges_of(self, today: date) -> int:
        """Count the letters this person has pledged today."""
        return self.pledged_today if self.pledged_on == today else 0

    @property
    def forget_on(self) -> date:
        """When retention must look at this state, to erase something."""
        if self == self.without_all:  # until the last contact is gone
            return self.idle_forget_on + timedelta(days=KEPT_DAYS)
        return self.words_forget_on or self.idle_forget_on

    @property
    def words_forget_on(self) -> date | None:
        """When the words of the oldest letter or draft must go; None without words."""
        days = [letter.written_on for letter in self.letters]
        if self.draft or self.sender or self.place or self.messages:
            days.append(self.active_on)
        return min(days) + timedelta(days=WORDS_LIVE_DAYS) if days else None

    @property
    def idle_forget_on(self) -> date:
        """When the whole conversation must go."""
        return self.active_on + timedelta(days=IDLE_DAYS)

    def without_old_words(self, today: date) -> Self:
        """Return the conversation without words whose time is over, nor which letter it was and when."""
        newest = today - timedelta(days=WORDS_LIVE_DAYS)
        old = {one.code for one in self.letters if one.written_on <= newest}
        kept = replace(
            self,
            letters=tuple(one for one in self.letters if one.code not in old),
            owed=tuple(part for part in self.owed if old.isdisjoint(part.split(":"))),
        )
        if self.active_on > newest:
            return kept
        return replace(
            kept,
            draft=None,
            asking=None,
            sender=None,
            place=None,
            messages=(),
            owed=(),
            acted_at=0,
            revision=kept.revision + 1,
            country_of=None,
            pledged_on=date.min,
            pledged_today=0,
            printed_on=date.min,
            printed_today=0,
        )

    def to_bytes(self) -> bytes:
        """Compact JSON; what has its default is left out."""
        return json.dumps(compact(self), ensure_ascii=False, separators=(",", ":")).encode()

    @classmethod
    def from_bytes(cls, stored: bytes) -> Self:
        """Read the conversation of `to_bytes`; fields of newer or older versions do no harm.

        Raises:
            ValueError, TypeError, KeyError: when it is not one.
        """
        content = json.loads(stored)
        if not isinstance(content, dict):
            raise TypeError("not a conversation")
        if "draft" in content:
            content["draft"] = Draft(**fields_of(Draft, content["draft"]))
        content["letters"] = tuple(
            Letter(**fields_of(Letter, one) | {name: date.fromisoformat(one[name]) for name in LETTER_DATES})
            for one in content.get("letters", ())
        )
        content["messages"] = tuple((day, message) for day, message in content.get("messages", ()))
        content["notes"] = tuple(Note.from_json(one) for one in content.get("notes", ()))
        for name in ("seen", "owed", "codes"):
            content[name] = tuple(content.get(name, ()))
        for name in ("begun_on", "active_on", "pledged_on", "printed_on"):
            if name in content:
                content[name] = date.fromisoformat(content[name])
        return cls(**fields_of(cls, content))


def read_state(state: bytes) -> Conversation | None:
    """Read the conversation stored so; None if it is none, or of another time: it begins anew."""
    try:
        return Conversation.from_bytes(state)
    except (ValueError, TypeError, KeyError):
        return None


def owner(state: bytes) -> int | None:
    """Read whose state this is; None if it is not one, or nobody's."""
    conversation = read_state(state)
    return (conversation.user_id or None) if conversation else None


def _recent(
    messages: tuple[tuple[int, int], ...], message_ids: tuple[int, ...], today: date
) -> tuple[tuple[int, int], ...]:
    known = {message_id for _, message_id in messages}
    new = [(today.toordinal(), one) for one in message_ids if one not in known]
    return (*(one for one in messages if one[0] >= today.toordinal() - 2), *new)[-REMEMBERED_MESSAGES:]
