"""What in the letter may harm somebody, asked before anything else; never a block."""

from dataclasses import replace

from bot.chat.screen import Screen
from bot.chat.state import Conversation, Draft
from bot.chat.view import View
from bot.supporter import danger
from bot.supporter.danger import COUNTRY, Danger
from bot.supporter.questions import country, greeting, own, sender
from bot.supporter.questions.question import Answer, Question, answered
from db.pledges import new_code


def is_open(view: View) -> bool:
    """Tell whether something is there that its writer has not decided to keep."""
    return danger.found(view) is not None


def screen(view: View) -> Screen:
    """Say what and why in two sentences, and what is safer."""
    found = danger.found(view)
    assert found is not None
    given = found.given or view.t.country(view.conversation.choices.country or "")
    return Screen(
        view.t(f"danger.{found.kind}", given=given),
        [
            [view.writes("danger.button.out", "warning", "out", style="primary")],
            [view.writes("danger.button.erase", "warning", "erase", style="danger")],
            [view.writes("button.keep", "warning", "keep")],
            [view.leads("danger.button.trace", "forget")],
        ],
    )


def new_draft(conversation: Conversation) -> Draft:
    """Begin a letter of the same kind as the last one: what was signed before has had its warning."""
    writing, code = conversation.writing, new_code()
    made = [note.pledge for note in conversation.notes if note.pledge]
    kind = made[-1].greeting if made else None
    return Draft(
        code=code,
        greeting=kind,
        greeting_text=greeting.drawn(code, kind) if kind else 0,
        sender=writing.sender,
        place=writing.place,
        kept=" ".join(danger.SHORT),
    )


def taken_out(view: View, found: Danger) -> Conversation:
    """[Take it out]: the country, or what harms in the words."""
    if found.part == COUNTRY:
        return view.conversation.changed(country="")
    return answered(view, **{found.part: danger.without(view, found)})


def kept(view: View, found: Danger) -> Conversation:
    """[Keep it]: this part is not asked about again, until it is changed."""
    if found.part == COUNTRY:
        return view.conversation.changed(country_kept=True)
    return view.conversation.changed(draft=replace(view.draft, kept=f"{view.draft.kept} {found.part}"))


def hear(view: View, text: str) -> Answer:
    """Typed at the warning: the same part anew."""
    found = danger.found(view)
    anew = _PARTS[found.part].hear if found else None
    return anew(view, text) if anew else screen(view)


_PARTS = {one.name: one for one in (own.QUESTION, sender.QUESTION, country.QUESTION)}
_PARTS["same"] = own.QUESTION
_PARTS["place"] = sender.QUESTION  # one line
QUESTION = Question("warning", is_open, screen, hear=hear)
