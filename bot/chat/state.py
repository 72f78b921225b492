"""What the bot remembers of one conversation: frozen values, in four parts by how long they live."""

from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from typing import Any, Self

from bot.chat.marks import Marks
from db.contacts import KEPT_DAYS
from db.notes import Note

NOBODY = 0  # instead of a person: what /forget leaves for the night

WORDS_LIVE_DAYS = 2  # erased when the second next day begins: at least 24, at most 48 hours
IDLE_DAYS = 30
SEEN_UPDATES = 24
REMEMBERED_MESSAGES = 100
PLEDGES_A_DAY = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A letter in the making. None is a question still open; "" is one that was skipped."""

    code: str
    prisoner: str | None = None
    greeting: str | None = None
    own: str | None = None
    same: str | None = None  # words of the letter before, beside which `own` is for this person alone
    offered: str | None = None  # words typed where none were asked for
    kept: str = ""  # names of the parts whose warning was read, with spaces between them
    sender: str | None = None
    place: str | None = None
    greeting_text: int = 0  # which of the greeting's texts

    @property
    def words(self) -> str:
        """All that is the writer's own."""
        return "\n".join(filter(None, (self.own, self.same)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A finished letter whose words are still sealed here."""

    code: str
    prisoner: str
    language: str
    text: str
    written_on: date
    mail_by: date
    hour: int | None = None  # of the promise, where the organizers are
    own: str = ""  # of the newest letter, for the next one
    own_kept: bool = False  # their warning was read


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """What is being written and has just been: all that holds words of a person."""

    draft: Draft | None = None
    asking: str | None = None  # a question that was opened again; otherwise the first open one is asked
    letters: tuple[Letter, ...] = ()
    sender: str | None = None  # of the last letter, for the next one
    place: str | None = None
    queue: tuple[str, ...] = ()  # to whom the next letters of this sitting go
    is_shared: bool = False  # each letter is another person's: nothing is kept for the next one


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What a person has chosen once, for every letter."""

    language: str | None = None  # None: as `client_language` says
    letter_language: str | None = None
    country: str | None = None
    country_kept: bool = False  # its warning was read
    source: str | None = None
    evening_on: date | None = None  # of the evening whose link brought this person
    writers: int = 0  # at it, as its organizer said
    large_print: bool = False
    paper: str | None = None  # sizes; None: as the country has them
    envelope: str | None = None
    posted_from: str | None = None  # "home" or "abroad"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What was done on one day, for its limit."""

    pledged_on: date = date.min
    pledged_today: int = 0
    signed: tuple[str, ...] = ()  # who signed letters of an evening on that day: a mark of each name
    printed_on: date = date.min
    printed_today: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """All state of one supporter.

    `revision` counts the changes; a writing button works only in the revision it was drawn for. `owed` is
    what must still arrive in the chat, see bot/routes.py; `owner` is the process that sends it.
    """

    user_id: int
    revision: int = 0
    writing: Writing = Writing()
    choices: Choices = Choices()
    marks: Marks = field(default_factory=Marks)
    counts: Counts = Counts()
    desk: str = ""  # where an organizer stands, see bot/desk/desk.py
    owed: tuple[str, ...] = ()
    owner: int = 0
    notes: tuple[Note, ...] = ()  # what the next night carries into the tables
    codes: tuple[str, ...] = ()  # letters whose contact an earlier night has put there
    begun_on: date = date.min
    active_on: date = date.min

    def changed(self, **values: Any) -> Self:
        """Return the same conversation with these values, in whichever part they stand."""
        parts: dict[str, dict[str, Any]] = {}
        for name in values.keys() & PART_OF.keys():
            parts.setdefault(PART_OF[name], {})[name] = values.pop(name)
        values |= {part: replace(getattr(self, part), **new) for part, new in parts.items()}
        return replace(self, **values)

    @property
    def is_empty(self) -> bool:
        """Nothing is stored of this person, but how many letters were promised today."""
        return self == self.forgotten

    @property
    def forgotten(self) -> Self:
        """What stays after /forget: the count of one day, so that its limit holds."""
        counts = replace(self.counts, printed_on=date.min, printed_today=0)
        return type(self)(user_id=self.user_id, counts=counts)

    @property
    def without_all(self) -> Self:
        """After thirty idle days: only what the night needs."""
        kept = type(self)(user_id=self.user_id, notes=self.notes, codes=self.codes)
        return replace(kept, active_on=self.active_on) if self.notes or self.codes else kept

    def note(self, code: str) -> Note | None:
        """What is noted of this letter since the last night."""
        return next((one for one in self.notes if one.code == code), None)

    def noting(self, note: Note) -> Self:
        """The same conversation with this note, in the place of an earlier one of the same letter."""
        return replace(self, notes=(*(one for one in self.notes if one.code != note.code), note))

    def has_heard(self, bot: int, update_id: int, message_id: int | None) -> bool:
        """Tell whether this update, or the message somebody wrote to this bot, is delivered again.

        One that came before another that was heard was decided then, and changed nothing; it must not now.
        """
        marks = self.marks
        if marks.bot != bot or not marks.seen:
            return False
        is_between = min(marks.seen) <= update_id <= max(marks.seen)
        return is_between or (message_id is not None and message_id <= marks.newest)

    def heard(self, bot: int, update_id: int, message_id: int | None, today: date) -> Self:
        """Return the conversation after one more update, which is recognised when it comes again."""
        marks = self.marks if self.marks.bot == bot else Marks(bot=bot)
        return replace(self, marks=marks).changed(
            seen=(*marks.seen, update_id)[-SEEN_UPDATES:],
            newest=max(marks.newest, message_id or 0),
            messages=_recent(marks.messages, () if message_id is None else (message_id,), today),
            begun_on=self.begun_on if self.begun_on != date.min else today,
            active_on=today,
        )

    def spoke(self, message_ids: tuple[int, ...], today: date) -> Self:
        """Return the conversation after the bot's own messages reached the chat."""
        return self.changed(messages=_recent(self.marks.messages, message_ids, today))

    def owing(self, *parts: str) -> Self:
        """Return the conversation with these parts owed as well, each once."""
        return replace(self, owed=tuple(dict.fromkeys((*self.owed, *parts))))

    def owes(self, code: str) -> bool:
        """Tell whether a part of this letter has not arrived yet."""
        return any(part.split(":")[1:2] == [code] for part in self.owed)

    def has_moved_on(self, since: Self) -> bool:
        """Tell whether a screen drawn from `since` may be old: what is noted of calls draws nothing."""
        return replace(self, marks=since.marks, owed=since.owed, owner=since.owner) != since

    def pledges_of(self, today: date) -> int:
        """Count the letters this person has pledged today."""
        return self.counts.pledged_today if self.counts.pledged_on == today else 0

    @property
    def forget_on(self) -> date:
        """When retention must look at this state, to erase something."""
        if self == self.without_all:  # until the last contact is gone
            return self.idle_forget_on + timedelta(days=KEPT_DAYS)
        return self.words_forget_on or self.idle_forget_on

    @property
    def words_forget_on(self) -> date | None:
        """When the words of the oldest letter or draft must go; None without words."""
        writing = self.writing
        days = [letter.written_on for letter in writing.letters]
        if writing.draft or writing.sender or writing.place or self.marks.messages:
            days.append(self.active_on)
        return min(days) + timedelta(days=WORDS_LIVE_DAYS) if days else None

    @property
    def idle_forget_on(self) -> date:
        """When the whole conversation must go."""
        return self.active_on + timedelta(days=IDLE_DAYS)

    def without_old_words(self, today: date) -> Self:
        """Return the conversation without words whose time is over, nor which letter it was and when."""
        newest = today - timedelta(days=WORDS_LIVE_DAYS)
        old = {one.code for one in self.writing.letters if one.written_on <= newest}
        letters = tuple(one for one in self.writing.letters if one.code not in old)
        if self.active_on > newest:
            owed = tuple(part for part in self.owed if old.isdisjoint(part.split(":")))
            queue = self.writing.queue if letters else ()
            is_shared = self.writing.is_shared and bool(letters)
            return self.changed(letters=letters, owed=owed, queue=queue, is_shared=is_shared)
        return self.changed(
            writing=Writing(letters=letters),
            counts=Counts(),
            messages=(),
            acted_at=0,
            owed=(),
            revision=self.revision + 1,
        )


PARTS: dict[str, Any] = {"writing": Writing, "choices": Choices, "marks": Marks, "counts": Counts}
PART_OF = {one.name: part for part, kind in PARTS.items() for one in fields(kind)}


def _recent(
    messages: tuple[tuple[int, int], ...], message_ids: tuple[int, ...], today: date
) -> tuple[tuple[int, int], ...]:
    known = {message_id for _, message_id in messages}
    new = [(today.toordinal(), one) for one in message_ids if one not in known]
    return (*(one for one in messages if one[0] >= today.toordinal() - 2), *new)[-REMEMBERED_MESSAGES:]
