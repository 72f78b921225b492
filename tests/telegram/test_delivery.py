"""What is sent arrives, or is sent again; one chat never delays others."""

import asyncio
import re
import threading
import time
from collections.abc import Callable
from contextlib import suppress

import pytest
from sqlalchemy import func, select

from bot.letter.print_queue import PrintQueue
from bot.playground import Playground
from bot.playground.faults import (
    Trouble,
    blocked,
    dropped_after,
    dropped_before,
    flood,
    refused,
    server_error,
)
from bot.run import Running
from bot.telegram.outcome import UnansweredError
from bot.telegram.transport import Transport
from db.tables import contacts
from tests.conftest import Night
from tests.fire.processes import free_port
from tests.support.organizer import an_organizer
from tests.support.phone import Phone
from tests.support.records import connected, pledges_in
from tests.support.states import states
from tests.support.supporter import Supporter

LETTER = "It snowed here today."  # in every letter of Supporter

# what is said does not depend on the kind of database
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.telegram.delivery.PAUSES", (0.02, 0.02))


async def test_a_letter_is_sent_once(ann: Supporter, bot: Running) -> None:
    await ann.promises()
    await ann.phone.presses("Skip")
    await ann.starts()
    assert _letters(ann) == 1
    assert (await states(bot))[ann.phone.person.id].owed == ()


async def test_a_letter_that_did_not_arrive_comes_by_itself_when_telegram_answers_again(
    ann: Supporter, bot: Running, playground: Playground
) -> None:
    await ann.comes_to("review")
    playground.faults.cause(server_error(), method="sendMessage")
    await ann.promises_within(7)
    assert _letters(ann) == 0
    kept = (await states(bot))[ann.phone.person.id]
    assert kept.owes(kept.writing.letters[0].code)
    playground.faults.clear()
    await playground.until(lambda: ann.letters() or None)
    await ann.phone.settles()
    assert _letters(ann) == 1
    assert (await states(bot))[ann.phone.person.id].owed == ()


async def test_words_are_not_erased_before_they_have_arrived(
    ann: Supporter, bot: Running, playground: Playground
) -> None:
    await ann.comes_to("review")
    playground.faults.cause(server_error(), method="sendMessage")
    await ann.promises_within(7)
    code = (await states(bot))[ann.phone.person.id].writing.letters[0].code
    mark = bot.engine.context.vault.mac(ann.phone.person.id, code)
    ann.phone.person.forges(ann.phone.screen(), f"=erase:{code}:{mark}")
    await ann.phone.settles()
    kept = (await states(bot))[ann.phone.person.id].writing.letters
    assert kept, "it asked for its erasing before it had arrived"
    playground.faults.clear()
    await playground.until(lambda: ann.letters() or None)
    await ann.phone.settles()
    await ann.presses("pledge.button.erase")
    assert (await states(bot))[ann.phone.person.id].writing.letters == ()


async def test_a_letter_never_follows_into_a_group(
    ann: Supporter, bot: Running, playground: Playground
) -> None:
    await ann.comes_to("review")
    playground.faults.cause(server_error(), method="sendMessage", chat=ann.phone.person.id)
    await ann.promises_within(7)
    group = playground.group("Neighbours", ann.phone.person)
    ann.phone.person.adds_bot(group)
    ann.phone.person.sends("/start@mektup_bot", group)
    await playground.settled()
    said = [message.text for message in group.messages if message.sender == playground.bot]
    assert said
    assert not any(LETTER in text for text in said)


async def test_an_answer_that_was_lost_comes_by_itself(olena: Phone, playground: Playground) -> None:
    await olena.types("/start")
    playground.faults.cause(dropped_before(), method="editMessageText")
    await olena.presses("Write a letter")
    assert "Whom will you write to?" not in olena.sees()
    playground.faults.clear()
    await olena.reads_until("Whom will you write to?")


