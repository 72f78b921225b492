"""Everything people and groups can do arrives, and files travel both ways."""

import pytest
from telegram import Bot
from telegram.error import BadRequest, Forbidden

from bot.playground import Playground
from bot.playground.user_actions import PIXEL, Person
from tests.support.bot_api import BotApi


async def test_every_kind_of_message_arrives_as_a_library_reads_it(
    playground: Playground, olena: Person
) -> None:
    olena.sends_sticker()
    olena.sends_voice()
    olena.sends_photo(caption="snow")
    olena.sends_document("poem.txt", b"poem")
    olena.sends_contact()
    olena.sends_location()
    olena.forwards(olena.chat.messages[0])
    said = olena.sends("It snowed")
    assert said.message is not None
    olena.edits(said.message, "It snows")
    async with Bot(playground.token, f"{playground.api_url}/bot") as bot:
        updates = await bot.get_updates()
    _, sticker, voice, photo, document, contact, location, forward, text, edit = updates
    assert sticker.message
    assert sticker.message.sticker
    assert voice.message
    assert voice.message.voice
    assert photo.message
    assert photo.message.photo
    assert photo.message.caption == "snow"
    assert document.message
    assert document.message.document
    assert contact.message
    assert contact.message.contact
    assert location.message
    assert location.message.location
    assert forward.message
    assert forward.message.forward_origin
    assert text.message
    assert text.message.text == "It snowed"
    assert edit.edited_message
    assert edit.edited_message.text == "It snows"
    assert text.effective_user
    assert text.effective_user.language_code == "uk"


async def test_a_group_lets_the_bot_in_and_out(api: BotApi, playground: Playground, olena: Person) -> None:
    group = playground.group("Evening of letters", olena)
    assert "not a member" in await api.refusal("sendMessage", chat_id=group.id, text="hello")
    olena.adds_bot(group)
    added, service = await api.call("getUpdates", offset=-2)
    assert added["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert service["message"]["new_chat_members"][0]["id"] == playground.bot.id
    assert olena.sends("good evening", chat=group).id == 0  # privacy mode: not the bot's business
    assert olena.sends("/start", chat=group).id
    markup = {"inline_keyboard": [[{"text": "A", "callback_data": "A"}]]}
    await api.call("sendMessage", chat_id=group.id, text="Write to me", reply_markup=markup)
    ahmet = playground.person("Ahmet")
    ahmet.taps(group.messages[-1], "A")
    assert (await api.call("getUpdates", offset=-1))[0]["callback_query"]["from"]["id"] == ahmet.id


async def test_whoever_hides_behind_the_group_has_its_number(
    api: BotApi, playground: Playground, olena: Person
) -> None:
    group = playground.group("Evening of letters", olena)
    olena.adds_bot(group)
    olena.sends_anonymously("/start", group)
    channel = playground.group("News", kind="channel")
    olena.adds_bot(channel)
    olena.posts("/start", channel)
    hidden, *_, post = await api.call("getUpdates", offset=-3)
    assert hidden["message"]["from"]["id"] == 1087968824
    assert "from" not in post["channel_post"]


async def test_a_removed_bot_is_told_so(playground: Playground, olena: Person) -> None:
    group = playground.group("Evening of letters", olena, kind="group")
    olena.adds_bot(group)
    olena.removes_bot(group)
    async with Bot(playground.token, f"{playground.api_url}/bot") as bot:
        with pytest.raises(Forbidden, match="kicked from the group chat"):
            await bot.send_message(group.id, "hello")


async def test_files_go_up_come_back_and_can_be_sent_again(playground: Playground, olena: Person) -> None:
    content = bytes(range(256)) * 3 + b"\r\n--almost a boundary\r\n"
    async with Bot(playground.token, f"{playground.api_url}/bot", f"{playground.api_url}/file/bot") as bot:
        sent = await bot.send_document(
            olena.id, content, filename="Лист.pdf", caption="<i>A letter</i>", parse_mode="HTML"
        )
        assert sent.document is not None
        assert (sent.document.file_name, sent.document.file_size) == ("Лист.pdf", len(content))
        assert (sent.caption, sent.caption_entities[0].type) == ("A letter", "italic")
        assert await (await sent.document.get_file()).download_as_bytearray() == content
        again = await bot.send_document(olena.id, sent.document.file_id)
        assert again.document == sent.document
        with pytest.raises(BadRequest, match="no text in the message"):
            await bot.edit_message_text("x", olena.id, sent.message_id)
        with pytest.raises(BadRequest, match=r"(?i)wrong file identifier"):
            await bot.send_document(olena.id, "https://example.org/letter.pdf")
    assert olena.chat.messages[-2].document is not None


async def test_a_photo_must_be_one(playground: Playground, olena: Person) -> None:
    async with Bot(playground.token, f"{playground.api_url}/bot") as bot:
        sent = await bot.send_photo(olena.id, PIXEL, caption="A chart")
        assert (sent.photo[-1].width, sent.photo[-1].height) == (1, 1)
        with pytest.raises(BadRequest, match=r"(?i)image_process_failed"):
            await bot.send_photo(olena.id, b"%PDF")
        with pytest.raises(BadRequest, match="non-empty"):
            await bot.send_document(olena.id, b"")


async def test_a_download_needs_the_token_and_a_path(api: BotApi, playground: Playground) -> None:
    for path, status in ((f"bot{playground.token}/documents/x/y", 404), (f"bot1:{'A' * 35}/x", 401)):
        async with api.session.get(f"{playground.api_url}/file/{path}") as response:
            assert response.status == status
