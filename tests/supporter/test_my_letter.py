"""A letter that waits: its card for whoever has the code, pinned in the chat, counted on the first screen."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.playground import Playground
from bot.playground.faults import refused, server_error
from bot.run import Running
from db import night as mail
from db.night_wishes import Almanac
from db.notes import Noted
from tests.conftest import Night, on_sqlite
from tests.support.clock import Clock
from tests.support.organizer import an_organizer, rows_of
from tests.support.phone import Phone
from tests.support.records import only_pledge_in
from tests.support.supporter import Supporter


async def test_whoever_has_the_code_says_what_has_become_of_the_letter(
    ann: Supporter, phone: Callable[..., Phone], database_url: str, night: Night, clock: Clock
) -> None:
    code = await ann.promises()
    await night()
    ivan = Supporter(phone("Ivan", "en"), "en")
    await ivan.starts(code)  # as the slip's square leads
    await ivan.presses("pledge.button.mailed")
    await ivan.types(code)
    await ivan.presses("pledge.button.undo")
    await ivan.presses("pledge.button.withdraw")
    await night()
    assert (await only_pledge_in(database_url))["withdrawn_on"] == clock.today
    await an_organizer(phone, "en").receives(code)
    await ivan.types(code)
    assert ivan.reads("pledge.received", day=ivan.t.date(clock.today)), "the office outweighs what is said"


@on_sqlite
async def test_a_fact_outweighs_what_somebody_else_takes_back_in_the_same_night(
    ann: Supporter,
    phone: Callable[..., Phone],
    database_url: str,
    night: Night,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    code = await ann.promises()
    await night()
    await ann.presses("pledge.button.mailed")
    ivan = Supporter(phone("Ivan", "en"), "en")
    await ivan.types(code)
    await ivan.presses("pledge.button.mailed")
    await ivan.presses("pledge.button.undo")

    prepare = mail.prepare

    async def his_last(
        connection: AsyncConnection, noted: Sequence[Noted], almanac: Almanac
    ) -> mail.Prepared:
        in_order = sorted(noted, key=lambda one: one.chat_id == ivan.phone.person.id)
        return await prepare(connection, in_order, almanac)

    monkeypatch.setattr(mail, "prepare", his_last)
    await night()
    assert (await only_pledge_in(database_url))["mailed_on"] == clock.today


@on_sqlite
async def test_a_code_typed_in_the_middle_of_a_letter_leaves_its_question_as_it_is(
    ann: Supporter, bot: Running
) -> None:
    code = await ann.promises()
    await ann.presses("finished.button.another")
    question = ann.phone.screen()
    await ann.types(code)
    assert ann.offers("home.button.continue")
    assert (await bot.engine.conversation_of(ann.phone.person.id)).marks.screen == question.id
    await ann.phone.taps(question, question.buttons[0])
    assert ann.asked()


async def test_a_letter_speaks_to_the_chat_that_asked_last_and_the_other_one_knows(
    ann: Supporter, phone: Callable[..., Phone], bot: Running, database_url: str, night: Night
) -> None:
    code = await ann.promises(14)
    await ask_for_news(ann)
    await night()
    ivan = Supporter(phone("Ivan", "en"), "en")
    await ivan.types(code)
    assert not ivan.reads("pledge.told"), "nobody sees what another has asked for"
    await ivan.presses("pledge.button.mailed")
    await night()
    assert (await rows_of(database_url, "contacts"))[0]["news"], "and nobody ends it by the way"
    await ivan.presses("pledge.button.undo")
    await ivan.types("/forget")
    await ivan.presses("forget.button.yes")
    await night()
    assert await rows_of(database_url, "contacts")
    await ann.types(code)
    assert ann.reads("pledge.told")

    await ivan.types(code)
    await ask_for_news(ivan)
    await night()
    await ann.types(code)
    assert not ann.reads("pledge.told")
    await ivan.types(code)
    assert ivan.reads("pledge.told")


async def test_the_newest_promise_is_pinned_until_it_is_posted_or_withdrawn(ann: Supporter) -> None:
    first = await ann.promises()
    assert pinned(ann) == [first]
    newest = await ann.promises(person="asanov")
    for said in ("mailed", "withdraw"):
        assert pinned(ann) == [newest]
        assert ann.phone.pinned()[0].buttons, "it is the card"
        await ann.presses(f"pledge.button.{said}")
        assert pinned(ann) == []
        await ann.presses("pledge.button.undo")
    assert pinned(ann) == [newest]


@on_sqlite
async def test_what_is_pinned_follows_a_card_that_is_sent_again(ann: Supporter) -> None:
    await ann.promises()
    await ann.presses("finished.button.again")
    (card,) = ann.phone.pinned()
    assert card.id == max(message.id for message in ann.phone.said())


@on_sqlite
@pytest.mark.parametrize("is_for_good", [True, False])
async def test_a_pin_that_fails_holds_up_nothing_and_is_tried_again_where_that_helps(
    ann: Supporter, playground: Playground, is_for_good: bool
) -> None:
    trouble = refused(400, "Bad Request: message to pin not found") if is_for_good else server_error()
    playground.faults.cause(trouble, method="pinChatMessage", times=1)
    code = await ann.promises()
    assert ann.cards(code)
    if not is_for_good:
        await playground.until(lambda: bool(ann.phone.pinned()), 5, "the pin")
    await ann.types("/start")
    assert ann.reads("home.text")


@on_sqlite
async def test_forgetting_unpins_what_is_too_old_to_be_erased(
    ann: Supporter, playground: Playground, clock: Clock
) -> None:
    await ann.promises()
    playground.passes(hours=49)
    clock.passes(hours=49)
    await ann.types("/forget")
    await ann.presses("forget.button.yes")
    assert ann.phone.pinned() == []


@on_sqlite
async def test_nothing_is_pinned_or_counted_of_who_writes_from_russia(ann: Supporter) -> None:
    await ann.comes_to("country")
    await ann.types("Russia")
    await ann.phone.presses("Russia")
    await ann.presses("button.keep")
    await ann.promises_within(7)
    assert ann.phone.pinned() == []
    await ann.types("/start")
    assert ann.phone.sees() == ann.text("home.text")


async def test_the_first_screen_says_how_many_letters_wait(
    supporter: Supporter, phone: Callable[..., Phone], night: Night, clock: Clock
) -> None:
    code = await supporter.promises()
    await supporter.types("/start")
    assert waits(supporter, 1)
    clock.passes(days=6)
    await night()
    await supporter.types("/start")
    assert waits(supporter, 1), "longer than its words are here"
    await an_organizer(phone, "en").receives(code)
    await night()
    await supporter.types("/start")
    assert supporter.phone.sees() == supporter.text("home.text")
    assert supporter.phone.pinned() == [], "with the next tap"


@on_sqlite
async def test_who_pins_a_message_is_not_answered(ann: Supporter) -> None:
    await ann.promises()
    before, service = ann.said(), {"message_id": 900, "date": 0, "pinned_message": {"message_id": 1}}
    person = ann.phone.person
    service |= {"chat": person.chat.as_json(), "from": person.user.as_json()}
    ann.phone.playground.telegram.updates.add("message", service, person.id)
    await ann.phone.settles()
    assert ann.said() == before


async def test_undo_on_the_next_day_brings_reminder_and_news_back(
    ann: Supporter, database_url: str, night: Night, clock: Clock
) -> None:
    await ann.promises(14)
    await ann.presses("pledge.button.remind")
    await ann.presses("pledge.button.yes-reminded")
    await ask_for_news(ann)
    await night()
    before = await rows_of(database_url, "notices")
    for said in ("mailed", "withdraw"):
        await ann.presses(f"pledge.button.{said}")
        assert not ann.reads("pledge.reminded")
        await night()
        assert await rows_of(database_url, "notices") == []
        clock.passes(days=1)
        await ann.presses("pledge.button.undo")
        assert ann.reads("pledge.reminded")
        assert ann.reads("pledge.told")
        await night()
        assert await rows_of(database_url, "notices") == before
    (contact,) = await rows_of(database_url, "contacts")
    assert contact["news"]
    assert contact["forget_on"] <= clock.today + timedelta(days=180), "not longer than before"


@on_sqlite
async def test_undo_of_posted_at_once_leaves_the_reminder_as_it_was(ann: Supporter) -> None:
    await ann.promises(14)
    await ann.presses("pledge.button.remind")
    await ann.presses("pledge.button.yes-reminded")
    await ann.presses("pledge.button.mailed")
    await ann.presses("pledge.button.undo")
    assert ann.reads("pledge.reminded")


async def ask_for_news(somebody: Supporter) -> None:
    await somebody.presses("pledge.button.tell")
    await somebody.presses("pledge.button.yes-told")


def pinned(somebody: Supporter) -> list[str]:
    """The codes of the pinned cards."""
    return [message.text.partition("\n")[0].rpartition(" ")[2] for message in somebody.phone.pinned()]


def waits(somebody: Supporter, number: int) -> bool:
    return somebody.counted("home.waiting", number) in somebody.phone.sees()
