"""Finds every screen of a campaign by following each button, each command, each kind of answer."""

from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot import routes as app
from bot.chat.callback import Callback, Own
from bot.chat.context import AppContext
from bot.chat.event import Event
from bot.chat.screen import Button, Message, Screen
from bot.chat.state import Conversation
from bot.commands.screen_answers import Answer, Moment, Rows, Walker, walking
from bot.desk.desk_routes import COMMAND

MOST_VALUES = 12  # of one kind of button on one screen: one person's card stands for all


@dataclass(frozen=True)
class Beginning:
    """Somebody, what the database holds, and the first thing that happens."""

    name: str
    conversation: Conversation
    rows: Rows
    event: Event


@dataclass(frozen=True)
class Found:
    """One screen: the texts it uses, what was done before it came, and how it looks in every language."""

    keys: tuple[str, ...]
    came_by: str
    screens: Mapping[str, Screen]


async def every_screen(
    context: AppContext, beginnings: Sequence[Beginning], typed: Sequence[str]
) -> list[Found]:
    """Every screen once, in the order in which they were found; `typed` is what is typed anywhere.

    Raises:
        Exception: what a screen raises, with a note of what was done before.
    """
    async with walking(context) as walker:
        found: list[Found] = []
        known: set[tuple[tuple[str, ...], frozenset[str]]] = set()
        pressed: set[tuple[object, bool]] = set()
        shapes: set[tuple[object, ...]] = set()
        waiting = deque((Moment(one.conversation, one.rows, one.event), one.name) for one in beginnings)
        tried: dict[tuple[Conversation, int, Event], Moment] = {}
        while waiting:
            moment, came_by = waiting.popleft()
            this = moment.conversation, id(moment.rows), moment.event
            if this in tried:
                continue
            tried[this] = moment
            try:
                answer = await walker.answer(moment)
            except Exception as error:
                error.add_note(f"after {came_by}, {moment.event}, {moment.conversation}")
                raise
            presses = presses_of(answer.screen)
            name = answer.keys, frozenset(f"{one.name}{isinstance(one, Own)}" for one in presses)
            if name not in known:
                known.add(name)
                screens = {one: await _in(walker, moment, one) for one in context.languages}
                found.append(Found(answer.keys, came_by, screens))
            # an answer leads elsewhere when its question was opened again, with all others answered
            again = name, bool(answer.after.writing.asking)
            if again not in pressed:
                pressed.add(again)
                for press in _some(presses):
                    act = replace(moment.event, kind="press", callback=press.data, text="", command="")
                    next_moment = Moment(answer.after, answer.rows, act)
                    waiting.append((next_moment, f"{came_by} › [{press.name} {_value(press)}]"))
            shape = _shape(answer, walker.context)
            if shape not in shapes:
                shapes.add(shape)
                for what, act in _everything_else(moment.event, typed):
                    waiting.append((Moment(answer.after, answer.rows, act), f"{came_by} › {what}"))
        return found


def presses_of(screen: Screen) -> list[Callback]:
    """What can be pressed on a screen and on the messages that follow it."""
    return [button.callback for button in buttons_of(screen) if button.callback]


def buttons_of(screen: Screen) -> list[Button]:
    """The buttons of a screen and of the messages that follow it."""
    keyboards = [screen.keyboard, *(one.keyboard for one in screen.after if isinstance(one, Message))]
    return [button for keyboard in keyboards for row in keyboard for button in row]


def _some(presses: Sequence[Callback]) -> Iterator[Callback]:
    kinds: Counter[str] = Counter()
    for press in presses:
        kinds[press.name] += 1
        if kinds[press.name] <= MOST_VALUES:
            yield press


def _value(press: Callback) -> str:
    return press.code if isinstance(press, Own) else press.value


async def _in(walker: Walker, moment: Moment, language: str) -> Screen:
    """The same screen for somebody who reads this language."""
    conversation = moment.conversation
    if conversation.choices.language:
        conversation = conversation.changed(language=language)
    act = replace(moment.event, client_language=language)
    return (await walker.answer(Moment(conversation, moment.rows, act))).screen


def _shape(answer: Answer, context: AppContext) -> tuple[object, ...]:
    """What decides how a typed text or a command is taken."""
    conversation = answer.after
    draft = conversation.writing.draft
    return (
        conversation.user_id in context.organizers,
        answer.asked,
        conversation.desk.partition(":")[0],
        bool(conversation.writing.letters),
        draft and (bool(draft.own), bool(draft.sender), conversation.writing.asking),
    )


def _everything_else(moment: Event, typed: Sequence[str]) -> Sequence[tuple[str, Event]]:
    """Commands, typed texts, and what is no text."""
    commands = [one.name for one in app.ROUTES if COMMAND in one.shapes and one.name != "reload"]
    written = replace(moment, callback="", text="", command="", query_id=None)
    return [
        *((f"/{one}", replace(written, kind="command", command=one)) for one in commands),
        *((f"“{text[:20]}”", replace(written, kind="text", text=text)) for text in typed),
        ("a sticker", replace(written, kind="other")),
    ]
