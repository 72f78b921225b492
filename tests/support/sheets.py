"""What there is of paper in a supporter's chat, and the way to it."""

from bot.playground.values import File
from tests.support.paper_reader import pages, sizes_in_mm
from tests.support.supporter import Supporter

WITH_THE_PROMISE = ["letter.pdf", "envelope.pdf", "label-and-slip.pdf"]


def names(who: Supporter) -> list[str]:
    return [file.name for file in who.phone.files()]


def newest(who: Supporter, name: str) -> File:
    return [file for file in who.phone.files() if file.name == name][-1]


def text_in_chat(who: Supporter) -> str:
    """The letter as it stands alone in its message, before its first file."""
    messages = who.phone.messages
    first = next(place for place, message in enumerate(messages) if message.attachment)
    return messages[first - 1].text


def text_of(file: File) -> str:
    return "\n".join(line.text.strip() for page in pages(file.data) for line in page)


def size_of(file: File) -> tuple[float, float]:
    (size,) = set(sizes_in_mm(file.data))
    return size


async def finishes(who: Supporter, own: str) -> None:
    """The letter with these words of one's own, as far as its review."""
    await who.comes_to("own")
    await who.goes_on_to("review", own=own)


async def promises(who: Supporter) -> None:
    await who.goes_on_to("mail-by")
    await who.answers("mail-by")
