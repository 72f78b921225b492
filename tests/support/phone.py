"""A phone in a supporter's hand: types, presses by label, sees; it knows nothing of the bot."""

from bot.playground import Playground
from bot.playground.api_types import Button, File, Message, Update
from bot.playground.chats import Chat
from bot.playground.user_actions import Person


class Phone:
    """`await phone.presses("Write a letter")` answers with what is seen once the bot has settled."""

    def __init__(self, playground: Playground, person: Person, timeout: float = 10.0) -> None:
        self.playground = playground
        self.person = person
        self.timeout = timeout
        self.toast = ""  # what the last tap said in passing, a toast or an alert
        self.last_update: Update | None = None  # the last message sent, to redeliver it

    @property
    def chat(self) -> Chat:
        return self.person.chat

    @property
    def messages(self) -> list[Message]:
        return self.chat.messages

    async def types(self, text: str) -> str:
        self.last_update = self.person.sends(text)
        return await self.settles()

    async def opens(self, parameter: str = "") -> str:
        """The START button, or a link t.me/<bot>?start=<parameter>."""
        self.last_update = self.person.starts(parameter)
        return await self.settles()

    async def presses(self, label: str) -> str:
        """The button with this label, or else one containing it, in the newest message that has one."""
        message, button = self.find(label)
        return await self.taps(message, button)

    async def taps(self, message: Message, button: Button | str) -> str:
        """A button of one certain message."""
        query = self.person.taps(message, button)
        seen = await self.settles()
        self.toast = (query.answer or {}).get("text", "")
        return seen

    async def sends_sticker(self) -> str:
        self.last_update = self.person.sends_sticker()
        return await self.settles()

    async def sends_voice(self) -> str:
        self.last_update = self.person.sends_voice()
        return await self.settles()

    async def edits(self, text: str) -> str:
        """The person's own last message."""
        own = [message for message in self.messages if message.sender != self.playground.bot]
        assert own, f"{self.person.name} has written nothing that could be edited"
        self.last_update = self.person.edits(own[-1], text)
        return await self.settles()

    async def settles(self) -> str:
        await self.playground.settled(self.timeout)
        return self.sees()

    async def reads_until(self, words: str) -> str:
        """Waits for a message with these words that the bot sends by itself, later."""
        return (
            await self.playground.until(lambda: self._with(words), self.timeout, f"{words!r} to be said")
        ).text

    def screen(self) -> Message:
        """What the bot said or changed last."""
        said = self.said()
        assert said, f"the bot has said nothing to {self.person.name}"
        return max(said, key=lambda message: message.revision)

    def sees(self) -> str:
        """The screen's plain text; "" as long as the bot has said nothing."""
        return self.screen().text if self.said() else ""

    def said(self) -> list[Message]:
        """What the bot has said, oldest first; not what only tells that something was pinned."""
        return [m for m in self.messages if m.sender == self.playground.bot and not m.is_announcement]

    def pinned(self) -> list[Message]:
        """The messages pinned in the chat."""
        return [self.chat.history[one] for one in self.chat.pinned]

    def buttons(self) -> list[str]:
        """The labels of the screen."""
        return [button.text for button in self.screen().buttons]

    def find(self, label: str) -> tuple[Message, Button]:
        """The message and the button `presses` would press."""
        offered = [(m, b) for m in reversed(self.messages) for b in m.buttons if b.callback_data is not None]
        for fits in (lambda text: text == label, lambda text: label in text):
            for message, button in offered:
                if fits(button.text):
                    return message, button
        labels = [button.text for _, button in offered]
        raise AssertionError(
            f"no button says {label!r}; there are {labels}, and the screen reads:\n{self.sees()}"
        )

    def files(self) -> list[File]:
        """The documents and photos in the chat, oldest first."""
        return [m.attachment.file for m in self.messages if m.attachment and m.attachment.file]

    def blocks_the_bot(self) -> None:
        self.person.blocks()

    def unblocks_the_bot(self) -> None:
        self.person.unblocks()

    def _with(self, words: str) -> Message | None:
        said = [message for message in self.said() if words in message.text]
        return max(said, key=lambda message: message.revision, default=None)
