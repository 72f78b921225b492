"""A simulation from one seed: the real bot, started, crashed and started again, and a world around it."""

import asyncio
import contextlib
import gc
import hashlib
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self

from bot import run
from bot.config import Config
from bot.jobs.night import HOUR
from db.database import Database
from db.vault import Vault
from tests.simulation import invariants as must
from tests.simulation.disk import FILE, Disk, instead_of_threads
from tests.simulation.event_loop import NothingEverError, SimulatedLoop
from tests.simulation.invariants import Invariants, Look
from tests.simulation.replacing import replaced
from tests.simulation.time_line import TimeLine, instead_of_real
from tests.simulation.watching import Alarm, demand
from tests.simulation.world import BEGINS, ORGANIZERS, TOKEN, World

SECRET = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
CRASH_EVERY = 90  # taps
STEPS_A_TAP = 55  # about; a crash comes after so many taps' steps
NIGHTLY = 0.25  # how often one comes in the night, before or while its mail is carried
NIGHT_STEPS = (20, 1500)
ENDS = {"crash": 6, "cut": 3, "stop": 1}  # how a life of the bot ends, and how often
AWAY_SECONDS = (0.5, 2, 10, 200)
STOPPING_SECONDS = 10.0
RECOUNTED = 60  # days on which all figures are counted anew; then once a week
GARBAGE = 20  # lives between two collections


@dataclass(slots=True)
class Counts:
    """What a simulation has done; a cut of the power counts as a crash too."""

    days: int = 0
    taps: int = 0
    crashes: int = 0
    cuts: int = 0
    stops: int = 0
    calls: int = 0
    commits: int = 0
    steps: int = 0
    pledges: int = 0


