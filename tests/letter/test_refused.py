"""Where there is no sheet the chat says why: characters, limits, a printer in trouble."""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.engine.pace import Pace
from bot.letter.print_orders import LetterOrder, Order
from bot.letter.print_queue import FILES_A_DAY, PrintQueue
from bot.letter.render import render
from bot.playground import Playground
from bot.playground.faults import refused, server_error, slow
from bot.run import Running
from bot.telegram.delivery import Delivery
from tests.support.clock import Clock
from tests.support.paper_reader import read_aloud, words
from tests.support.phone import Phone
from tests.support.sheets import (
    PRINTED,
    finishes,
    has_the_words_of,
    names,
    newest,
    promises,
    text_in_chat,
)
from tests.support.supporter import Supporter

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

CAT = "𓃠"  # in no font
ARABIC = (
    "سلام عليكم يا أخي العزيز. أكتب إليك من مدينة بعيدة وأتمنى لك الصحة والصبر والعودة القريبة إلى بيتك. " * 3
)


async def test_what_cannot_be_printed_is_named_before_the_promise_and_can_be_dropped(
    supporter: Supporter,
) -> None:
    await finishes(supporter, f"Сніг {CAT} qar.")
    name = " (egyptian hieroglyph e013)" if supporter.t.language == "en" else ""
    assert supporter.reads("paper.lacking", characters=f"{CAT}{name}")
    await supporter.presses("review.button.printable")
    assert CAT not in supporter.phone.sees()
    assert "Сніг qar." in supporter.phone.sees()
    assert not supporter.offers("review.button.printable")
    await promises(supporter)
    assert has_the_words_of(newest(supporter, "letter").data, text_in_chat(supporter))


async def test_kept_in_the_chat_it_is_missing_on_paper_and_the_file_says_so(ann: Supporter) -> None:
    await finishes(ann, f"Сніг {CAT} qar.")
    await promises(ann)
    assert f"Сніг {CAT} qar." in text_in_chat(ann)
    letter = newest(ann, "letter")
    assert "Сніг qar." in words(letter.data)
    assert has_the_words_of(letter.data, text_in_chat(ann).replace(f"{CAT} ", ""))
    said = next(message.text for message in ann.phone.messages if message.attachment)
    assert ann.text("paper.left-out", characters=f"{CAT} (egyptian hieroglyph e013)") in said


async def test_text_from_right_to_left_is_printed(supporter: Supporter) -> None:
    await finishes(supporter, ARABIC)
    assert not supporter.offers("review.button.printable")
    await promises(supporter)
    assert names(supporter) == PRINTED
    assert "ar" in {one.language for one in read_aloud(newest(supporter, "letter").data)}


async def test_a_name_that_cannot_be_printed_is_left_out_of_paper(ann: Supporter) -> None:
    await ann.comes_to("own")
    await ann.presses("button.skip")
    await ann.types(CAT)
    await ann.presses("button.skip")
    await promises(ann)
    assert CAT in text_in_chat(ann)
    assert has_the_words_of(newest(ann, "letter").data, text_in_chat(ann).replace(CAT, ""))


async def test_the_twenty_first_file_of_a_day_is_refused_and_tomorrow_there_are_more(
    ann: Supporter, bot: Running
) -> None:
    clock = Clock(bot.engine)
    await ann.promises()
    await ann.presses("paper.button.sizes")
    for _ in range(FILES_A_DAY):
        await ann.presses("paper.button.cut-out")
    assert len(names(ann)) == FILES_A_DAY
    await ann.presses("paper.button.by-hand")
    assert ann.reads("paper.too-many", limit=FILES_A_DAY)
    assert len(names(ann)) == FILES_A_DAY

    clock.passes(days=1)
    await ann.presses("paper.button.by-hand")
    assert len(names(ann)) == 1 + FILES_A_DAY


def jammed(*orders: Order) -> bytes:
    """A printer that eats every letter."""
    if isinstance(orders[0], LetterOrder):
        raise OSError("paper jam")
    return render(*orders)


async def test_a_letter_that_cannot_be_printed_does_not_hold_up_the_rest(
    ann: Supporter, bot: Running, caplog: pytest.LogCaptureFixture
) -> None:
    bot.engine.context = replace(bot.engine.context, render=jammed)
    code = await ann.prints()
    assert names(ann) == PRINTED[1:]
    assert ann.text("paper.failed") in ann.said()
    assert "paper jam" not in caplog.text
    assert ann.code() == code


async def test_a_file_that_telegram_refuses_does_not_hold_up_the_rest(
    ann: Supporter, playground: Playground
) -> None:
    playground.faults.cause(refused(400, "Bad Request: wrong file"), method="sendDocument")
    await ann.prints()
    assert names(ann) == []
    assert ann.said().count(ann.text("paper.failed")) == 3
    playground.faults.clear()
    await ann.presses("paper.button.print")
    assert names(ann) == PRINTED


async def test_files_that_telegram_cannot_take_now_come_later(ann: Supporter, playground: Playground) -> None:
    playground.faults.cause(server_error(), method="sendDocument")
    await ann.prints()
    assert names(ann) == []
    playground.faults.clear()
    await playground.until(lambda: len(names(ann)) == 3 or None)


async def test_a_slow_file_and_one_asked_for_meanwhile_are_answered_honestly(
    ann: Supporter, bot: Running
) -> None:
    await ann.promises()
    let_go, printer = threading.Event(), PrintQueue(seconds=0.05)
    bot.engine.context = replace(
        bot.engine.context, render=lambda *orders: render(*orders) if let_go.wait(5) else b""
    )
    bot.engine.delivery = Delivery(
        bot.transport, printer, lambda _: None, lambda _: None, Pace(bot.database).turn
    )
    try:
        await ann.presses("paper.button.sizes")
        await ann.presses("paper.button.by-hand")
        assert ann.reads("paper.too-slow")
        await ann.presses("paper.button.by-hand")
        assert ann.reads("paper.already")
    finally:
        let_go.set()
        printer.close()
    assert names(ann) == []


async def test_the_chat_shows_that_a_document_is_on_its_way(ann: Supporter, playground: Playground) -> None:
    await ann.promises()
    playground.faults.cause(slow(0.3), method="sendDocument")
    tap = asyncio.create_task(ann.presses("paper.button.print"))
    await playground.until(
        lambda: ann.phone.chat.action[0] == "upload_document" or None, 5, "a document to be on its way"
    )
    await tap
    assert newest(ann, "letter")


async def test_a_foreign_or_forged_button_prints_nothing(ann: Supporter, phone: Callable[..., Phone]) -> None:
    await ann.prints()
    card, button = ann.phone.find(ann.t.plain("paper.button.print"))
    stranger = Supporter(phone("Stranger", "en"), "en")
    await stranger.starts()
    stranger.phone.person.forges(stranger.phone.messages[-1], button.callback_data or "")
    await stranger.phone.settles()
    assert names(stranger) == []
    forged = (button.callback_data or "").replace("=print", "=no-such-sheet")
    ann.phone.person.forges(card, forged)
    await ann.phone.settles()
    assert names(ann) == PRINTED
