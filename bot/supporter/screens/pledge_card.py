"""The pledge's card: always the present state, and buttons that only its owner can press."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from bot.chat.cards import UNDO_DAYS
from bot.chat.prisoner_lists import name_of
from bot.chat.screen import Button, Message, Screen, Style, in_pairs
from bot.chat.state import Letter
from bot.chat.view import View
from bot.letter.addresses_and_slips import address_lines
from bot.supporter import danger
from bot.supporter.screens import paper_files as paper
from bot.supporter.screens import thanks
from db.notices import reminder_days
from db.pledges import Pledge, shown

WEEK_DAYS = 7
TO_POST = ("pledged", "expired")
UNDER_WAY = (*TO_POST, "mailed", "received")
MOST_ROWS = 8  # of the card
LONGEST_COPY = 256  # Telegram: what a button can copy
SOON_DAYS = 3  # from then on [One more week] is on the card


@dataclass(frozen=True, slots=True)
class Subscriptions:
    """What the owner has asked for; until that day a contact is kept."""

    reminded: bool = False
    told: bool = False
    until: date | None = None


NONE = Subscriptions()


def card_of(view: View, letter: Letter) -> Message:
    """Show the card of a letter that was just promised: what to do with it."""
    text = view.t("pledge.text", **_facts(view, letter.code, letter.prisoner))
    state = view.t("pledge.pledged", day=view.t.date(letter.mail_by))
    rows = [
        [view.owns("pledge.button.mailed", "mailed", letter.code, "success")],
        *_copies(view, letter.code, letter.prisoner),
        [view.owns("pledge.button.remind", "ask-reminded", letter.code)],
        [view.owns("pledge.button.tell", "ask-told", letter.code)],
        [view.owns("pledge.button.withdraw", "withdraw", letter.code)],
        *_sheets(view, letter.code, letter.prisoner, "pledged"),
        _another(view),
    ]
    return Message(_lines(text, *_to_do(view, letter.prisoner), state), rows)


def card(view: View, pledge: Pledge, subscriptions: Subscriptions = NONE) -> Screen:
    """Show the card as it is now, for its owner."""
    text = _text(view, pledge)
    is_reminded = subscriptions.reminded and pledge.state in TO_POST
    is_told = subscriptions.told and pledge.state in UNDER_WAY
    if pledge.state in UNDER_WAY and (fate := _fate(view, pledge)):
        text += "\n" + fate
    if is_reminded:
        text += "\n" + view.t("pledge.reminded")
    if is_told:
        text += "\n" + view.t("pledge.told")
    if subscriptions.until and (is_reminded or is_told):
        text += "\n" + view.t("pledge.kept", day=view.t.date(subscriptions.until))
    if pledge.state == "mailed":
        text += "\n\n" + thanks.sentence(view, pledge.prisoner)
    return Screen(text, _buttons(view, pledge, reminded=is_reminded, told=is_told))


def asking(view: View, found: Pledge, wish: str, until: date, days: Sequence[date] = ()) -> Screen:
    """Say before anything is stored what it would be, and until when."""
    code = found.code
    values = {"code": shown(code), "day": view.t.date(until)}
    is_straight = wish == "told" and view.campaign.goes_straight(found.prisoner)
    key = "pledge.ask-told-direct" if is_straight else f"pledge.ask-{wish}"
    text = view.t(key, **values, days=", ".join(view.t.date(day) for day in days))
    yes = view.owns(f"pledge.button.yes-{wish}", wish, code, "primary")
    rows = [[yes], [view.owns("button.back", "card", code)]]
    if wish == "told":
        rows.insert(1, [view.owns("pledge.button.yes-neutral", "told-neutral", code)])
    return Screen(text, rows)


def may_be_reminded(view: View, pledge: Pledge) -> bool:
    """Tell whether there is something to remind of, and a day for it."""
    still_to_post = pledge.state in TO_POST and not view.end_of(pledge.prisoner)
    return still_to_post and bool(reminder_days(pledge.mail_by, view.today))


def may_be_told(view: View, pledge: Pledge) -> bool:
    """Tell whether any news may still come."""
    return pledge.state in UNDER_WAY and not view.end_of(pledge.prisoner)


def one_more_week(view: View, mail_by: date) -> str:
    """Name the button that says by which day the letter should be posted."""
    return f"by-{max(mail_by, view.today) + timedelta(days=WEEK_DAYS):%Y%m%d}"


def _fate(view: View, pledge: Pledge) -> Markup | None:
    """What has become of the recipient since it was promised."""
    if end := view.end_of(pledge.prisoner):
        return view.t(f"pledge.{'free' if end[0] == 'released' else end[0]}", day=view.t.date(end[1]))
    prisoner = view.campaign.by_id.get(pledge.prisoner)
    moved = prisoner.status.get("moved") if prisoner and view.campaign.is_direct(prisoner) else None
    if moved and moved >= pledge.pledged_on and pledge.state in ("pledged", "expired"):
        return view.t("pledge.moved", day=view.t.date(moved))
    return None


def _text(view: View, pledge: Pledge) -> Markup:
    day = _day_of_state(pledge)
    assert day is not None
    text = view.t("pledge.text", **_facts(view, pledge.code, pledge.prisoner))
    to_do = _to_do(view, pledge.prisoner) if pledge.state in TO_POST else []
    return _lines(text, *to_do, view.t(f"pledge.{pledge.state}", day=view.t.date(day)))


def _to_do(view: View, prisoner_id: str) -> list[Markup]:
    """What is to be done without a printer; nothing where the recipient is gone from the campaign file."""
    if danger.is_watched(view):
        return [Markup(), view.t("danger.envelope"), Markup()]
    texts = _addresses(view, prisoner_id)
    if not texts:
        return []
    address = view.t("pledge.address" if len(texts) == 1 else "pledge.addresses", **texts)
    advice = view.t("pledge.return-address")
    key = "pledge.to-do-direct" if view.campaign.goes_straight(prisoner_id) else "pledge.to-do"
    email = view.campaign.email_of(prisoner_id)
    or_so = [Markup(), view.t("pledge.email", email=email)] if email else []
    return [Markup(), view.t(key, address=address, advice=advice), *or_so, Markup()]


def _addresses(view: View, prisoner_id: str) -> dict[str, str]:
    """The envelope for the post of the country it is posted in; for both posts where that is not known."""
    prisoner, known = view.campaign.by_id.get(prisoner_id), paper.is_known(view)
    if prisoner is None or danger.is_watched(view):
        return {}
    local, latin = ("\n".join(address_lines(view.campaign, prisoner, local=local)) for local in (True, False))
    if known:
        return {"address": local if paper.sizes(view).from_home else latin}
    return {"latin": latin, "local": local}


def _copies(view: View, code: str, prisoner_id: str) -> list[list[Button]]:
    """What can be copied."""
    texts = _addresses(view, prisoner_id)
    if len(texts) < 2:  # else the code is copied by a tap on it
        texts = {"code": shown(code), **texts}
    return in_pairs(
        [
            Button(view.t.plain(f"pledge.button.copy-{name}"), copy=text)
            for name, text in texts.items()
            if len(text) <= LONGEST_COPY
        ]
    )


def _lines(*lines: str) -> Markup:
    return Markup("\n").join(lines)


def _day_of_state(pledge: Pledge) -> date | None:
    return {
        "pledged": pledge.mail_by,
        "mailed": pledge.mailed_on,
        "received": pledge.received_on,
        "handed-over": pledge.handed_over_on,
        "answered": pledge.answered_on,
        "withdrawn": pledge.withdrawn_on,
        "expired": pledge.expired_on,
    }[pledge.state]


def _facts(view: View, code: str, prisoner_id: str) -> dict[str, str]:
    return {"code": shown(code), "name": name_of(view, prisoner_id)}


def _buttons(view: View, pledge: Pledge, *, reminded: bool, told: bool) -> list[list[Button]]:
    code, state = pledge.code, pledge.state

    def row(key: str, name: str, style: Style | None = None) -> list[Button]:
        return [view.owns(f"pledge.button.{key}", name, code, style)]

    rows = []
    if state in TO_POST:
        rows.append(row("mailed", "mailed", "success"))
        rows += _copies(view, code, pledge.prisoner)
        if state == "expired" or pledge.mail_by - view.today <= timedelta(days=SOON_DAYS):
            rows.append(row("week", one_more_week(view, pledge.mail_by)))
    if state == "mailed" and view.campaign.goes_straight(pledge.prisoner):
        rows.append(row("answered", "answered", "success"))
    if state == "mailed":
        rows += thanks.rows(view, pledge.prisoner)
    if reminded:
        rows.append(row("no-reminder", "not-reminded"))
    elif may_be_reminded(view, pledge):
        rows.append(row("remind", "ask-reminded"))
    if told:
        rows.append(row("tell-not", "not-told"))
    elif may_be_told(view, pledge):
        rows.append(row("tell", "ask-told"))
    if state in TO_POST:
        rows.append(row("withdraw", "withdraw"))
    elif may_be_undone(view, pledge):
        rows.append(row("undo", f"not-{state}"))
    rows += _sheets(view, code, pledge.prisoner, state)
    return rows if state in ("expired", "mailed") or len(rows) >= MOST_ROWS else [*rows, _another(view)]


def _another(view: View) -> list[Button]:
    is_open = view.conversation.writing.draft is not None
    return [view.lasts("home.button.continue" if is_open else "finished.button.another", "another")]


def may_be_undone(view: View, pledge: Pledge) -> bool:
    """Tell whether its owner said today or yesterday that it is posted, answered or withdrawn."""
    day = _day_of_state(pledge) if pledge.state in ("mailed", "answered", "withdrawn") else None
    return day is not None and view.today - day < timedelta(days=UNDO_DAYS)


def _sheets(view: View, code: str, prisoner_id: str, state: str) -> list[list[Button]]:
    """List its sheets, and the way to erase the letter's words while they are still here."""
    sheets = paper.rows(view, code, prisoner_id, to_post=state in TO_POST)
    if all(letter.code != code for letter in view.conversation.writing.letters):
        return sheets
    return [*sheets, [view.owns("pledge.button.erase", "erase", code)]]
