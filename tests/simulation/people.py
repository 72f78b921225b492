"""People of every kind, each doing the next thing that somebody like them would do."""

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from bot.chat.callback import Callback, Lasting, Own, Page, Write, read_callback
from bot.playground.api_types import Button, Message
from bot.playground.user_actions import Person

MOST_UNANSWERED = 12  # of one person: more than twenty are not heard, which is another story
SEEN = 15  # messages somebody scrolls back to
WORD = re.compile(r"w(\d+)n\d+x")  # whose words, and their number

# How much likelier than others a button is pressed, by its name; 0 never (charts cost a second each).
LIKES: Mapping[str, float] = {
    "review": 14, "prisoner": 6, "greeting": 6, "own": 6, "sender": 6, "country": 6, "write": 8, "another": 4,
    "mailed": 3, "not-mailed": 2, "withdraw": 1.5, "not-withdrawn": 2, "ask-reminded": 3, "ask-told": 3,
    "reminded": 9, "told": 7, "told-neutral": 2, "not-reminded": 0.6, "not-told": 0.6, "erase": 0.6,
    "drop": 0.1, "back": 0.4, "language": 0.3, "forget": 0.05, "forget-me": 0.02, "letter-language": 0.4,
    "print": 0.6, "together": 0.2, "chart": 0, "export": 0, "card": 0.3, "everybody": 0.3, "progress": 0.3,
    "following": 3, "same-words": 3, "receive": 3, "undo": 1.5, "counted": 5, "count": 2, "handover": 1.5,
    "hand-over": 6, "release": 0.02, "strike": 0.05, "strike-out": 0.3, "stats": 0.1, "desk": 2, "leave": 0.5,
    "warning": 5, "arrival": 0.5, "arrival-country": 3, "hold": 0.3, "count-in": 2,
}  # fmt: skip
PAGES: Mapping[str, float] = {"greeting": 1, "choose": 1, "person": 1, "people": 0.5, "": 1}


LEAST_OF_A_LINE = 1000  # letters: a number that nobody counts by a tap
NAMES = (("Asanov", "asanov"), ("Primov", "primov"), ("Чийгоз DE", "chiygoz"))
FORGED = ("/", "!undo:1", "!forget-everybody", "0:review:20260401", "=mailed:x", "\0", "!count-in:1")


@dataclass(frozen=True, slots=True)
class Kind:
    """Seconds between two taps, and how many of a hundred acts are of which sort; the rest are good taps."""

    name: str
    thinks: tuple[float, float]
    old: int = 2  # a button further up in the chat
    forged: int = 0
    types: int = 22
    double: int = 3  # the same button once more, at once
    blocks: int = 0
    forgets: int = 0
    codes: int = 1  # types a code, mostly their own
    starts: int = 4


KINDS = (
    Kind("usual", (0.5, 8)),
    Kind("usual", (0.5, 8)),
    Kind("fast", (0.02, 0.6), double=12),
    Kind("slow", (10, 60)),
    Kind("two phones", (0.1, 9), old=20, double=10),
    Kind("forger", (0.2, 6), old=15, forged=25, codes=10),
    Kind("blocker", (0.5, 8), blocks=3),
    Kind("forgetful", (0.5, 8), forgets=4),
)
ORGANIZER = Kind("organizer", (0.5, 12), old=3, types=35, double=4, codes=0, starts=3)


@dataclass(slots=True)
class Known:
    """What people of the simulation know of each other: who may type which code, whose words are whose."""

    codes: dict[str, int] = field(default_factory=dict)  # shown on a card, and in whose chat first
    typed: set[tuple[int, str]] = field(default_factory=set)
    promises: dict[int, int] = field(default_factory=dict)  # taps on a promise, by person
    lines: Counter[tuple[str, int]] = field(default_factory=Counter)  # letters without a code, as reported
    silent: dict[int, float] = field(default_factory=dict)  # who forgot or blocked, and when last
    forgot: dict[int, float] = field(default_factory=dict)
    asked: dict[int, float] = field(default_factory=dict)  # for a reminder or news
    taps: int = 0
    words: int = 0


def _likes(read: Callback) -> float:
    if isinstance(read, Page):
        return PAGES.get(read.name, 0.2)
    if read == Lasting("card"):  # a picture, which is drawn for a second
        return 0
    return LIKES.get(read.name, 1)


