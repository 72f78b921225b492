"""The playground does what the real server does and no documentation says; each rule names its source."""

import aiohttp
import pytest

from bot.playground import Playground
from bot.playground.files import shown_name
from bot.playground.floods import BURST
from bot.playground.user_actions import Person
from tests.support.bot_api import BotApi

CHOICE = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}


async def test_a_burst_is_borne_and_then_one_message_a_second(
    api: BotApi, olena: Person, playground: Playground
) -> None:
    """core.telegram.org/bots/faq; the words: tdlib/telegram-bot-api, Query.cpp, set_retry_after_error."""
    said = {"chat_id": olena.id, "text": "x"}
    sent = 0
    while (answer := await api.answer("sendMessage", json=said))["ok"]:
        sent += 1
    assert sent >= BURST
    assert answer == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 1",
        "parameters": {"retry_after": 1},
    }
    ahmet = playground.person("Ahmet")
    ahmet.starts()
    await api.call("sendMessage", chat_id=ahmet.id, text="another chat")
    playground.passes(seconds=1)
    await api.call("sendMessage", **said)
    assert "retry after" in await api.refusal("sendMessage", **said)


async def test_a_group_bears_twenty_messages_a_minute(
    api: BotApi, olena: Person, playground: Playground
) -> None:
    """core.telegram.org/bots/faq: "not be able to send more than 20 messages per minute"."""
    group = playground.group("Friends", olena)
    olena.adds_bot(group)
    for _ in range(20):
        await api.call("sendMessage", chat_id=group.id, text="x")
    answer = await api.answer("sendMessage", json={"chat_id": group.id, "text": "x"})
    assert 55 < answer["parameters"]["retry_after"] <= 60
    playground.passes(seconds=answer["parameters"]["retry_after"])
    await api.call("sendMessage", chat_id=group.id, text="x")


async def test_edits_are_not_counted_and_have_no_end(
    api: BotApi, olena: Person, playground: Playground
) -> None:
    """tdlib/td, MessagesManager.cpp, can_edit_message: has_edit_time_limit."""
    sent = await api.call("sendMessage", chat_id=olena.id, text="0")
    playground.passes(days=400)
    for number in range(1, 2 * BURST):
        await api.call("editMessageText", chat_id=olena.id, message_id=sent["message_id"], text=str(number))


async def test_nobody_who_has_not_begun_hears_the_bot(api: BotApi, playground: Playground) -> None:
    """tdlib/td, MessagesManager.cpp, process_send_message_fail_error: PEER_ID_INVALID of a message only."""
    stranger = playground.person("Nobody")
    refusal = await api.refusal("sendMessage", chat_id=stranger.id, text="x")
    assert refusal == "Forbidden: bot can't initiate conversation with a user"
    refusal = await api.refusal("sendChatAction", chat_id=stranger.id, action="typing")
    assert refusal == "Bad Request: PEER_ID_INVALID"


@pytest.mark.parametrize("method", ["sendMessage", "editMessageText", "deleteMessage", "sendChatAction"])
async def test_a_chat_nobody_knows_is_not_found(api: BotApi, method: str) -> None:
    """tdlib/telegram-bot-api, Client.cpp, check_chat and TdOnCheckChatCallback."""
    call = {"chat_id": 42, "text": "x", "message_id": 1, "action": "typing"}
    assert await api.refusal(method, **call) == "Bad Request: chat not found"


async def test_a_text_too_long_is_refused_in_three_ways(api: BotApi, olena: Person) -> None:
    """tdlib/td, MessageContent.cpp (by characters); MessagesManager.cpp, process_send_message_fail_error."""
    doves = "🕊" * 2049  # 4098 units, which only the server behind the server counts
    refusal = await api.refusal("sendMessage", chat_id=olena.id, text=doves)
    assert refusal == "Bad Request: message is too long"
    sent = await api.call("sendMessage", chat_id=olena.id, text="x")
    place = {"chat_id": olena.id, "message_id": sent["message_id"]}
    assert await api.refusal("editMessageText", **place, text=doves) == "Bad Request: MESSAGE_TOO_LONG"
    refusal = await api.refusal("editMessageText", **place, text="x" * 4097)
    assert refusal == "Bad Request: message is too long"


async def test_words_are_read_before_the_chat_is_looked_for(api: BotApi) -> None:
    """tdlib/telegram-bot-api, Client.cpp, process_edit_message_text_query."""
    refusal = await api.refusal("editMessageText", chat_id=42, message_id=1, text="<b", parse_mode="HTML")
    assert refusal.startswith("Bad Request: can't parse entities: ")


async def test_the_same_again_is_not_modified(api: BotApi, olena: Person) -> None:
    """tdlib/telegram-bot-api, Client.cpp, fail_query_with_error: MESSAGE_NOT_MODIFIED."""
    sent = await api.call("sendMessage", chat_id=olena.id, text="x", reply_markup=CHOICE)
    place = {"chat_id": olena.id, "message_id": sent["message_id"]}
    refusal = await api.refusal("editMessageText", **place, text="x", reply_markup=CHOICE)
    assert refusal == (
        "Bad Request: message is not modified: specified new message content and reply markup "
        "are exactly the same as a current content and reply markup of the message"
    )


