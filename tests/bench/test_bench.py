"""The benchmark still works: never how fast anything is."""

import asyncio
import json
from collections.abc import Iterator

import pytest

from .contestants import FLOOR, MEKTUP_SQLITE, PTB_ECHO, WRITING, Contestant
from .databases import Databases
from .goals import growth
from .inside import parts
from .measuring import measure, ratio
from .stand_in import BotApi, Load
from .supporters import PATIENCE, Crowd, Habit
from .wire import fields

JSON = b"POST /bot1/sendMessage HTTP/1.1\r\nContent-Type: application/json\r\n"
FORM = b"POST /bot1/sendMessage HTTP/1.1\r\ncontent-type: application/x-www-form-urlencoded\r\n"
PARTS = b"POST /bot1/sendDocument HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=b\r\n"


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (JSON, b'{"chat_id": "5", "text": "1 + 1"}'),
        (FORM, b"chat_id=5&text=1+%2B+1"),
        (
            PARTS,
            b'--b\r\nContent-Disposition: form-data; name="chat_id"\r\n\r\n5\r\n'
            b'--b\r\nContent-Disposition: form-data; name="text"\r\n\r\n1 + 1\r\n'
            b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\nPDF\r\n--b--\r\n',
        ),
    ],
)
def test_a_call_means_the_same_however_a_client_writes_it(head: bytes, body: bytes) -> None:
    assert fields(head, body) == {"chat_id": "5", "text": "1 + 1"}


async def test_a_repeated_offset_shows_the_oldest_only() -> None:
    """As the real server does; a contestant that hides people behind one is measured so."""
    api = BotApi(Load(), Habit(("yes",)))
    for _ in range(3):
        api.crowd.comes()
    shown: list[int] = []

    def reply(_status: int, body: bytes) -> None:
        shown.append(len(json.loads(body)["result"]))

    for offset in (1, 1, 2):
        api.answer("getUpdates", {"offset": offset}, reply)
    assert shown == [3, 1, 3]


def test_people_press_the_writing_button_before_the_reading_one() -> None:
    assert WRITING.choices(["/people", "7:greeting:support", "/greeting/support"]) == (
        ":greeting:",
        ["7:greeting:support"],
    )


def test_people_read_a_message_without_their_button_and_wait_for_the_next() -> None:
    said: list[str] = []
    crowd = Crowd(Habit(("yes",)), lambda update, person: said.append(update))
    crowd.comes()
    crowd.shows(5_000_000_000, "Your letter", _keyboard("no"))
    assert len(said) == 1
    crowd.shows(5_000_000_000, "Another?", _keyboard("yes"))
    assert len(said) == 2
    assert '"data":"yes"' in said[1]
    assert crowd.answers == 1


def test_who_prints_waits_for_every_file_and_taps_on() -> None:
    said: list[str] = []
    habit = Habit(("print", "next"), waits="again", prints="print", files=2)
    crowd = Crowd(habit, lambda update, person: said.append(update))
    crowd.comes()
    crowd.shows(5_000_000_000, "Thank you", _keyboard("again", "next"))
    assert len(said) == 1
    crowd.shows(5_000_000_000, "Your letter", _keyboard("next", "print"))
    assert '"data":"print"' in said[-1]
    crowd.brings(5_000_000_000)
    assert len(said) == 2
    crowd.brings(5_000_000_000)
    assert '"data":"next"' in said[-1]
    assert crowd.answers == 2


def test_who_gets_no_answer_taps_again(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    crowd = Crowd(Habit(), lambda update, person: said.append(update))
    crowd.comes()
    crowd.again()
    assert len(said) == 1
    monkeypatch.setattr("tests.bench.supporters.PATIENCE", -PATIENCE)
    crowd.again()
    assert len(said) == 2


async def test_an_update_is_forgotten_only_when_asked_with_a_higher_offset() -> None:
    api = BotApi(Load(), Habit())
    api.crowd.comes()
    api.crowd.comes()
    both, again = await _poll(api, 0), await _poll(api, 0)
    assert again == both[:1], "the oldest one only, for who asks the same again at once"
    assert await _poll(api, both[1]) == both[1:]
    assert await _poll(api, both[1] + 1) == []


@pytest.fixture(scope="module")
def databases() -> Iterator[Databases]:
    with Databases() as made:
        yield made


@pytest.mark.parametrize("contestant", [FLOOR, PTB_ECHO, MEKTUP_SQLITE], ids=lambda one: one.name)
def test_a_contestant_answers_its_supporters(contestant: Contestant, databases: Databases) -> None:
    row = measure(contestant, Load(supporters=5, warm_up=0.0, seconds=0.5), databases, 1)
    assert row.rate > 0
    assert row.cpu > 0
    assert row.calls["editMessageText"] > 0
    assert row.impatient == 0


def test_a_ratio_compares_what_ran_in_the_same_round() -> None:
    rows = [
        {"contestant": name, "round": number, "rate": rate}
        for number, pair in enumerate([(30.0, 10.0), (8.0, 2.0), (5.0, 1.0)])
        for name, rate in zip(("ours", "theirs"), pair, strict=True)
    ]
    assert ratio(rows, "ours", "theirs") == 4.0


def test_growth_is_measured_from_the_smallest_size() -> None:
    costs = {10: 200.0, 1000: 210.0}
    rows = [{"contestant": "ours", "round": 1, "size": size, "cpu": cpu} for size, cpu in costs.items()]
    assert growth(rows, "ours") == {10: 1.0, 1000: 1.05}


def test_a_sample_belongs_to_the_innermost_part_we_name() -> None:
    stacks = (
        "run (/x/asyncio/events.py:1);write (/project/bot/turn.py:5);execute (/x/sqlalchemy/engine.py:9) 3\n"
        "run (/x/asyncio/base_events.py:1) 1\n"
    )
    assert parts(stacks) == {"SQLAlchemy": 0.75, "asyncio and the kernel's sockets": 0.25}


def _keyboard(*data: str) -> str:
    return json.dumps({"inline_keyboard": [[{"text": one, "callback_data": one}] for one in data]})


async def _poll(api: BotApi, offset: int) -> list[int]:
    found: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
    api.answer("getUpdates", {"offset": offset}, lambda status, body: found.set_result(body))
    return [update["update_id"] for update in json.loads(await found)["result"]]
