"""Receive letters by their codes: typed one by one, several at once, or scanned; each is answered."""

import re
from collections.abc import Sequence

from markupsafe import Markup

from bot.chat.notes_since_night import notes_with
from bot.chat.prisoner_lists import name_of, tally
from bot.chat.screen import Screen
from bot.chat.turn import Turn
from bot.desk.journal import note, tell
from bot.desk.lines import count_line, example, read_lines
from bot.desk.question import Receive, ask
from bot.letter.qr_reading import MOST_PAGES
from db import arrivals as office
from db import evenings, journal
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
    """Take codes in any form and lines of letters without one; explain whatever else is in the message."""
    counted, rest = read_lines(turn.view, turn.event.text)
    codes, others = read_codes(rest)
    ask(turn, Receive())
    receipts = await _receive_all(turn, codes[:MOST_CODES])
    lines = [*(_line(turn, receipt) for receipt in receipts), *await _of_evenings(turn, receipts)]
    lines += [await count_line(turn, line) for line in counted[:MOST_CODES]]
    if others:
        lines.append(turn.t("receive.no-code", text=" ".join(others)[:60], example=EXAMPLE))
    if len(codes) > MOST_CODES:
        lines.append(turn.t("receive.too-many", number=MOST_CODES, next=shown(codes[MOST_CODES])))
    if len(counted) > MOST_CODES:
        lines.append(turn.t("receive.too-many", number=MOST_CODES, next=counted[MOST_CODES].text[:60]))
    unknown = any(one.outcome == "unknown" for one in receipts)
    return await present(turn, Markup("\n").join(lines), unknown=unknown)


async def scanned(turn: Turn) -> Screen:
    """Take the codes of a photo or a PDF as if they were typed; say on which pages one is missing."""
    t, found = turn.t, turn.event.scan
    ask(turn, Receive())
    if not found:
        return await present(turn, t("scan.failed", pages=MOST_PAGES))
    codes, others = read_codes(" ".join(found.texts))
    receipts = await _receive_all(turn, codes)
    told = [one for one in receipts if len(codes) <= MOST_CODES or one.outcome != "received"]
    lines = [
        t("scan.read", codes=len(codes), pages=found.pages),
        *(_line(turn, one) for one in told[:MOST_CODES]),
    ]
    lines += await _of_evenings(turn, receipts)
    if hidden := len(receipts) - len(told[:MOST_CODES]):
        lines.append(t("scan.more", number=hidden))
    if others:
        lines.append(t("receive.no-code", text=" ".join(others)[:60], example=EXAMPLE))
    for key, pages in (("scan.unread", found.unread), ("scan.empty", found.empty)):
        if pages:
            lines.append(t(key, pages=", ".join(map(str, pages))))
    unknown = any(one.outcome == "unknown" for one in receipts)
    return await present(turn, Markup("\n").join(lines), unknown=unknown)


async def present(turn: Turn, above: str = "", *, unknown: bool = False) -> Screen:
    """Show today's letters for each prisoner, below what has just happened."""
    t, today = turn.t, await office.received_on(turn.connection, turn.today)
    parts = (
        [above] if above else [t("receive.ask"), t("scan.ask"), t("count.line", example=example(turn.view))]
    )
    parts.append(t.count("receive.today", sum(today.values())))
    if today:
        parts[-1] += "\n" + tally(turn.view, today)
    rows = [
        [turn.view.lasts("count.button.unknown" if unknown else "receive.button.count", "count")],
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


async def _receive_all(turn: Turn, codes: Sequence[str]) -> list[Receipt]:
    return await _with_early(turn, [await _receive(turn, code) for code in codes])


async def _receive(turn: Turn, code: str) -> Receipt:
    receipt = await office.receive(turn.connection, code, turn.today)
    if receipt.outcome == "received":
        await note(turn, "received", prisoner=receipt.prisoner, subject=code)
        await tell(turn, "received", [code])
    return receipt


async def _with_early(turn: Turn, receipts: Sequence[Receipt]) -> list[Receipt]:
    """The same, with letters promised since the last night, which only sealed rows know, and with sheets."""
    found = list(receipts)
    if all(one.outcome != "unknown" for one in found):
        return found
    sheets = await evenings.by_code(turn.connection, turn.context.vault)
    opened = await notes_with(turn.context.vault)(turn.connection)
    fresh = {one.code: one.pledge for one in opened if one.pledge}
    for at, receipt in enumerate(found):
        if receipt.outcome == "unknown" and (pledge := fresh.get(receipt.code)):
            found[at] = await office.receive_early(turn.connection, receipt.code, pledge.prisoner, turn.today)
            await note(turn, "received", prisoner=pledge.prisoner, subject=receipt.code)
        elif receipt.outcome == "unknown" and (sheet := sheets.get(receipt.code)):
            made = await evenings.receive(turn.connection, receipt.code, sheet, turn.today)
            found[at] = Receipt(made.code, "received", made.prisoner, turn.today, sheet[0].word)
            await note(turn, "received", prisoner=made.prisoner, subject=made.code)
    return found


async def _of_evenings(turn: Turn, receipts: Sequence[Receipt]) -> list[Markup]:
    """How many sheets of an evening are here, after some more have come."""
    words = {one.evening for one in receipts}
    those = [one for one in await evenings.every(turn.connection, turn.context.vault) if one.word in words]
    back = await evenings.back(turn.connection, those)
    return [turn.t("evening.came", word=one.word, back=back[one.word], out=one.out) for one in those]


def _line(turn: Turn, receipt: Receipt) -> Markup:
    return turn.t(
        f"receive.{receipt.outcome}",
        code=shown(receipt.code),
        name=name_of(turn.view, receipt.prisoner),
        day=turn.t.date(receipt.day) if receipt.day else "",
    )
