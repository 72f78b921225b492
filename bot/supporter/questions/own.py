"""Would you add words of your own? Skippable."""

from collections.abc import Sequence

from bot.chat.screen import Button, Screen
from bot.chat.state import Letter
from bot.chat.text_cleaning import length
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
    if view.draft.same is not None:
        return _beside(view, view.draft.same)
    keyboard = [[view.writes("button.skip", "own", "skip")]]
    if view.draft.own is None and words_before(view):
        keyboard.insert(0, [view.writes("own.button.same", "own", "same")])
    prompts = [view.leads("own.button.idea", "idea", "1")] if _ideas(view) else []
    prompts += [view.leads("how.button.example", "example", "1")] if view.t.examples else []
    if prompts:
        keyboard.insert(0, prompts)
    if view.draft.own:
        keyboard.insert(0, [view.writes("own.button.keep", "own", "keep")])
        return Screen(view.t("own.again", own=view.draft.own, longest=LONGEST), [*keyboard, [way_back(view)]])
    asking = Screen(view.t("own.ask", longest=LONGEST), [*keyboard, *_leaving(view), [way_back(view)]])
    return asking.under(view.t("queue.to", name=_whose(view))) if _leaving(view) else asking


def _beside(view: View, same: str) -> Screen:
    """Ask for a sentence beside the words of the letter before; [Other words] begins anew."""
    words = view.draft.words or same
    answer = "keep" if view.draft.own else "skip"
    rows = [
        [view.writes(f"button.{answer}", "own", answer, style="primary")],
        [view.writes("own.button.other", "own", "other")],
    ]
    return Screen(
        view.t("own.same", same=words, name=_whose(view)),
        [*rows, *_leaving(view), [way_back(view)]],
    )


def _whose(view: View) -> str:
    return view.t.pick(view.prisoner.name) if view.prisoner else ""


def words_before(view: View) -> Letter | None:
    """Find the letter before, if its own words are still here."""
    newest = view.conversation.writing.letters[-1:]
    return newest[0] if newest and newest[0].own else None


def _leaving(view: View) -> list[list[Button]]:
    """Lead out of a queue before anything of this letter is said."""
    is_queued = view.draft.prisoner in view.conversation.writing.queue and view.draft.own is None
    return [[view.writes("queue.button.leave", "leave-queue")]] if is_queued else []


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
    if value == "same" and (before := words_before(view)):
        kept = f"{view.draft.kept} same" if before.own_kept else view.draft.kept
        return answered(view, same=before.own, own="", kept=kept)
    if value == "other":
        return answered(view, same=None, own=None)
    if value == "skip":
        return answered(view, own="", offered=None)
    if value == "keep" and view.draft.own is not None:
        return answered(view)
    return screen(view)


def hear(view: View, text: str) -> Answer:
    """Take the words themselves."""
    longest = LONGEST - length(view.draft.same or "")
    if (over := length(text) - longest) > 0:
        return screen(view).under(view.t("own.too-long", length=length(text), longest=longest, over=over))
    return answered(view, own=text, offered=None)


def _ideas(view: View) -> Sequence[str]:
    """What the person likes, and the prompts for everybody."""
    topics = view.prisoner.topics if view.prisoner else None
    own = (view.t.plain("person.topics", topics=view.t.pick(topics)),) if topics else ()
    return (*own, *view.t.ideas)


QUESTION = Question("own", is_open, screen, press, hear)
