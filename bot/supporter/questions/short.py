"""Questions that take one short line or nothing."""

from bot.chat.screen import Screen
from bot.chat.text import length
from bot.chat.view import View
from bot.supporter.questions.question import Answer, Question, answered, way_back

LONGEST = 60  # as Telegram counts


def short_question(name: str) -> Question:
    """Make a question that fills the draft's field `name`; its texts are `name.ask`, `name.again`, …"""

    def is_open(view: View) -> bool:
        return getattr(view.draft, name) is None

    def screen(view: View) -> Screen:
        skip = [view.writes("button.skip", name, "skip")]
        if given := getattr(view.draft, name):
            keep = [view.writes("button.keep", name, "keep", style="primary")]
            return Screen(view.t(f"{name}.again", given=given), [keep, skip, [way_back(view)]])
        return Screen(view.t(f"{name}.ask"), [skip, [way_back(view)]])

    def press(view: View, value: str) -> Answer:
        if value == "skip":
            return answered(view, **{name: ""})
        return answered(view) if value == "keep" and getattr(view.draft, name) is not None else screen(view)

    def hear(view: View, text: str) -> Answer:
        line = " ".join(text.split())
        if length(line) > LONGEST:
            return screen(view).under(view.t("short.too-long", length=length(line), longest=LONGEST))
        return answered(view, **{name: line})

    return Question(name, is_open, screen, press, hear)
