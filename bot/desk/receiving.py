"""Receive letters by their codes: typed one by one, several at once, or scanned; each is answered."""

import re
from collections.abc import Sequence

from markupsafe import Markup

from bot.chat.notes import notes_with
from bot.chat.people import name_of, tally
from bot.chat.screen import Screen
from bot.chat.turn import Turn
from bot.desk.journal import note, tell
from bot.desk.question import Receive, ask
from db import arrivals as office
from db import journal
from db.arrivals import Receipt
from db.pledges import CODE_LENGTH, read_code, shown

EXAMPLE = "K7QF-2M9X"
MOST_CODES = 40  # in one message

_LINK = re.compile(r"\S*[?&]start=([\w-]+)\S*", re.ASCII)
_BETWEEN = re.compile(r"[\s,;]+")


async def page(turn: Turn, _value: str) -> Screen:
    """/receive, or [Receive letters] on another screen: open the question."""
    ask(turn, Receive())
    return await present(turn)


def is_slip(turn: Turn) -> bool:
    """Tell whether a deep link is one of a slip; some ids of prisoners have the form of a code."""
    payload = turn.event.text
    return payload not in turn.context.campaign.by_id and read_code(payload) is not None


async def hear(turn: Turn) -> Screen:
    """Take codes in any form, typed or scanned; explain whatever else is in the message."""
    codes, others = read_codes(turn.event.text)
    ask(turn, Receive())
    receipts = [await _receive(turn, code) for code in codes[:MOST_CODES]]
    lines = [_line(turn, receipt) for receipt in await _with_early(turn, receipts)]
    if others:
        lines.append(turn.t("receive.no-code", text=" ".join(others)[:60], example=EXAMPLE))
    if len(codes) > MOST_CODES:
        lines.append(turn.t("receive.too-many", number=MOST_CODES, next=shown(codes[MOST_CODES])))
    return await present(turn, Markup("\n").join(lines))


async def present(turn: Turn, above: str = "") -> Screen:
    """Show today's letters for each prisoner, below what has just happened."""
    t, today = turn.t, await office.received_on(turn.connection, turn.today)
    parts = [above] if above else [t("receive.ask")]
    parts.append(t.count("receive.today", sum(today.values())))
    if today:
        parts[-1] += "\n" + tally(turn.view, today)
    rows = [
        [turn.view.lasts("receive.button.count", "count")],
        [
            turn.view.lasts("receive.button.handover", "handover"),
            turn.view.lasts("desk.button.done", "leave"),
        ],
    ]
    organizer = turn.context.vault.pseudonym(turn.event.user_id)
    if last := await journal.last(turn.connection, organizer, turn.today, ("received", "counted")):
        rows.insert(0, [turn.view.lasts("receive.button.undo", "undo", str(last.id))])
    return Screen(Markup("\n\n").join(parts), rows)


def read_codes(text: str) -> tuple[list[str], list[str]]:
    """Find the codes in a text, each once, and the words that are none. A code may be typed in two halves."""
    text = _LINK.sub(r" \1 ", text)
    words = [word for word in _BETWEEN.split(text) if word]
    codes: dict[str, None] = {}
    others: list[str] = []
    while words:
        for taken in range(1, min(len(words), CODE_LENGTH) + 1):
            if code := read_code("".join(words[:taken])):
                codes[code] = None
                del words[:taken]
                break
        else:
            others.append(words.pop(0))
    return list(codes), others


async def _receive(turn: Turn, code: str) -> Receipt:
    receipt = await office.receive(turn.connection, code, turn.today)
    if receipt.outcome == "received":
        await note(turn, "received", prisoner=receipt.prisoner, subject=code)
        await tell(turn, "received", [code])
    return receipt


async def _with_early(turn: Turn, receipts: Sequence[Receipt]) -> list[Receipt]:
    """The same, and letters promised since the last night, which only sealed rows know."""
    found = list(receipts)
    if all(one.outcome != "unknown" for one in found):
        return found
    opened = await notes_with(turn.context.vault)(turn.connection)
    fresh = {one.code: one.pledge for one in opened if one.pledge}
    for at, receipt in enumerate(found):
        if receipt.outcome == "unknown" and (pledge := fresh.get(receipt.code)):
            found[at] = await office.receive_early(turn.connection, receipt.code, pledge.prisoner, turn.today)
            await note(turn, "received", prisoner=pledge.prisoner, subject=receipt.code)
    return found


def _line(turn: Turn, receipt: Receipt) -> Markup:
    return turn.t(
        f"receive.{receipt.outcome}",
        code=shown(receipt.code),
        name=name_of(turn.view, receipt.prisoner),
        day=turn.t.date(receipt.day) if receipt.day else "",
    )