class Simulation:
    """`with Simulation(seed) as simulation: simulation.runs(days=30)`; BrokenError if not all holds.

    `crash_every` is how many taps lie between two crashes, on average; 0 is none. `is_alone`: nobody comes.
    """

    def __init__(self, seed: int, *, crash_every: int = CRASH_EVERY, is_alone: bool = False) -> None:
        self.counts = Counts()
        self.line = TimeLine(seed, BEGINS)
        self._crash_every = crash_every
        self._is_alone = is_alone
        self._stack = contextlib.ExitStack()
        self._crash_at = 0  # the step after which it comes; 0 is never

    def __enter__(self) -> Self:
        empty = _migrated()
        self._folder = Path(tempfile.mkdtemp(prefix="mektup-simulation-", dir=empty.parent.parent))
        self._stack.callback(shutil.rmtree, self._folder, ignore_errors=True)
        self._stack.enter_context(instead_of_real(self.line))
        self.world = World(self.line)
        self.disk = Disk(self._folder / "0", self.line)
        self.disk.begins(empty)
        self.alarm = Alarm(lambda: self.disk.is_dead)
        self.must = Invariants(Vault(bytes(range(32))), self.world.watch, self.world.zone)
        self.loop: SimulatedLoop | None = None
        self.world.day_begins, self.world.night_comes = self._arm, self._arm_for_the_night
        self.world.is_quiet = self._looks
        self._stack.enter_context(instead_of_threads(lambda: self.disk))
        self._stack.enter_context(replaced(self.world, lambda: self.disk, self.alarm))
        self._stack.callback(gc.collect)
        for end in (gc.unfreeze, gc.enable):
            self._stack.callback(end)
        gc.collect()
        gc.freeze()  # what is there already is no garbage of any life
        gc.disable()  # else it would run whenever it likes
        if not self._is_alone:
            self.world.plan_day()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.disk.is_dead = True
        self._bury()
        self._stack.close()

    @property
    def state(self) -> str:
        """One value over all that happened, and over every row as it is now."""
        with closing(sqlite3.connect(self.disk.file)) as tables:
            rows = "\n".join(tables.iterdump())
        return hashlib.sha256(f"{self.world.trace.sum} {self.line.now} {rows}".encode()).hexdigest()

    def runs(self, *, days: float = 0, taps: int = 0, until: Callable[[], bool] = lambda: False) -> Counts:
        """Let so many days pass, or so many taps be made."""
        end, most = self.line.now + days * 86400, self.world.known.taps + taps

        def is_over() -> bool:
            return bool(
                (days and self.line.now >= end) or (taps and self.world.known.taps >= most) or until()
            )

        while not is_over():
            self._lives(is_over)
        return self.now_counted()

    def now_counted(self) -> Counts:
        """What was done so far."""
        self.counts.taps, self.counts.calls = self.world.known.taps, self.world.trace.calls
        return self.counts

    def lets_pass(self, seconds: float) -> None:
        """Let so much time pass while the bot lives; it is started where it does not."""
        end = self.line.now + seconds
        self.line.plan(seconds, lambda: None)
        self._turns(lambda: self.line.now >= end)

    def crashes(self) -> None:
        """End the bot's life now; the next one begins with whatever is asked of it."""
        self._ends("crash")

    def _lives(self, is_over: Callable[[], bool]) -> None:
        """One life of the bot: until a crash, a stop, or the end."""
        self._turns(is_over)
        self._ends("end" if is_over() else "")

    def _turns(self, is_over: Callable[[], bool]) -> None:
        if self.loop is None:
            self._starts()
        loop, main, watch = self.loop, self._main, self.world.watch
        assert loop

        def is_dead() -> bool:
            is_crash = self._crash_at and loop.steps >= self._crash_at
            return bool(is_crash or watch.broken or main.done() or is_over())

        loop.run_until(is_dead)
        watch.demand()
        demand(not main.done(), must.UNEXPECTED, "the bot has ended")

    def _starts(self) -> None:
        loop = self.loop = SimulatedLoop(self.line)
        loop.sleeps = self.world.sleeps
        loop.set_exception_handler(lambda _, context: self.alarm.heard.append(str(context.get("exception"))))
        self._arm()
        self._main = loop.create_task(run.run(self._config(), now=self.line.moment))

    def _ends(self, kind: str) -> None:
        chance, counts, main = self.line.chance, self.counts, self._main
        assert self.loop
        kind = kind or chance.choices(tuple(ENDS), tuple(ENDS.values()))[0]
        if kind == "stop":
            until = self.line.now + STOPPING_SECONDS
            main.cancel()
            self.loop.run_until(lambda: main.done() or self.line.now > until)
            demand(main.done(), must.UNEXPECTED, "a stop takes longer than ten seconds")
        self.world.trace.note(kind, self.loop.steps)
        counts.crashes += kind in ("crash", "cut")
        counts.cuts += kind == "cut"
        counts.stops += kind == "stop"
        counts.steps += self.loop.steps
        counts.commits += self.disk.commits
        self.disk = self.disk.dies(is_power_cut=kind == "cut")
        self._bury()
        self.must.look(self.disk.file, self.line.now)
        counts.pledges = self.must.pledges
        self.disk.begins()
        self._nothing_unexpected()
        if kind != "end":
            self.line.now += chance.choice(AWAY_SECONDS)

    def _bury(self) -> None:
        """Let go of everything the dead process was doing: none of it reaches anybody."""
        loop = self.loop
        if loop is None:
            return
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.set_exception_handler(lambda _loop, _context: None)
        loop.line = TimeLine(0, self.line.moment())  # its last moments pass nowhere else
        loop.sleeps = lambda: 0.0
        with contextlib.suppress(NothingEverError):
            loop.run_until(lambda: not asyncio.all_tasks(loop))
        loop.close()
        self.loop = None
        if self.disk.number % GARBAGE == 0:
            gc.collect()

    def _arm(self) -> None:
        """Choose after how many more steps it crashes."""
        self._crash_at = 0
        if self._crash_every and not self.world.is_calm and self.loop:
            mean = self._crash_every * STEPS_A_TAP
            self._crash_at = self.loop.steps + int(self.line.chance.expovariate(1 / mean)) + 1

    def _arm_for_the_night(self) -> None:
        if self._crash_every and self.loop and self.line.chance.random() < NIGHTLY:
            self._crash_at = self.loop.steps + self.line.chance.randrange(*NIGHT_STEPS)

    def _looks(self) -> None:
        """All is quiet: what must hold every day."""
        self._crash_at = 0
        self.counts.days += 1
        watch, line = self.world.watch, self.line
        began = (
            line.moment().astimezone(self.world.zone).replace(hour=HOUR, minute=0, second=0, microsecond=0)
        )
        demand(not watch.telegram.updates.waiting, must.ANSWERED, "updates wait")
        raw = self.disk.bytes

        def check(found: Look) -> None:
            self.must.quiet(found, line.now, began, raw)
            if self.counts.days <= RECOUNTED or self.counts.days % 7 == 0:
                self.must.figures(found)

        self.must.look(self.disk.file, line.now, check)
        self._nothing_unexpected()

    def _nothing_unexpected(self) -> None:
        demand(not self.alarm.heard, must.UNEXPECTED, "; ".join(self.alarm.heard[:3]))

    def _config(self) -> Config:
        return Config(
            _env_file=None,
            bot_token=TOKEN,
            bot_api_url="http://simulation",
            database_url=self.disk.url,
            secret_key=SECRET,
            organizer_ids=frozenset(ORGANIZERS),
        )


@cache
def _migrated() -> Path:
    """An empty database of the newest schema, made once."""
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="mektup-migrated-", dir=memory if memory.is_dir() else None))

    async def make() -> None:
        database = Database(f"sqlite+aiosqlite:///{folder / FILE}")
        await database.migrate()
        await database.close()

    asyncio.run(make())
    return folder / FILE
