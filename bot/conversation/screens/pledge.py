"""The pledge's card: always the present state, and buttons that only its owner can press."""

from bot.conversation.press import Press
from bot.conversation.screen import Button, Message, Screen, Style
from bot.conversation.state import Letter
from bot.conversation.view import View
from db.pledges import Pledge, shown


def card_of(view: View, letter: Letter) -> Message:
    """The card of a letter that was just promised."""
    text = view.t("pledge.text", **_facts(view, letter.code, letter.prisoner))
    state = view.t("pledge.pledged", day=view.t.date(letter.mail_by))
    return Message(f"{text}\n{state}", _buttons(view, letter.code, "pledged"))


def card(view: View, pledge: Pledge) -> Screen:
    """The card as it is now, for its owner."""
    return Screen(_text(view, pledge), _buttons(view, pledge.code, pledge.state))


def state_only(view: View, pledge: Pledge) -> Screen:
    """The state of a letter for whoever typed its code; nothing about a person."""
    return Screen(_text(view, pledge), [[view.leads("button.back", "")]])


def _text(view: View, pledge: Pledge) -> str:
    days = {
        "pledged": pledge.mail_by,
        "mailed": pledge.mailed_on,
        "received": pledge.received_on,
        "handed-over": pledge.handed_over_on,
        "withdrawn": pledge.withdrawn_on,
        "expired": pledge.expired_on,
    }
    day = days[pledge.state]
    assert day is not None
    text = view.t("pledge.text", **_facts(view, pledge.code, pledge.prisoner))
    return f"{text}\n{view.t(f'pledge.{pledge.state}', day=view.t.date(day))}"


def _facts(view: View, code: str, prisoner_id: str) -> dict[str, str]:
    prisoner = view.campaign.by_id.get(prisoner_id)
    return {"code": shown(code), "name": view.t.pick(prisoner.name) if prisoner else prisoner_id}


def _buttons(view: View, code: str, state: str) -> list[list[Button]]:
    mac = view.house.vault.mac(view.conversation.user_id, code)

    def button(key: str, name: str, style: Style | None = None) -> list[Button]:
        return [Button(view.t.plain(key), Press(name, code, mac=mac), style=style)]

    rows = []
    if state in ("pledged", "expired"):
        rows = [
            button("pledge.button.mailed", "mailed", "success"),
            button("pledge.button.withdraw", "withdraw"),
        ]
    elif state == "mailed":
        rows = [button("pledge.button.undo", "not-mailed")]
    elif state == "withdrawn":
        rows = [button("pledge.button.undo", "not-withdrawn")]
    if any(letter.code == code for letter in view.conversation.letters):
        rows += [button("pledge.button.again", "again"), button("pledge.button.erase", "erase")]
    return rows