class Walker:
    """One person with a phone, or two."""

    def __init__(
        self, person: Person, kind: Kind, chance: random.Random, known: Known, now: Callable[[], float]
    ) -> None:
        self.person = person
        self.kind = kind
        self.is_organizer = kind is ORGANIZER
        self._chance = chance
        self._known = known
        self._now = now

    def acts(self) -> float:
        """Do one thing; the seconds until the next."""
        waiting = sum(one.line == self.person.id for one in self.person.telegram.updates.waiting.values())
        if waiting < MOST_UNANSWERED:
            self._known.taps += 1
            self._does()
        return self._chance.uniform(*self.kind.thinks)

    def _does(self) -> None:
        kind, chance, person = self.kind, self._chance, self.person
        if person.chat.blocked:
            if chance.random() < 0.1:
                person.unblocks()
                self._starts()
            return
        if not (offered := list(self._offered())):
            self._starts()
            return
        acts: tuple[tuple[int, Callable[[], None]], ...] = (
            (kind.starts, self._starts),
            (kind.types, self._types),
            (kind.forged, self._forges),
            (kind.old, lambda: self._presses(*chance.choice(offered))),
            (kind.blocks, self._blocks),
            (kind.forgets, self._forgets),
            (kind.codes, self._types_code),
        )
        sort = chance.randrange(100)
        for share, act in acts:
            if sort < share:
                act()
                return
            sort -= share
        self._presses_well(offered)

    def _offered(self) -> Iterator[tuple[Message, Button, Callback]]:
        """Every button in sight that does something, the newest message first."""
        for message in sorted(self.person.chat.messages[-SEEN:], key=lambda one: -one.revision):
            for button in message.buttons:
                read = read_callback(button.callback_data or "-")
                if read and _likes(read):
                    yield message, button, read

    def _presses_well(self, offered: list[tuple[Message, Button, Callback]]) -> None:
        newest = offered[0][0]
        if self._chance.random() < 0.25:  # a card further up is as good as the newest screen
            newest = self._chance.choice(offered)[0]
        here = [one for one in offered if one[0] is newest]
        weights = [_likes(one[2]) for one in here]
        self._presses(*self._chance.choices(here, weights)[0])

    def _presses(self, message: Message, button: Button, read: Callback) -> None:
        times = 2 if self._chance.randrange(100) < self.kind.double else 1
        for _ in range(times):
            self._notes(read)
            self.person.forges(message, button.callback_data or "")

    def _notes(self, read: Callback) -> None:
        """What this tap may lead to."""
        known, person = self._known, self.person.id
        match read:
            case Write("review", value) if value.isdecimal():
                known.promises[person] = known.promises.get(person, 0) + 1
            case Lasting("forget-me"):
                known.silent[person] = known.forgot[person] = self._now()
            case Own("reminded" | "told" | "told-neutral" | "not-mailed" | "not-withdrawn") | Own():
                if not read.name.startswith("ask"):
                    known.asked[person] = self._now()
                known.typed.add((person, read.code))
            case Page():
                pass

    def _starts(self) -> None:
        chance = self._chance
        link = chance.choice(("", "", "", "chiygoz", "asanov_poster", "poster", "nonsense"))
        self.person.starts(link)

    def _types(self) -> None:
        chance, known, person = self._chance, self._known, self.person
        if self.is_organizer:
            self._reports()
            return
        match chance.randrange(12):
            case 0:
                text = chance.choice(("Poland", "Germany", "Atlantis", "Україна"))
            case 1:
                text = chance.choice(("Asanov", "Чийгоз", "Nobody", "Primov"))
            case 2:
                text = chance.choice(
                    ("/help", "/privacy", "/cancel", "/progress", "/language", "/receive", "/x")
                )
            case 3:
                text = "🕊"
            case _:
                known.words += 1
                text = f"w{person.id}n{known.words}x"
                if chance.random() < 0.7:
                    text = f"It snows here {text} every day."
        if chance.random() < 0.03:
            person.sends_sticker()
        else:
            person.sends(text)

    def _reports(self) -> None:
        """An organizer counts what came in the post."""
        chance, known = self._chance, self._known
        if chance.random() < 0.25:
            self.person.sends(chance.choice(("/receive", "/receive", "/handover", "/journal")))
            return
        if chance.random() < 0.3 or not known.codes:
            number, (name, prisoner) = chance.randint(LEAST_OF_A_LINE, 9999), chance.choice(NAMES)
            known.lines[prisoner, number] += 1
            self.person.sends(f"{number} {name}")
            return
        newest = list(known.codes)[-60:]
        codes = [chance.choice(newest) for _ in range(chance.randint(1, 4))]
        self.person.sends(" ".join(codes) + chance.choice(("", "", " ZZZZ-ZZZZ")))

    def _types_code(self) -> None:
        known = self._known
        own = [code for code, chat in known.codes.items() if chat == self.person.id]
        theirs = list(known.codes)[-40:]
        if pool := (own[-5:] if self._chance.random() < 0.7 else theirs):
            code = self._chance.choice(pool)
            known.typed.add((self.person.id, code))
            self.person.sends(f"{code[:4]}-{code[4:]}")

    def _forges(self) -> None:
        """A modified client: anything under any message."""
        chance, chats = self._chance, self.person.telegram.chats
        message = self.person.chat.messages[-1]
        match chance.randrange(4):
            case 0:
                data = chance.choice(FORGED)
            case 1:
                name = chance.choice(("review:20300101", "drop", "greeting:support"))
                data = f"{chance.randrange(2_000_000)}:{name}"
            case 2 if self._known.codes:
                code = chance.choice(list(self._known.codes))
                data = f"={chance.choice(('mailed', 'withdraw', 'told'))}:{code}:{'A' * 16}"
            case _:
                theirs = [b for c in list(chats.values())[:20] for m in c.messages[-3:] for b in m.buttons]
                data = (chance.choice(theirs).callback_data if theirs else None) or "/home"
        read = read_callback(data)
        if read and not isinstance(read, Own):  # somebody else's mark opens nothing
            self._notes(read)
        self.person.forges(message, data)

    def _blocks(self) -> None:
        self._known.silent[self.person.id] = self._now()
        self.person.blocks()

    def _forgets(self) -> None:
        self._known.silent[self.person.id] = self._known.forgot[self.person.id] = self._now()
        self.person.sends("/forget")
        self.person.forges(self.person.chat.messages[-1], "!forget-me")
