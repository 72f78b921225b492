"""How do you sign, and from where? One line such as “Olena, Lviv”; a date may follow, or nothing at all."""

import re

from bot.chat.screen import Screen
from bot.chat.state import PLEDGES_A_DAY
from bot.chat.text_cleaning import length
from bot.chat.view import View
from bot.supporter import limits
from bot.supporter.questions.question import Answer, Question, answered, way_back

LONGEST = 60  # of the name and of the place, as Telegram counts

_BETWEEN = re.compile(r"\s*[,\n]\s*")


def is_open(view: View) -> bool:
    """Nobody has signed, nor chosen not to."""
    return view.draft.sender is None


def screen(view: View) -> Screen:
    """Ask for name and place in one line."""
    skip = [view.writes("button.skip", "sender", "skip")]
    if given := ", ".join(filter(None, (view.draft.sender, view.draft.place))):
        keep = [view.writes("button.keep", "sender", "keep", style="primary")]
        return Screen(view.t("sender.again", given=given), [keep, skip, [way_back(view)]])
    return Screen(view.t("sender.ask", date=view.t.date(view.today)), [skip, [way_back(view)]])


def press(view: View, value: str) -> Answer:
    """A tap on [Skip] or [Keep it]."""
    if value == "skip":
        return answered(view, sender="", place="")
    return answered(view) if value == "keep" and not is_open(view) else screen(view)


def hear(view: View, text: str) -> Answer:
    """The name, and after a comma or on the next line the place, or place and date."""
    name, *rest = _BETWEEN.split(text.strip(" ,\n"), maxsplit=1)
    lines = [" ".join(one.split()) for one in (name, *rest)]
    if (longest := max(map(length, lines))) > LONGEST:
        return screen(view).under(view.t("short.too-long", length=longest, longest=LONGEST))
    if not limits.left_to(view, lines[0]):
        writers = view.conversation.choices.writers
        why = view.t("limit.signed", name=lines[0], writers=writers, number=PLEDGES_A_DAY)
        return screen(view).under(why)
    return answered(view, sender=lines[0], place=", ".join(lines[1:]))


QUESTION = Question("sender", is_open, screen, press, hear)