async def test_a_screen_whose_fate_is_unknown_is_said_again_rather_than_never(
    olena: Phone, bot: Running, playground: Playground
) -> None:
    playground.faults.cause(dropped_after(), method="sendMessage", times=1)
    await olena.types("/start")
    said = [message for message in olena.messages if message.sender == playground.bot]
    assert [message.text for message in said] == [said[0].text] * 2
    assert await states(bot) == {}, "of somebody who only looked, nothing stays stored"


@pytest.mark.parametrize(
    "why",
    [
        "chat not found",
        "MESSAGE_TOO_LONG",
        "message identifier is not specified",
        "message is not accessible",
        "message to edit not found",
        "something that no list has",
    ],
)
async def test_a_refused_edit_becomes_a_new_message(why: str, olena: Phone, playground: Playground) -> None:
    await olena.types("/start")
    playground.faults.cause(refused(400, f"Bad Request: {why}"), method="editMessageText", times=1)
    before = len(olena.messages)
    assert "Whom will you write to?" in await olena.presses("Write a letter")
    assert len(olena.messages) > before


async def test_a_text_telegram_cannot_read_is_said_without_its_markup_and_reported(
    olena: Phone, playground: Playground, caplog: pytest.LogCaptureFixture
) -> None:
    why = "Bad Request: can't parse entities: Can't find end tag corresponding to start tag b"
    playground.faults.cause(refused(400, why), method="sendMessage", times=1)
    assert "you are not forgotten" in await olena.types("/start")
    assert "<" not in olena.sees()
    assert any(
        re.search("cannot read the text .*home.text", record.getMessage()) for record in caplog.records
    )


async def test_an_edit_whose_fate_is_unknown_is_repeated(olena: Phone, playground: Playground) -> None:
    await olena.types("/start")
    playground.faults.cause(dropped_before(), method="editMessageText", times=2)
    await olena.presses("Write a letter")
    await olena.reads_until("Whom will you write to?")


async def test_what_surely_did_not_arrive_is_repeated(olena: Phone, playground: Playground) -> None:
    playground.faults.cause(server_error(502), method="sendMessage", times=2)
    await olena.types("/start")
    await olena.reads_until("you are not forgotten")


async def test_nobody_at_the_other_end_is_known_not_to_have_heard(database_url: str) -> None:
    transport = Transport(f"http://127.0.0.1:{free_port()}", "1234567:" + "A" * 35)
    await transport.initialize()
    with pytest.raises(UnansweredError, match="not-reached") as caught:
        await transport.call("getMe", {})
    assert "AAAA" not in str(caught.value) + repr(caught.value.__cause__)
    await transport.shutdown()


async def test_silence_is_known_to_be_uncertain(playground: Playground, database_url: str) -> None:
    playground.faults.cause(Trouble(seconds=5))
    transport = Transport(playground.api_url, playground.token)
    await transport.initialize()
    with pytest.raises(UnansweredError, match="timed-out"):
        await transport.call("getMe", {}, seconds=0.1)
    await transport.shutdown()


@pytest.mark.parametrize(
    "words", ["query is too old and response timeout expired or query ID is invalid", "query is too old"]
)
async def test_an_old_tap_still_does_its_work(
    words: str, olena: Phone, playground: Playground, caplog: pytest.LogCaptureFixture
) -> None:
    await olena.types("/start")
    playground.faults.cause(refused(400, f"Bad Request: {words}"), method="answerCallbackQuery")
    assert "Whom will you write to?" in await olena.presses("Write a letter")
    assert not [record for record in caplog.records if record.levelname in ("WARNING", "ERROR")]


async def test_tapping_twice_is_harmless(
    olena: Phone, playground: Playground, caplog: pytest.LogCaptureFixture
) -> None:
    await olena.types("/start")
    message, button = olena.find("What to write")
    olena.person.taps(message, button)
    olena.person.forges(message, button.callback_data or "")
    assert "Five to ten lines" in await olena.settles()
    assert any("message is not modified" in outcome for _, outcome in playground.calls)
    assert not [record for record in caplog.records if record.levelname in ("WARNING", "ERROR")]


