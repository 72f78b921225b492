"""Updates, campaigns, spreadsheets, sealed states, webhook bodies: nothing but what is named is raised.

`EXAMPLES=20000 .venv/bin/python -m pytest tests/fuzzing` tries so many of each, others in every run.
"""

import asyncio
import csv
import io
import json
import os
import tomllib
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from bot.campaign.model import BUILT_IN, CampaignError, read_campaign
from bot.campaign.people_spreadsheet import columns, exported, imported
from bot.campaign.spreadsheet_reading import SheetError, read_sheets
from bot.chat.event import Event
from bot.chat.state import Conversation
from bot.chat.state_storage import from_bytes, read_state, to_bytes
from bot.intake.reading import Reading
from bot.intake.webhook import SECRET_HEADER, Webhook
from db.notes import Note
from db.vault import SealBrokenError, Vault
from tests.fuzzing.mutations import FUZZED, JSON, broken, nearly
from tests.support.views import LANGUAGES, a_letter
from tests.support.walk_beginnings import CARDS, KNOWN, TODAY

SENDER = {"id": 7, "is_bot": False, "first_name": "Ann", "language_code": "en"}
CHAT = {"id": 7, "type": "private"}
MESSAGE = {"message_id": 5, "date": 1, "from": SENDER, "chat": CHAT, "text": "/start@mektup_bot chiygoz"}
UPDATES = (
    {"update_id": 1, "message": {**MESSAGE, "photo": [{"file_id": "a"}], "media_group_id": "1"}},
    {
        "update_id": 2,
        "message": {**MESSAGE, "chat": {"id": -5, "type": "supergroup"}, "is_topic_message": True},
    },
    {"update_id": 3, "callback_query": {"id": "9", "from": SENDER, "message": MESSAGE, "data": "3:own:skip"}},
    {
        "update_id": 4,
        "my_chat_member": {"from": SENDER, "chat": CHAT, "new_chat_member": {"status": "kicked"}},
    },
    {"update_id": 5, "message": {**MESSAGE, "document": {"file_id": "b", "mime_type": "application/pdf"}}},
)
NOTE = Note(code="00000001", changes={"mailed_on": TODAY}, remind=True, language="en", until=TODAY)
STATE = KNOWN.changed(
    letters=(a_letter("chiygoz", "en", "Words.", TODAY, TODAY, code="00000001"),), cards=CARDS
)
VAULT = Vault(bytes(32))
SECRET = "s" * 16


class _Ordering:
    """Takes every event at once."""

    def reads_files_of(self, user_id: int) -> bool:
        return user_id == 1

    def dismiss(self, query_id: str | None) -> None: ...

    def put(self, _event: Event, done: Any) -> None:
        done(True)


@FUZZED
@given(st.one_of(*map(nearly, UPDATES), JSON))
def test_any_update_is_an_event_or_none(update: Any) -> None:
    event = Reading(_Ordering(), "mektup_bot").event(update)  # type: ignore[arg-type]
    assert event is None or isinstance(event, Event)


@FUZZED
@given(st.one_of(*(broken(json.dumps(one).encode()) for one in UPDATES), st.binary(max_size=200)))
def test_any_body_is_answered_by_the_webhook(body: bytes) -> None:
    webhook = Webhook(_Ordering(), "mektup_bot", "https://example.org/t", SECRET)  # type: ignore[arg-type]
    assert _status(webhook, body, SECRET) == 200
    assert _status(webhook, body, "another") == 403


@FUZZED
@given(nearly(json.loads(to_bytes(STATE.noting(NOTE)))) | JSON)
def test_any_state_is_a_conversation_or_none(state: Any) -> None:
    stored = json.dumps(state).encode("utf-8", "surrogatepass")
    try:
        assert isinstance(from_bytes(stored), Conversation)
    except (ValueError, TypeError, KeyError):
        assert read_state(stored) is None


@FUZZED
@given(broken(VAULT.seal(b"words", bound_to=b"row")) | st.binary(max_size=80))
def test_any_bytes_open_or_are_a_broken_seal(sealed: bytes) -> None:
    with suppress(SealBrokenError):
        assert VAULT.open(sealed, bound_to=b"row") == b"words"


@FUZZED
@given(nearly(tomllib.loads(BUILT_IN.read_text("utf-8"))))
def test_any_campaign_is_read_or_its_mistakes_are_named(content: Any) -> None:
    file = _file("campaign.toml", _toml(content))
    with suppress(CampaignError):
        read_campaign(file)


@FUZZED
@given(broken(BUILT_IN.read_bytes()) | st.binary(max_size=200))
def test_any_file_is_a_campaign_or_its_mistakes_are_named(data: bytes) -> None:
    with suppress(CampaignError):
        read_campaign(_file("campaign.toml", data))


@FUZZED
@given(
    st.one_of(
        broken(b"PK\x03\x04"), st.binary(max_size=300), nearly([["a"]]).map(lambda one: repr(one).encode())
    )
)
def test_any_file_is_a_table_or_not(data: bytes) -> None:
    with suppress(SheetError):
        read_sheets(_file("people.csv", data))


@FUZZED
@given(st.data())
def test_any_table_is_imported_or_its_mistakes_are_named(data: st.DataObject) -> None:
    rows = data.draw(nearly(_table()))
    file = _file("people.csv", _csv(rows))
    with suppress(SheetError):
        imported(BUILT_IN, read_sheets(file), LANGUAGES.values())


def _status(webhook: Webhook, body: bytes, secret: str) -> int:
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    headers = [(SECRET_HEADER.lower().encode(), secret.encode())]
    scope = {"type": "http", "method": "POST", "path": "/t", "headers": headers, "query_string": b""}
    asyncio.run(webhook.route.handle(scope, receive, send))  # type: ignore[arg-type]
    return int(sent[0]["status"])


def _table() -> list[list[Any]]:
    names = list(columns(tomllib.loads(BUILT_IN.read_text("utf-8")))["people"])
    return [names, *([row.get(name) for name in names] for row in exported(BUILT_IN)["people"])]


def _csv(rows: Any) -> bytes:
    out = io.StringIO()
    for row in rows if isinstance(rows, list) else [rows]:
        csv.writer(out).writerow(row if isinstance(row, list) else [row])
    return out.getvalue().encode("utf-8", "surrogatepass")


def _toml(content: Any) -> bytes:
    try:
        return tomlkit.dumps(content).encode("utf-8", "surrogatepass")
    except Exception:  # no file can say this
        return b""


def _file(name: str, data: bytes) -> Path:
    file = Path(os.environ.get("PYTEST_DEBUG_TEMPROOT", "/tmp")) / f"mektup-fuzzing-{os.getpid()}-{name}"
    file.write_bytes(data)
    return file


@pytest.fixture(autouse=True, scope="module")
def _no_file_stays() -> Any:
    yield
    for name in ("campaign.toml", "people.csv"):
        _file(name, b"").unlink()
