"""Would you add words of your own? Skippable."""

from collections.abc import Sequence

from bot.chat.screen import Screen
from bot.chat.text import length
from bot.chat.view import View
from bot.supporter.questions.question import Answer, Question, answered, way_back

LONGEST = 1500  # as Telegram counts


def is_open(view: View) -> bool:
    """Tell whether it is not answered, or words typed too early are still to be offered."""
    return view.draft.own is None or view.draft.offered is not None


def screen(view: View) -> Screen:
    """Ask with one tip; or offer what was typed too early."""
    if view.draft.offered is not None:
        take = [view.writes("own.button.take", "own", "take", style="primary")]
        leave = [view.writes("own.button.leave", "own", "leave")]
        return Screen(view.t("own.offered", own=view.draft.offered), [take, leave, [way_back(view)]])
    keyboard = [[view.writes("button.skip", "own", "skip")]]
    prompts = [view.leads("own.button.idea", "idea", "1")] if _ideas(view) else []
    prompts += [view.leads("how.button.example", "example", "1")] if view.t.examples else []
    if prompts:
        keyboard.insert(0, prompts)
    if view.draft.own:
        keyboard.insert(0, [view.writes("own.button.keep", "own", "keep")])
        return Screen(view.t("own.again", own=view.draft.own, longest=LONGEST), [*keyboard, [way_back(view)]])
    return Screen(view.t("own.ask", longest=LONGEST), [*keyboard, [way_back(view)]])


def idea(view: View, number: int) -> Screen | None:
    """Show one prompt at a time, the first after the last; None where the language has none."""
    ideas = _ideas(view)
    if not ideas:
        return None
    number %= len(ideas)
    return Screen(
        view.t("own.idea", idea=ideas[number - 1]),
        [[view.leads("own.button.another-idea", "idea", str(number + 1))], [view.leads("button.back", "")]],
    )


def press(view: View, value: str) -> Answer:
    """Take a tap on [Skip], [Keep it], or on what was offered."""
    if view.draft.offered is not None and value in ("take", "leave"):
        words = view.draft.offered if value == "take" else view.draft.own
        return answered(view, own=words, offered=None)
    if value == "skip":
        return answered(view, own="", offered=None)
    if value == "keep" and view.draft.own is not None:
        return answered(view)
    return screen(view)


def hear(view: View, text: str) -> Answer:
    """Take the words themselves."""
    if length(text) > LONGEST:
        over = length(text) - LONGEST
        return screen(view).under(view.t("own.too-long", length=length(text), longest=LONGEST, over=over))
    return answered(view, own=text, offered=None)


def _ideas(view: View) -> Sequence[str]:
    """What the person likes, and the prompts for everybody."""
    topics = view.prisoner.topics if view.prisoner else None
    own = (view.t.plain("person.topics", topics=view.t.pick(topics)),) if topics else ()
    return (*own, *view.t.ideas)


QUESTION = Question("own", is_open, screen, press, hear)
