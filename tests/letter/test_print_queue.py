"""The print queue: off the event loop, one file at a time for each person, and so many a day."""

import asyncio
import gc
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

import pytest

from bot.letter.print_queue import FILES_A_DAY, Allowance, PrintQueue
from bot.letter.printing_errors import AlreadyPrinting, CannotPrint, TooBusy, TooMany, TooSlow, Unprintable
from bot.letter.render import render
from tests.support.sheets import letter_of, order_of

TODAY = date(2026, 1, 5)


@pytest.fixture
def printer() -> Iterator[PrintQueue]:
    printer = PrintQueue(seconds=0.2)
    yield printer
    printer.close()


async def test_a_letter_is_printed_beside_the_event_loop(printer: PrintQueue) -> None:
    here, order = threading.current_thread(), order_of(letter_of("en", "I think of you."))
    render(order)  # the first one opens the typesetter
    there: list[threading.Thread] = []

    def work() -> bytes:
        there.append(threading.current_thread())
        return render(order)

    assert (await printer.print("olena", work)).startswith(b"%PDF")
    assert there != [here]


async def test_one_person_has_one_file_at_a_time_and_another_does_not_mind(printer: PrintQueue) -> None:
    hold = threading.Event()
    first = asyncio.create_task(printer.print("olena", lambda: b"first" if hold.wait(5) else b""))
    await asyncio.sleep(0)
    with pytest.raises(AlreadyPrinting):
        await printer.print("olena", lambda: b"second")
    other = asyncio.create_task(printer.print("ayşe", lambda: b"other"))
    await asyncio.sleep(0)
    hold.set()
    assert (await first, await other) == (b"first", b"other")
    assert await printer.print("olena", lambda: b"third") == b"third"


async def test_what_is_too_slow_is_said_and_its_person_waits_until_it_has_ended(printer: PrintQueue) -> None:
    hold = threading.Event()
    with pytest.raises(TooSlow):
        await printer.print("olena", lambda: b"late" if hold.wait(5) else b"")
    with pytest.raises(AlreadyPrinting):
        await printer.print("olena", lambda: b"more")
    hold.set()
    async with asyncio.timeout(5):
        while True:
            try:
                assert await printer.print("olena", lambda: b"again") == b"again"
                break
            except AlreadyPrinting:
                await asyncio.sleep(0.01)


async def test_whose_turn_does_not_come_in_time_may_come_again(printer: PrintQueue) -> None:
    hold = threading.Event()
    first = asyncio.create_task(printer.print("ayşe", lambda: b"first" if hold.wait(5) else b""))
    await asyncio.sleep(0)
    with pytest.raises(TooBusy):
        await printer.print("olena", lambda: b"second")
    hold.set()
    await asyncio.wait({first})
    assert isinstance(first.exception(), TooSlow)
    assert await printer.print("olena", lambda: b"again") == b"again"


async def test_a_refusal_comes_through_and_does_not_block_the_next_file(printer: PrintQueue) -> None:
    with pytest.raises(Unprintable):
        await printer.print("olena", partial(render, order_of(letter_of("en", "𓃠"))))
    assert await printer.print("olena", lambda: b"next") == b"next"


async def test_who_stops_waiting_leaves_nothing_behind(printer: PrintQueue) -> None:
    hold = threading.Event()
    complaints: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))

    def work() -> bytes:
        hold.wait(5)
        raise CannotPrint

    waiting = asyncio.create_task(printer.print("olena", work))
    await asyncio.sleep(0.01)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    hold.set()
    await printer.print("ayşe", lambda: b"")  # the one thread is free again, so olena's work has ended
    await asyncio.sleep(0)
    assert await printer.print("olena", lambda: b"next") == b"next"
    gc.collect()
    assert not complaints, "the refusal of work nobody waits for is no fault to report"


def test_twenty_files_a_day_and_again_tomorrow() -> None:
    allowance = Allowance(TODAY)
    for number in range(1, FILES_A_DAY + 1):
        allowance = allowance.spend(TODAY)
        assert allowance == Allowance(TODAY, number)
    with pytest.raises(TooMany) as refusal:
        allowance.spend(TODAY)
    assert refusal.value.limit == 20
    assert allowance.spend(TODAY + timedelta(days=1)) == Allowance(TODAY + timedelta(days=1), 1)