async def test_a_tap_can_be_answered_for_a_while(api: BotApi, olena: Person, playground: Playground) -> None:
    """tdlib/telegram-bot-api, Client.cpp, QUERY_ID_INVALID; how long, no source says."""
    await api.call("sendMessage", chat_id=olena.id, text="x", reply_markup=CHOICE)
    early, late = (olena.taps(olena.chat.messages[-1], "A") for _ in range(2))
    assert await api.call("answerCallbackQuery", callback_query_id=early.id) is True
    playground.passes(seconds=16)
    for id_ in (late.id, "12345"):
        assert await api.refusal("answerCallbackQuery", callback_query_id=id_) == (
            "Bad Request: query is too old and response timeout expired or query ID is invalid"
        )
    refusal = await api.refusal("answerCallbackQuery", callback_query_id=early.id, text="x" * 201)
    assert refusal == "Bad Request: MESSAGE_TOO_LONG"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Letter.pdf", "Letter.pdf"),
        ("Лист Ахтему.pdf", "Лист Ахтему.pdf"),
        ("x" * 70 + ".pdf", "x" * 64 + ".pdf"),
        ("a." + "b" * 20, "a." + "b" * 16),
        ("a/b:c?.pdf", "a b c.pdf"),
        ("..hidden", "hidden"),
        ("и\u0306.pdf", "и.pdf"),  # a combining breve is no letter
    ],
)
def test_file_names_are_tamed(given: str, kept: str) -> None:
    """tdlib/td, filesystem.cpp, clean_filename; called from HttpReader.cpp, try_open_temp_file."""
    assert shown_name(given) == kept


async def test_an_uploaded_file_has_the_tamed_name(api: BotApi, olena: Person) -> None:
    """As above, through the door."""
    form = aiohttp.FormData({"chat_id": str(olena.id)})
    form.add_field("document", b"%PDF", filename="x" * 80 + ".pdf", content_type="application/pdf")
    answer = await api.answer("sendDocument", data=form)
    assert answer["result"]["document"]["file_name"] == "x" * 64 + ".pdf"


async def test_what_is_said_in_a_topic_stays_there(
    api: BotApi, olena: Person, playground: Playground
) -> None:
    """tdlib/telegram-bot-api, Client.cpp, check_message_topic: General is never named."""
    forum = playground.group("Forum", olena, topics=["Letters"])
    olena.adds_bot(forum)
    said = olena.sends("/start@mektup_bot", forum, topic=2).body
    assert (said["message_thread_id"], said["is_topic_message"]) == (2, True)
    sent = await api.call("sendMessage", chat_id=forum.id, text="x", message_thread_id=2)
    assert (sent["message_thread_id"], sent["is_topic_message"]) == (2, True)
    for thread in (1, 3):
        refusal = await api.refusal("sendMessage", chat_id=forum.id, text="x", message_thread_id=thread)
        assert refusal == "Bad Request: message thread not found"
    group = playground.group("No forum", olena)
    olena.adds_bot(group)
    sent = await api.call("sendMessage", chat_id=group.id, text="x", message_thread_id=2)
    assert "message_thread_id" not in sent


@pytest.mark.parametrize(("field", "most"), [("Name", 64), ("Description", 512), ("ShortDescription", 120)])
async def test_what_the_bot_says_of_itself_is_short(api: BotApi, field: str, most: int) -> None:
    """The Bot API on setMyName, setMyDescription, setMyShortDescription."""
    argument = {"Name": "name", "Description": "description", "ShortDescription": "short_description"}[field]
    await api.call(f"setMy{field}", **{argument: "x" * most})
    assert "too long" in await api.refusal(f"setMy{field}", **{argument: "x" * (most + 1)})
    for code in ("crh", "U", "UK"):
        refusal = await api.refusal(f"setMy{field}", **{argument: "x", "language_code": code})
        assert refusal == "Bad Request: invalid language code specified"  # tdlib/td, misc.cpp


async def test_a_pin_is_said_in_the_chat_and_heard_by_the_bot_and_unpinning_is_not(
    api: BotApi, olena: Person, playground: Playground
) -> None:
    """tdlib/telegram-bot-api, Client.cpp, process_pin_chat_message_query, need_skip_update_message."""
    sent = await api.call("sendMessage", chat_id=olena.id, text="x")
    place = {"chat_id": olena.id, "message_id": sent["message_id"]}
    assert await api.call("pinChatMessage", **place) is True
    (heard,) = await api.call("getUpdates", offset=-1)
    assert heard["message"]["from"]["is_bot"]
    assert heard["message"]["pinned_message"]["message_id"] == sent["message_id"]
    assert await api.refusal("pinChatMessage", **place) == "Bad Request: CHAT_NOT_MODIFIED"
    service = {"chat_id": olena.id, "message_id": heard["message"]["message_id"]}
    assert await api.refusal("pinChatMessage", **service) == "Bad Request: service messages can't be pinned"
    assert await api.call("unpinChatMessage", **place) is True
    assert await api.call("getUpdates", offset=-1) == [heard]
    assert await api.refusal("unpinChatMessage", **place) == "Bad Request: CHAT_NOT_MODIFIED"


async def test_what_is_not_there_cannot_be_pinned_and_what_is_deleted_is_not_pinned(
    api: BotApi, olena: Person
) -> None:
    """tdlib/telegram-bot-api, Client.cpp, check_message, TdOnGetChatPinnedMessageToUnpinCallback."""
    chat = {"chat_id": olena.id}
    assert (
        await api.refusal("pinChatMessage", **chat, message_id=9) == "Bad Request: message to pin not found"
    )
    assert await api.refusal("unpinChatMessage", **chat) == "Bad Request: message to unpin not found"
    sent = await api.call("sendMessage", **chat, text="x")
    await api.call("pinChatMessage", **chat, message_id=sent["message_id"])
    await api.call("deleteMessage", **chat, message_id=sent["message_id"])
    assert await api.refusal("unpinChatMessage", **chat) == "Bad Request: message to unpin not found"
