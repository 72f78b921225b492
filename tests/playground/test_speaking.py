"""What the bot may say, change and take back: lengths, marks, edits, deletions; in Telegram's words."""

from typing import Any

import aiohttp
import pytest

from bot.playground import Playground
from bot.playground.user_actions import Person
from tests.support.bot_api import BotApi

UNCHANGED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)


def keyboard(*labels: str, **button: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": label} | (button or {"callback_data": label})] for label in labels]}


async def test_dates_are_seconds(api: BotApi, olena: Person, playground: Playground) -> None:
    sent = await api.call("sendMessage", chat_id=olena.id, text="hello")
    assert isinstance(sent["date"], int)
    assert abs(sent["date"] - playground.telegram.now()) < 5


async def test_message_ids_count_over_all_private_chats(api: BotApi, playground: Playground) -> None:
    ids = []
    for name in ("Olena", "Ahmet", "Olena again"):
        person = playground.person(name)
        person.starts()
        ids.append((await api.call("sendMessage", chat_id=person.id, text="hello"))["message_id"])
    assert ids == [2, 4, 6]


async def test_nobody_is_spoken_to_unasked(api: BotApi, playground: Playground) -> None:
    stranger = playground.person("Ahmet")
    assert await api.refusal("sendMessage", chat_id=1, text="hello") == "Bad Request: chat not found"
    assert await api.refusal("sendMessage", text="hello") == "Bad Request: chat_id is empty"
    assert (
        await api.refusal("sendMessage", chat_id=stranger.id, text="hello")
        == "Forbidden: bot can't initiate conversation with a user"
    )


async def test_whoever_blocked_the_bot_hears_nothing(api: BotApi, olena: Person) -> None:
    await api.call("sendMessage", chat_id=olena.id, text="hello")
    olena.blocks()
    for method, arguments in (
        ("sendMessage", {"text": "hello"}),
        ("editMessageText", {"text": "hello", "message_id": 2}),
        ("sendChatAction", {"action": "typing"}),
    ):
        assert (
            await api.refusal(method, chat_id=olena.id, **arguments)
            == "Forbidden: bot was blocked by the user"
        )
    olena.unblocks()
    await api.call("sendMessage", chat_id=olena.id, text="hello again")


@pytest.mark.parametrize("text", ["", " \n\t", "<b> </b>", "<b></b>"])
async def test_an_empty_text_is_refused(api: BotApi, olena: Person, text: str) -> None:
    refusal = await api.refusal("sendMessage", chat_id=olena.id, text=text, parse_mode="HTML")
    assert refusal == "Bad Request: message text is empty"


async def test_a_text_is_measured_after_its_tags_are_gone(api: BotApi, olena: Person) -> None:
    longest = "<b>" + "ї" * 4096 + "</b>"
    await api.call("sendMessage", chat_id=olena.id, text=longest, parse_mode="HTML")
    assert (
        await api.refusal("sendMessage", chat_id=olena.id, text="ї" * 4097)
        == "Bad Request: message is too long"
    )
    # a dove counts as two
    await api.call("sendMessage", chat_id=olena.id, text="🕊" * 2048)
    assert "too long" in await api.refusal("sendMessage", chat_id=olena.id, text="🕊" * 2048 + "!")


async def test_a_caption_holds_1024(api: BotApi, olena: Person) -> None:
    for length, ok in ((1024, True), (1025, False)):
        form = aiohttp.FormData({"chat_id": str(olena.id), "caption": "x" * length})
        form.add_field("document", b"%PDF", filename="letter.pdf")
        answer = await api.answer("sendDocument", data=form)
        assert answer["ok"] is ok
    assert answer["description"] == "Bad Request: message caption is too long"


async def test_broken_html_is_refused_with_telegrams_words(api: BotApi, olena: Person) -> None:
    refusal = await api.refusal("sendMessage", chat_id=olena.id, text="<b>x</i>", parse_mode="html")
    words = 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'
    assert refusal == f"Bad Request: can't parse entities: {words}"
    assert "HTML only" in await api.refusal(
        "sendMessage", chat_id=olena.id, text="*x*", parse_mode="Markdown"
    )


async def test_ends_are_trimmed_and_marks_move_along(api: BotApi, olena: Person) -> None:
    sent = await api.call("sendMessage", chat_id=olena.id, text=" \n <b> a </b>b ", parse_mode="HTML")
    assert sent["text"] == "a b"
    assert sent["entities"] == [{"type": "bold", "offset": 0, "length": 2}]


async def test_a_command_in_a_text_is_marked(olena: Person, playground: Playground) -> None:
    update = olena.sends("/start@mektup_bot chiygoz")
    assert update.body["entities"] == [{"type": "bot_command", "offset": 0, "length": 17}]
    assert playground.telegram.updates.waiting[update.id] is update


async def test_a_keyboard_left_out_of_an_edit_is_removed(api: BotApi, olena: Person) -> None:
    sent = await api.call("sendMessage", chat_id=olena.id, text="Choose", reply_markup=keyboard("A"))
    edited = await api.call("editMessageText", chat_id=olena.id, message_id=sent["message_id"], text="Chosen")
    assert "reply_markup" not in edited
    assert edited["edit_date"] >= sent["date"]
    assert olena.chat.messages[-1].keyboard == ()


async def test_an_edit_that_changes_nothing_is_refused(api: BotApi, olena: Person) -> None:
    same = {"text": "<b>A</b>", "parse_mode": "HTML", "reply_markup": keyboard("A")}
    sent = await api.call("sendMessage", chat_id=olena.id, **same)
    place = {"chat_id": olena.id, "message_id": sent["message_id"]}
    assert await api.refusal("editMessageText", **place, **same) == UNCHANGED
    await api.call("editMessageText", **place, **(same | {"text": "A"}))  # the mark is gone: a change


async def test_only_the_bots_own_words_can_be_edited_where_they_are(api: BotApi, olena: Person) -> None:
    edit = {"chat_id": olena.id, "text": "x"}
    assert (
        await api.refusal("editMessageText", **edit, message_id=99)
        == "Bad Request: message to edit not found"
    )
    assert (
        await api.refusal("editMessageText", **edit, message_id=1) == "Bad Request: message can't be edited"
    )
    assert await api.refusal("editMessageText", **edit) == "Bad Request: message to edit not found"
    refusal = await api.refusal("editMessageText", text="x")
    assert refusal == "Bad Request: message identifier is not specified"


async def test_messages_can_be_deleted_for_two_days(
    api: BotApi, olena: Person, playground: Playground
) -> None:
    """tdlib/td, MessagesManager.cpp, can_delete_message: "bots can't delete messages older than 2 days"."""
    young = await api.call("sendMessage", chat_id=olena.id, text="young")
    place = {"chat_id": olena.id, "message_id": young["message_id"]}
    assert await api.call("deleteMessage", **place) is True
    assert await api.refusal("deleteMessage", **place) == "Bad Request: message to delete not found"
    playground.passes(hours=49)
    # the person's own /start has grown old, too
    refusal = await api.refusal("deleteMessage", chat_id=olena.id, message_id=1)
    assert refusal == "Bad Request: message can't be deleted"
    refusal = await api.refusal("deleteMessage", chat_id=olena.id)
    assert refusal == "Bad Request: message identifier is not specified"


async def test_one_message_too_old_keeps_all_the_others(
    api: BotApi, olena: Person, playground: Playground
) -> None:
    """tdlib/td, MessagesManager.cpp, delete_messages: each is looked at before the first is deleted."""
    playground.passes(hours=48)
    young = await api.call("sendMessage", chat_id=olena.id, text="young")
    both = [1, young["message_id"]]
    refusal = await api.refusal("deleteMessages", chat_id=olena.id, message_ids=both)
    assert refusal == "Bad Request: message can't be deleted"
    assert [message.id for message in olena.chat.messages] == both


async def test_many_messages_go_at_once_and_missing_ones_are_skipped(api: BotApi, olena: Person) -> None:
    for _ in range(3):
        await api.call("sendMessage", chat_id=olena.id, text="x")
    assert await api.call("deleteMessages", chat_id=olena.id, message_ids=[1, 2, 3, 4, 77]) is True
    assert olena.chat.messages == []
    assert "too many" in await api.refusal(
        "deleteMessages", chat_id=olena.id, message_ids=list(range(1, 102))
    )
