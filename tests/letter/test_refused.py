"""What is said where there is no sheet: of characters, limits, and a printer in trouble."""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest

from bot.letter.orders import LetterOrder, Order
from bot.letter.printer import LetterPrinter
from bot.letter.queue import FILES_A_DAY, PrintQueue
from bot.playground import Playground
from bot.playground.faults import refused, server_error, slow
from bot.run import Running
from bot.telegram.delivery import Delivery
from tests.support.clock import Clock
from tests.support.paper_reader import words
from tests.support.phone import Phone
from tests.support.sheets import WITH_THE_PROMISE, finishes, names, newest, promises, text_in_chat
from tests.support.supporter import Supporter

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

SMILE = "🙂"
ARABIC = (
    "سلام عليكم يا أخي العزيز. أكتب إليك من مدينة بعيدة وأتمنى لك الصحة والصبر والعودة القريبة إلى بيتك. " * 3
)


async def test_what_cannot_be_printed_is_named_before_the_promise_and_can_be_dropped(
    supporter: Supporter,
) -> None:
    await finishes(supporter, f"Сніг {SMILE} qar.")
    assert supporter.reads("paper.lacking", characters=f"{SMILE} (slightly smiling face)")
    await supporter.presses("review.button.printable")
    assert SMILE not in supporter.phone.sees()
    assert "Сніг qar." in supporter.phone.sees()
    assert not supporter.offers("review.button.printable")
    await promises(supporter)
    assert words(newest(supporter, "letter.pdf").data) == text_in_chat(supporter)


async def test_kept_in_the_chat_it_is_missing_on_paper_and_the_file_says_so(ann: Supporter) -> None:
    await finishes(ann, f"Сніг {SMILE} qar.")
    await promises(ann)
    assert f"Сніг {SMILE} qar." in text_in_chat(ann)
    letter = newest(ann, "letter.pdf")
    assert "Сніг qar." in words(letter.data)
    assert words(letter.data) == text_in_chat(ann).replace(f"{SMILE} ", "")
    said = next(message.text for message in ann.phone.messages if message.attachment)
    assert ann.text("paper.left-out", characters=f"{SMILE} (slightly smiling face)") in said


async def test_text_from_right_to_left_stays_in_the_chat_and_is_no_file(supporter: Supporter) -> None:
    await finishes(supporter, ARABIC)
    assert supporter.reads("paper.right-to-left-soon")
    assert not supporter.offers("review.button.printable")
    await promises(supporter)
    assert names(supporter) == WITH_THE_PROMISE[1:]
    assert any(ARABIC.strip() in message for message in supporter.said())
    assert supporter.text("paper.right-to-left") in supporter.said()


async def test_the_twenty_first_file_of_a_day_is_refused_and_tomorrow_there_are_more(
    ann: Supporter, bot: Running
) -> None:
    clock = Clock(bot.engine)
    await ann.promises()
    for _ in range(FILES_A_DAY):
        await ann.presses("paper.button.envelope")
    assert len(names(ann)) == 3 + FILES_A_DAY
    await ann.presses("paper.button.letter")
    assert ann.reads("paper.too-many", limit=FILES_A_DAY)
    assert len(names(ann)) == 3 + FILES_A_DAY

    clock.passes(days=1)
    await ann.presses("paper.button.letter")
    assert len(names(ann)) == 4 + FILES_A_DAY


@dataclass(frozen=True)
class Jammed(LetterPrinter):
    """A room whose printer eats every letter."""

    def print(self, order: Order) -> bytes:
        if isinstance(order, LetterOrder):
            raise OSError("paper jam")
        return super().print(order)


async def test_a_letter_that_cannot_be_printed_does_not_hold_up_the_rest(
    ann: Supporter, bot: Running, caplog: pytest.LogCaptureFixture
) -> None:
    bot.engine.context = replace(bot.engine.context, letter_printer=Jammed())
    code = await ann.promises()
    assert names(ann) == WITH_THE_PROMISE[1:]
    assert ann.text("paper.failed") in ann.said()
    assert "paper jam" not in caplog.text
    said = len(ann.said())
    await ann.presses("button.skip")
    assert len(ann.said()) == said, "the letter has been sent, and does not come again"
    assert ann.code() == code


async def test_a_file_that_telegram_refuses_does_not_hold_up_the_rest(
    ann: Supporter, playground: Playground
) -> None:
    playground.faults.cause(refused(400, "Bad Request: wrong file"), method="sendDocument")
    await ann.promises()
    assert names(ann) == []
    assert ann.said().count(ann.text("paper.failed")) == 3
    playground.faults.clear()
    await ann.presses("button.skip")
    assert names(ann) == [], "the text is in the chat; what was refused does not come again and again"
    await ann.presses("paper.button.letter")
    assert names(ann) == ["letter.pdf"]


async def test_files_that_telegram_cannot_take_now_come_later(ann: Supporter, playground: Playground) -> None:
    playground.faults.cause(server_error(), method="sendDocument")
    await ann.promises()
    assert names(ann) == []
    playground.faults.clear()
    await playground.until(lambda: len(names(ann)) == 3 or None)


@dataclass(frozen=True)
class Slow(LetterPrinter):
    """A room in which a letter takes until it is let go."""

    let_go: threading.Event = field(default_factory=threading.Event)

    def print(self, order: Order) -> bytes:
        self.let_go.wait(5)
        return super().print(order)


async def test_a_slow_file_and_one_asked_for_meanwhile_are_answered_honestly(
    ann: Supporter, bot: Running
) -> None:
    await ann.promises()
    room, printer = Slow(), PrintQueue(seconds=0.05)
    bot.engine.context = replace(bot.engine.context, letter_printer=room)
    bot.engine.delivery = Delivery(bot.transport, printer, lambda _: None, lambda _: None)
    try:
        await ann.presses("paper.button.letter")
        assert ann.reads("paper.too-slow")
        await ann.presses("paper.button.letter")
        assert ann.reads("paper.already")
    finally:
        room.let_go.set()
        printer.close()
    assert len(names(ann)) == 3


async def test_the_chat_shows_that_a_document_is_on_its_way(ann: Supporter, playground: Playground) -> None:
    await ann.promises()
    playground.faults.cause(slow(0.3), method="sendDocument")
    tap = asyncio.create_task(ann.presses("paper.button.letter"))
    await playground.until(
        lambda: ann.phone.chat.action[0] == "upload_document" or None, 5, "a document to be on its way"
    )
    await tap
    assert newest(ann, "letter.pdf")


async def test_a_foreign_or_forged_button_prints_nothing(ann: Supporter, phone: Callable[..., Phone]) -> None:
    await ann.promises()
    card, button = ann.phone.find(ann.t.plain("paper.button.letter"))
    stranger = Supporter(phone("Stranger", "en"), "en")
    await stranger.starts()
    stranger.phone.person.forges(stranger.phone.messages[-1], button.callback_data or "")
    await stranger.phone.settles()
    assert names(stranger) == []
    forged = (button.callback_data or "").replace("=letter", "=no-such-sheet")
    ann.phone.person.forges(card, forged)
    await ann.phone.settles()
    assert names(ann) == WITH_THE_PROMISE
