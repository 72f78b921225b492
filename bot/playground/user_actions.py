"""What people do with the bot (write, tap, edit, block): only what a real client lets them do."""

import re
import secrets
from dataclasses import dataclass, replace

from bot.playground.api_types import Attachment, Button, Json, Message, Update, User
from bot.playground.chats import ANONYMOUS_ADMIN, Chat, Query, Telegram
from bot.playground.entities import tidied, with_found
from bot.playground.files import photo

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63686868000003040181d2f5ce530000000049454e44ae426082"
)
START_PARAMETER = re.compile(r"[\w-]{0,64}", re.ASCII)


class ImpossibleError(Exception):
    """No client would let anybody do this."""


@dataclass(slots=True, eq=False)
class Person:
    """One user of Telegram; chat is their private chat with the bot."""

    telegram: Telegram
    user: User
    fixed: bool = True  # False: a reset gives this person another id

    @property
    def id(self) -> int:
        return self.user.id

    @property
    def name(self) -> str:
        return self.user.first_name

    @property
    def language(self) -> str:
        return self.user.language_code

    @property
    def chat(self) -> Chat:
        return self.telegram.private_chat(self.user)

    def speaks(self, language: str) -> None:
        """Set their client to another language."""
        self.user = replace(self.user, language_code=language)

    def sends(
        self, text: str, chat: Chat | None = None, reply_to: Message | None = None, topic: int | None = None
    ) -> Update:
        text, _ = tidied(text)
        if not text:
            raise ImpossibleError("an empty message cannot be sent")
        return self._says(chat, text, reply_to=reply_to, extra=_in_topic(chat, topic))

    def starts(self, parameter: str = "") -> Update:
        """Press START, or follow a link t.me/<bot>?start=<parameter>."""
        if not START_PARAMETER.fullmatch(parameter):
            raise ImpossibleError(
                f"a start parameter holds up to 64 of A-Z, a-z, 0-9, _ and -, not {parameter!r}"
            )
        return self.sends(f"/start {parameter}".strip())

    def sends_sticker(self, chat: Chat | None = None) -> Update:
        file = self.telegram.keep("sticker.webp", "image/webp", b"RIFF")
        body = file.as_json() | {
            "type": "regular",
            "width": 512,
            "height": 512,
            "is_animated": False,
            "is_video": False,
            "emoji": "🕊",
        }
        return self._says(chat, attachment=Attachment("sticker", body, file))

    def sends_voice(self, chat: Chat | None = None) -> Update:
        file = self.telegram.keep("voice.ogg", "audio/ogg", b"OggS")
        body = file.as_json() | {"duration": 3, "mime_type": file.mime}
        return self._says(chat, attachment=Attachment("voice", body, file))

    def sends_photo(self, data: bytes = PIXEL, caption: str = "", chat: Chat | None = None) -> Update:
        file = self.telegram.keep("photo.png", "image/png", data)
        return self._says(chat, caption, attachment=photo(file))

    def sends_album(
        self, photos: int = 3, data: bytes = PIXEL, chat: Chat | None = None, topic: int | None = None
    ) -> list[Update]:
        """Send several photos at once: one message for each, of one group."""
        if not 2 <= photos <= 10:
            raise ImpossibleError("an album holds two to ten photos")
        files = [self.telegram.keep(f"photo{at}.png", "image/png", data) for at in range(photos)]
        extra = {"media_group_id": str(secrets.randbits(53)), **_in_topic(chat, topic)}
        return [self._says(chat, attachment=photo(file), extra=extra) for file in files]

    def sends_document(self, name: str, data: bytes, caption: str = "", chat: Chat | None = None) -> Update:
        file = self.telegram.keep(name, "application/octet-stream", data)
        body = file.as_json() | {"file_name": name, "mime_type": file.mime}
        return self._says(chat, caption, attachment=Attachment("document", body, file))

    def sends_contact(self, phone_number: str = "+380440000000", chat: Chat | None = None) -> Update:
        body = {"phone_number": phone_number, "first_name": self.name, "user_id": self.id}
        return self._says(chat, attachment=Attachment("contact", body))

    def sends_location(
        self, latitude: float = 50.45, longitude: float = 30.52, chat: Chat | None = None
    ) -> Update:
        body = {"latitude": latitude, "longitude": longitude}
        return self._says(chat, attachment=Attachment("location", body))

    def forwards(self, message: Message) -> Update:
        """Forward a message of any chat to the bot; its buttons come along, dead."""
        origin: Json = {"date": message.date, "type": "hidden_user", "sender_user_name": "somebody"}
        if message.sender:
            origin = {"date": message.date, "type": "user", "sender_user": message.sender.as_json()}
        return self._says(None, message.text, attachment=message.attachment, extra={"forward_origin": origin})

    def edits(self, message: Message, text: str) -> Update:
        if message.sender is None or message.sender.id != self.id:
            raise ImpossibleError("people edit their own messages only")
        text, _ = tidied(text)
        chat = self.telegram.chats[message.chat_id]
        edited = self.telegram.edit(chat.history[message.id], text=text, entities=with_found(text))
        return self.telegram.updates.add("edited_message", edited.as_json(chat.as_json()), chat.id, edited)

    def taps(self, message: Message, button: Button | str) -> Query:
        """Tap a callback button of the keyboard this message has now, given itself or by its label."""
        chat = self.telegram.chats[message.chat_id]
        now = next((m for m in chat.messages if m.id == message.id), None)
        if now is None:
            raise ImpossibleError("this message is no longer there")
        if chat.kind == "private" and chat.id != self.id:
            raise ImpossibleError("nobody taps in another person's private chat")
        if isinstance(button, str):
            found = next((b for b in now.buttons if b.text == button), None)
            if found is None:
                raise ImpossibleError(f"no button {button!r}; there are {[b.text for b in now.buttons]}")
            button = found
        if button not in now.buttons or button.callback_data is None:
            raise ImpossibleError(f"the message has no such button now: {button}")
        return self.telegram.tap(now, self.user, button.callback_data)[0]

    def forges(self, message: Message, data: str) -> Query:
        """Use a modified client: any callback data, any message, even one that is gone."""
        return self.telegram.tap(message, self.user, data)[0]

    def blocks(self) -> Update:
        self.chat.blocked = True
        return self.membership(self.chat, "member", "kicked")

    def unblocks(self) -> Update:
        self.chat.blocked = False
        return self.membership(self.chat, "kicked", "member")

    def deletes_chat(self) -> None:
        """Delete the chat on their own side only, as a phone does: the bot can still edit what it sent."""
        self.chat.cleared = max(self.chat.history, default=0)
        self.telegram.changed(self.chat.id)

    def adds_bot(self, chat: Chat) -> Update:
        chat.open = True
        chat.members |= {self.id: "creator", self.telegram.bot.id: "member"}
        update = self.membership(chat, "left", "member")
        if chat.kind != "channel":
            self._says(chat, extra={"new_chat_members": [self.telegram.bot.as_json()]})
        return update

    def removes_bot(self, chat: Chat) -> Update:
        chat.open = False
        chat.members[self.telegram.bot.id] = "kicked"
        return self.membership(chat, "member", "kicked")

    def sends_anonymously(self, text: str, chat: Chat) -> Update:
        """Send as an anonymous admin of a group."""
        return self._says(chat, text, sender=ANONYMOUS_ADMIN, extra={"sender_chat": chat.as_json()})

    def posts(self, text: str, channel: Chat) -> Update:
        """Post to a channel: a post has no sender."""
        message = self.telegram.post(
            channel, None, text, with_found(text), extra={"sender_chat": channel.as_json()}
        )
        return self.telegram.updates.add(
            "channel_post", message.as_json(channel.as_json()), channel.id, message
        )

    def membership(self, chat: Chat, before: str, after: str) -> Update:
        """Tell the bot that it was blocked, added, removed."""

        def member(status: str) -> Json:
            member: Json = {"user": self.telegram.bot.as_json(), "status": status}
            return member | {"until_date": 0} if status == "kicked" else member

        body = {
            "chat": chat.as_json(),
            "from": self.user.as_json(),
            "date": int(self.telegram.now()),
            "old_chat_member": member(before),
            "new_chat_member": member(after),
        }
        self.telegram.changed(chat.id)
        return self.telegram.updates.add("my_chat_member", body, chat.id)

    def _says(
        self,
        chat: Chat | None,
        text: str = "",
        *,
        attachment: Attachment | None = None,
        reply_to: Message | None = None,
        sender: User | None = None,
        extra: Json | None = None,
    ) -> Update:
        chat = chat or self.chat
        if chat.blocked:
            raise ImpossibleError("the person has blocked the bot")
        if chat.kind == "private":
            chat.open = True
        extra = dict(extra or {})
        if reply_to:
            extra["reply_to_message"] = reply_to.as_json(chat.as_json())
        message = self.telegram.post(
            chat, sender or self.user, text, with_found(text), attachment=attachment, extra=extra
        )
        body = message.as_json(chat.as_json())
        if chat.kind == "private" or self._concerns_the_bot(message, reply_to):
            return self.telegram.updates.add("message", body, chat.id, message)
        return Update(0, "message", body, chat.id, self.telegram.now(), message)  # privacy mode: never sent

    def _concerns_the_bot(self, message: Message, reply_to: Message | None) -> bool:
        command = re.match(r"/\w+(?:@(\w+))?", message.text)
        addressed = command is not None and command[1] in (None, self.telegram.bot.username)
        mentioned = f"@{self.telegram.bot.username}" in message.text
        replied = reply_to is not None and reply_to.sender == self.telegram.bot
        return addressed or mentioned or replied or bool({"new_chat_members"} & message.extra.keys())


def _in_topic(chat: Chat | None, topic: int | None) -> Json:
    if topic is None:
        return {}
    if chat is None or topic not in chat.topics:
        raise ImpossibleError("there is no such topic")
    return {"message_thread_id": topic, "is_topic_message": True}
