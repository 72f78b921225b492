"""Would you add words of your own? Skippable; a gentle warning about what a prison may stop, no ban."""

from bot.chat.screen import Screen
from bot.chat.text import length
from bot.chat.view import View
from bot.letter.compose import is_risky
from bot.supporter.questions.question import Answer, Question, answered, way_back

LONGEST = 1500  # as Telegram counts


def is_open(view: View) -> bool:
    """Tell whether it is not answered, or risky and not yet confirmed."""
    return view.draft.own is None or _needs_a_word(view)


def screen(view: View) -> Screen:
    """Ask with one tip; or warn, where the words look risky."""
    if _needs_a_word(view):
        keep = view.writes("own.button.keep", "own", "keep")
        return Screen(view.t("own.risky", own=view.draft.own), [[keep], [way_back(view)]])
    keyboard = [[view.writes("button.skip", "own", "skip")]]
    if view.t.ideas:
        keyboard.insert(0, [view.leads("own.button.idea", "idea", "1")])
    if view.draft.own:
        keyboard.insert(0, [view.writes("own.button.keep", "own", "keep")])
        return Screen(view.t("own.again", own=view.draft.own, longest=LONGEST), [*keyboard, [way_back(view)]])
    return Screen(view.t("own.ask", longest=LONGEST), [*keyboard, [way_back(view)]])


def idea(view: View, number: int) -> Screen | None:
    """Show one prompt at a time, the first after the last; None where the language has none."""
    ideas = view.t.ideas
    if not ideas:
        return None
    number %= len(ideas)
    return Screen(
        view.t("own.idea", idea=ideas[number - 1]),
        [[view.leads("own.button.another-idea", "idea", str(number + 1))], [view.leads("button.back", "")]],
    )


def press(view: View, value: str) -> Answer:
    """Take a tap on [Skip] or [Keep it]."""
    if value == "skip":
        return answered(view, own="", own_kept=False)
    if value == "keep" and view.draft.own is not None:
        return answered(view, own_kept=True)
    return screen(view)


def hear(view: View, text: str) -> Answer:
    """Take the words themselves."""
    if length(text) > LONGEST:
        return screen(view).under(view.t("own.too-long", length=length(text), longest=LONGEST))
    return answered(view, own=text, own_kept=False)


def _needs_a_word(view: View) -> bool:
    own, asking = view.draft.own, view.conversation.writing.asking
    return own is not None and not view.draft.own_kept and is_risky(own) and asking != "own"


QUESTION = Question("own", is_open, screen, press, hear)
