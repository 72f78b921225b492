"""The world around the bot: who comes on which day, what the network is like, when the office counts."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

from bot.checks.all_checks import checked
from bot.playground import Playground
from tests.simulation.people import KINDS, ORGANIZER, Known, Walker
from tests.simulation.telegram import Trace, Weather
from tests.simulation.time_line import TimeLine
from tests.simulation.watching import Watch

BEGINS = datetime(2026, 3, 2, 5, tzinfo=UTC)
TOKEN = "7000000000:" + "A" * 35
ORGANIZERS = (1001, 1002)
FIRST = 2000  # the id of whoever comes first is the next one
PEOPLE = 36  # who may come on a day
NEWCOMERS = 12  # one of so many who come is new, and takes the place of somebody who has gone
COMING = (5, 10)  # on one day
TAPS = (10, 70)  # of one person on one day
AGAIN = 60  # one update in so many is delivered once more
SESSION_SECONDS = 400.0
ARRIVING_SECONDS = 90.0
NIGHT, CALM, QUIET = (
    (2, 40),
    (3, 15),
    (4, 30),
)  # the night is near; nothing fails; all that is owed had its time
STORMS = (0, 0, 60, 25, 8)  # one call in so many meets trouble; 0 is calm
LANGUAGES = ("uk", "en", "crh", "de", "")
MESSAGES = 60  # kept of a chat: nobody scrolls back further


class World:
    """Plans one day after the other; `is_calm` from the night until everything was looked at."""

    def __init__(self, line: TimeLine) -> None:
        chance = line.chance
        self.line = line
        self.known = Known()
        self.playground = Playground(
            token=TOKEN, username="mektup_bot", first_update_id=chance.randrange(10**8)
        )
        self.weather, self.trace = Weather(line), Trace(line)
        self.watch = Watch(self.playground, self.known, frozenset(ORGANIZERS))
        self.zone = checked(None, finished=False).campaign.zone
        self.walking = 0  # people who are at it
        self.is_calm = False
        self.day_begins: Callable[[], None] = lambda: None
        self.night_comes: Callable[[], None] = lambda: None
        self.is_quiet: Callable[[], None] = lambda: None
        self._newest = FIRST
        self._people = [self._newcomer() for _ in range(PEOPLE)]
        self._office = [
            Walker(
                self.playground.person(f"Office {one}", "uk", one), ORGANIZER, chance, self.known, self._now
            )
            for one in ORGANIZERS
        ]

    def plan_day(self) -> None:
        """Plan who comes until midnight, the night, and the look at everything after it."""
        chance, line = self.line.chance, self.line
        self.is_calm = False
        self.day_begins()
        self.weather.one_in = chance.choice(STORMS)
        left = line.until(23, 50, self.zone)
        beginning = chance.uniform(0, max(left - 2 * SESSION_SECONDS, 1.0))
        for _ in range(chance.randint(*COMING)):
            if not chance.randrange(NEWCOMERS):
                self._people[chance.randrange(len(self._people))] = self._newcomer()
            self._comes(chance.choice(self._people), beginning + chance.uniform(0, ARRIVING_SECONDS))
        for one in self._office:
            if chance.random() < 0.8:
                self._comes(one, beginning + chance.uniform(0, ARRIVING_SECONDS))
        line.plan(line.until(*NIGHT, self.zone), lambda: self.night_comes())
        line.plan(line.until(*CALM, self.zone), self._calm)
        line.plan(line.until(*QUIET, self.zone), self._quiet)

    def sleeps(self) -> float:
        """How far the machine sleeps on while nobody is there: minutes, where something is due."""
        if self.walking:
            return 0.0
        hour = self.line.moment().astimezone(self.zone).hour
        return self.line.chance.uniform(*((60, 600) if 2 <= hour < 5 else (600, 9000)))

    def _now(self) -> float:
        return self.line.now

    def _newcomer(self) -> Walker:
        chance = self.line.chance
        self._newest += 1
        person = self.playground.person("Somebody", chance.choice(LANGUAGES), self._newest)
        return Walker(person, chance.choice(KINDS), chance, self.known, self._now)

    def _comes(self, walker: Walker, after: float) -> None:
        end, taps = self.line.now + after + SESSION_SECONDS, self.line.chance.randint(*TAPS)
        self.line.plan(after, partial(self._begins, walker, end, taps))

    def _begins(self, walker: Walker, end: float, taps: int) -> None:
        self.walking += 1
        self._goes_on(walker, end, taps)

    def _goes_on(self, walker: Walker, end: float, taps: int) -> None:
        if self.line.now >= end or not taps:
            self.walking -= 1
            return
        if self.watch.recent and not self.line.chance.randrange(AGAIN):
            self.watch.telegram.updates.redeliver(self.line.chance.choice(self.watch.recent))
        self.trace.note(walker.person.id)
        self.line.plan(walker.acts(), partial(self._goes_on, walker, end, taps - 1))

    def _calm(self) -> None:
        """Nothing fails any more, so that whatever is owed arrives."""
        self.is_calm = True
        self.weather.one_in = 0

    def _quiet(self) -> None:
        self.is_quiet()
        for chat in self.playground.telegram.chats.values():
            for message_id in sorted(chat.history)[:-MESSAGES]:
                if message_id not in chat.pinned:
                    del chat.history[message_id]
        self.playground.telegram.queries.clear()
        self.plan_day()
