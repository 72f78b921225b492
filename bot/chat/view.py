"""Everything a screen may read, as one frozen value."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any, TypeVar, cast

from bot.campaign.model import Campaign, Greeting, Prisoner
from bot.chat.callback import Lasting, Own, Page, Write
from bot.chat.context import AppContext
from bot.chat.screen import Button, Style
from bot.chat.state import Conversation, Draft
from bot.i18n.translate import Translate
from db.public_figures import Facts

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class View:
    """The conversation, the campaign, its figures, and the language it is shown in."""

    conversation: Conversation
    context: AppContext
    t: Translate
    facts: Facts
    today: date
    found: dict[Any, Any] = field(default_factory=dict, init=False, compare=False)  # see `found_once`

    @property
    def campaign(self) -> Campaign:
        """The campaign in use."""
        return self.context.campaign

    @property
    def draft(self) -> Draft:
        """The letter in the making; an empty one if there is none."""
        return self.conversation.writing.draft or Draft(code="")

    @property
    def recipients(self) -> tuple[Prisoner, ...]:
        """Prisoners who are still held."""
        held, released = self.campaign.held, self.facts.released
        if not released:
            return held
        find = partial(_without, released=released)
        return self.facts.once("held", held, find)

    def end_of(self, prisoner_id: str) -> tuple[str, date] | None:
        """Why and since when nobody writes to this person any more: as organizers or the file have it."""
        if day := self.facts.released.get(prisoner_id):
            return "released", day
        prisoner = self.campaign.by_id.get(prisoner_id)
        return prisoner.end if prisoner else None

    @property
    def prisoner(self) -> Prisoner | None:
        """The draft's recipient, if that person is still on the list."""
        prisoner = self.campaign.by_id.get(self.draft.prisoner or "")
        return prisoner if prisoner and self.end_of(prisoner.id) is None else None

    @property
    def greeting(self) -> Greeting | None:
        """The draft's greeting, if its recipient may get it."""
        greeting = self.campaign.greeting_by_id.get(self.draft.greeting or "")
        return greeting if greeting and self.offers(greeting) else None

    @property
    def letter_language(self) -> str:
        """The language of the letter: the chosen one, or the interface's, if its recipient may get such."""
        wanted, offered = (self.conversation.choices.letter_language, self.t.language), self.letter_languages
        return next((one for one in wanted if one in offered), offered[0])

    @property
    def letter_languages(self) -> tuple[str, ...]:
        """The languages a letter to the draft's recipient may be in."""
        read = self.prisoner.languages if self.prisoner else ()
        return tuple(one for one in self.context.languages if not read or one in read)

    def offers(self, greeting: Greeting) -> bool:
        """Tell whether the draft's recipient may get this greeting, and the letter's language has it."""
        is_written = greeting.id in self.context.languages[self.letter_language].greetings
        return self.prisoner is not None and greeting.fits(self.prisoner) and is_written

    def writing(self, name: str, value: str = "") -> Write:
        """Make what a writing button carries: it works only in this revision."""
        return Write(name, value, self.conversation.revision)

    def writes(self, key: str, name: str, value: str = "", style: Style | None = None) -> Button:
        """Make a writing button."""
        return Button(self.t.plain(key), self.writing(name, value), style=style)

    @property
    def is_at_desk(self) -> bool:
        """Whether an organizer's work is open here."""
        return bool(self.conversation.desk) and self.conversation.user_id in self.context.organizers

    def leads(self, key: str, name: str, value: str = "") -> Button:
        """Make a button that only reads."""
        return Button(self.t.plain(key), Page(name, value))

    def owns(self, key: str, name: str, code: str, style: Style | None = None) -> Button:
        """Make a button of a pledge, which nobody but this person can press."""
        return Button(self.t.plain(key), self.mark(name, code), style=style)

    def mark(self, name: str, code: str) -> Own:
        """Make what such a button carries, where its label is no text of the catalogue."""
        return Own(name, code, self.context.vault.mac(self.conversation.user_id, code))

    def lasts(self, key: str, name: str, value: str = "") -> Button:
        """Make a button that may be pressed at any time: it carries what should be true."""
        return Button(self.t.plain(key), Lasting(name, value))


def _without(people: tuple[Prisoner, ...], *, released: Collection[str]) -> tuple[Prisoner, ...]:
    return tuple(one for one in people if one.id not in released)


def found_once(find: Callable[[View], T]) -> Callable[[View], T]:
    """Let this be found once for each view: a turn asks for it again and again."""

    def found(view: View) -> T:
        if find not in view.found:
            view.found[find] = find(view)
        return cast(T, view.found[find])

    return found
