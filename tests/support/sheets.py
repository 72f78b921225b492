"""The sheets in a supporter's chat, and the way to them."""

import re

from bot.i18n.translate import Translate
from bot.letter.compose import Words, with_forms
from bot.letter.layout import LetterText, lay_out
from bot.letter.print_orders import A4, LetterOrder, Sheet
from bot.playground.api_types import File
from tests.support.paper_reader import sizes_in_mm, words
from tests.support.supporter import CAMPAIGN, Supporter

PRINTED = ["letter", "envelope", "label-and-slip"]
GREETED = {"uk": "Ахтеме", "en": "Ahtem", "crh": "Ahtem"}


def kind(file: File) -> str:
    """The name without the code and the size."""
    return re.sub(r"(-[0-9A-Z]{4})?(-(dl|c5|c6|us10))?\.pdf$", "", file.name)


def names(who: Supporter) -> list[str]:
    """Every file of the chat by its kind."""
    return [kind(file) for file in who.phone.files()]


def newest(who: Supporter, name: str) -> File:
    return [file for file in who.phone.files() if kind(file) == name][-1]


def text_in_chat(who: Supporter) -> str:
    """The newest letter as it stands alone in its message, the one without buttons."""
    return [one for one in who.phone.said() if not one.attachment and not one.buttons][-1].text


def text_of(file: File) -> str:
    return words(file.data)


def has_the_words_of(pdf: bytes, text: str) -> bool:
    """Whether the same words are there; paper has the place above, the chat below."""
    return sorted(words(pdf).split()) == sorted(text.split())


def size_of(file: File) -> tuple[float, float]:
    (size,) = set(sizes_in_mm(file.data))
    return size


def letter_of(language: str, own: str, sender: str = "Zarema", place: str = "Aqmescit") -> LetterText:
    """A letter of support with these words of one's own."""
    forms = CAMPAIGN.forms_for(CAMPAIGN.by_id["chiygoz"], language)
    greeting = with_forms(Translate(language).greetings["support"].body, forms)
    return lay_out(Words(greeting, GREETED[language], sender, place, own), language)


def order_of(letter: LetterText, paper: Sheet = A4, *, large: bool = False) -> LetterOrder:
    return LetterOrder(title="Letter", language=letter.language, letter=letter, paper=paper, large=large)


async def finishes(who: Supporter, own: str) -> None:
    """The letter with these words of one's own, as far as its review."""
    await who.comes_to("own")
    await who.goes_on_to("review", own=own)


async def promises(who: Supporter) -> None:
    await who.goes_on_to("review")
    await who.promises_within(7)
    await who.presses("paper.button.print")