async def test_a_flooded_chat_waits_and_delays_nobody(
    phone: Callable[..., Phone], playground: Playground
) -> None:
    olena, ivan = phone("Olena", "en"), phone("Ivan", "en")
    playground.faults.cause(flood(2), chat=olena.person.id, times=1)
    began = time.perf_counter()
    olena.person.sends("/start")
    ivan.person.sends("/start")
    await playground.until(lambda: ivan.sees() or None)
    assert not olena.sees()
    await playground.until(lambda: olena.sees() or None)
    assert time.perf_counter() - began >= 2.0


async def test_403_forgets_the_contact(
    ann: Supporter, bot: Running, playground: Playground, database_url: str, night: Night
) -> None:
    await _is_reminded(ann)
    await night()
    assert await _contacts(database_url) == 1
    playground.faults.cause(blocked(), chat=ann.phone.person.id)
    await ann.starts()
    await playground.settled()
    await night()
    assert await _contacts(database_url) == 0


async def test_blocking_the_bot_forgets_the_contact(
    ann: Supporter, bot: Running, playground: Playground, database_url: str, night: Night
) -> None:
    await _is_reminded(ann)
    await night()
    assert await _contacts(database_url) == 1
    ann.phone.blocks_the_bot()
    await ann.phone.settles()
    await night()
    assert await _contacts(database_url) == 0


async def test_what_arrived_before_the_rest_failed_is_not_sent_again(
    ann: Supporter, bot: Running, playground: Playground
) -> None:
    await ann.comes_to("review")
    playground.faults.cause(Trouble(), method="sendMessage", times=1)  # the letter's words arrive
    playground.faults.cause(server_error(), method="sendMessage", times=8)  # the rest does not
    await ann.promises_within(7)
    [words] = [message.id for message in ann.phone.messages if message.text in ann.letters()]
    kept = (await states(bot))[ann.phone.person.id]
    assert words in {message_id for _, message_id in kept.marks.messages}, "for /forget"
    playground.faults.clear()
    await playground.until(lambda: ann.offers("pledge.button.mailed") or None)
    assert _letters(ann) == 1


async def test_a_file_whose_turn_does_not_come_in_time_comes_later(
    phone: Callable[..., Phone], bot: Running, playground: Playground, monkeypatch: pytest.MonkeyPatch
) -> None:
    oksana, hold = an_organizer(phone, "en"), threading.Event()
    await oksana.types("/stats")
    with monkeypatch.context() as busy:
        printer = PrintQueue(seconds=0.05)
        printing = printer._thread.submit(hold.wait, 10)
        busy.setattr(bot.engine.delivery, "_printer", printer)
        oksana.phone.person.taps(*oksana.phone.find(oksana.t.plain("stats.button.export")))
        await playground.until(lambda: playground.telegram.action_in(oksana.phone.chat) or None)
        await asyncio.sleep(0.2)
        assert not oksana.phone.files()
    hold.set()
    await playground.until(lambda: oksana.phone.files()[1:] or None)
    printing.result()
    printer.close()


async def test_a_promise_whose_answer_fails_is_kept_once(
    ann: Supporter, bot: Running, playground: Playground, database_url: str
) -> None:
    await ann.comes_to("review")
    playground.faults.cause(dropped_after(), times=6)
    with suppress(AssertionError):
        await ann.promises_within(7)
    playground.faults.clear()
    await playground.until(lambda: ann.offers("pledge.button.mailed") or None)
    assert len(await pledges_in(database_url)) == 1
    assert _letters(ann) >= 1


def _letters(who: Supporter) -> int:
    return len(who.letters(LETTER))


async def _is_reminded(who: Supporter) -> None:
    await who.promises(14)
    await who.presses("pledge.button.remind")
    await who.presses("pledge.button.yes-reminded")


async def _contacts(url: str) -> int:
    async with connected(url) as connection:
        return int(await connection.scalar(select(func.count()).select_from(contacts)) or 0)
