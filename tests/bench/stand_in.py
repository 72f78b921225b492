"""The stand-in: a Bot API in a process of its own, its supporters inside; tells what it saw in JSON lines."""

import asyncio
import contextlib
import json
import ssl
import sys
import time
from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from .deliveries import Deliveries
from .supporters import BOT, Crowd, Habit
from .wire import Reply, Server

AT_ONCE = 0.5  # Telegram shows one update only where the same offset is asked for sooner
SOON = 3.0  # and holds it for as long where it is asked for sooner than this
SETTLING = 60.0  # seconds at most until the contestant comes, and until everybody has a first screen
ARRIVING = 1.0  # seconds in which everybody comes
TRUE = b'{"ok":true,"result":true}'


@dataclass(frozen=True)
class Load:
    """What one run asks of a contestant."""

    supporters: int = 200
    latency: float = 0.0  # seconds of a round trip: half of it on the way in, half on the way out
    rate: float = 0.0  # taps a second, whoever is ready; 0: everybody taps as soon as a screen is there
    warm_up: float = 2.0
    seconds: float = 5.0
    stay: int = 66  # taps after which a person leaves for good and a new one comes
    first: int = 0  # the first person's number
    waiting: int = 0  # people who have written before the contestant comes
    marks: tuple[
        int, ...
    ] = ()  # say when so many different people have come, instead of measuring for a time
    certificate: str = ""  # a file with certificate and key: speak TLS
    port: int = 0
    webhooks: tuple[str, ...] = ()  # the replicas' own addresses, taken in turn; none: the address set


def main() -> None:
    """`python -m tests.bench.stand_in '{"load": {…}, "habit": […]}'`"""
    asked = json.loads(sys.argv[1])
    asyncio.run(_serve(Load(**asked["load"]), Habit(**asked["habit"])))


class BotApi:
    """The methods the contestants call, each answered as Telegram would."""

    def __init__(self, load: Load, habit: Habit) -> None:
        self.crowd = Crowd(habit, self._happens, rate=load.rate, stay=load.stay, first=load.first)
        self.calls: Counter[str] = Counter()
        self.found = asyncio.Event()  # the contestant asked for updates for the first time
        self._load = load
        self._loop = asyncio.get_running_loop()
        self._next = 870_000_000  # update ids begin anywhere
        self._waiting: list[tuple[int, bytes]] = []  # updates not yet confirmed
        self._poll: Reply | None = None
        self._limit = 100
        self._asked = (-1, 0.0)  # the last offset, and when
        self._woken = False
        self._deliveries: Deliveries | None = None

    def answer(self, method: str, given: dict[str, Any], reply: Reply) -> None:
        self.calls[method] += 1
        match method.lower():
            case "getupdates":
                self._get_updates(given, reply)
            case "sendmessage" | "editmessagetext":
                markup = given.get("reply_markup") or ""
                message = self.crowd.shows(
                    int(given["chat_id"]),
                    given["text"],
                    markup if isinstance(markup, str) else json.dumps(markup),
                    int(given.get("message_id") or 0),
                )
                reply(200, b'{"ok":true,"result":%b}' % message.encode())
            case "getme":
                reply(200, b'{"ok":true,"result":%b}' % BOT.encode())
            case "getwebhookinfo":
                reply(
                    200,
                    b'{"ok":true,"result":{"url":"","has_custom_certificate":false,"pending_update_count":0}}',
                )
            case "getmycommands":
                reply(200, b'{"ok":true,"result":[]}')
            case "getmyname" | "getmydescription" | "getmyshortdescription":
                reply(200, b'{"ok":true,"result":{"name":"","description":"","short_description":""}}')
            case "getuserprofilephotos":
                reply(200, b'{"ok":true,"result":{"total_count":1,"photos":[]}}')
            case "setwebhook" if given.get("url"):
                self._set_webhook(given)
                reply(200, TRUE)
            case "senddocument" | "sendphoto":
                message = self.crowd.brings(int(given["chat_id"]))
                reply(200, b'{"ok":true,"result":%b}' % message.encode())
            case _:
                reply(200, TRUE)

    def _happens(self, update: str, person: int) -> None:
        self._next += 1
        body = f'{{"update_id":{self._next},{update}}}'.encode()
        if self._deliveries is not None:
            self._deliveries.put(body)
            return
        self._waiting.append((self._next, body))
        if self._poll is not None and not self._woken:
            # What happens in the same instant goes out in the same answer.
            self._woken = True
            self._loop.call_soon(self._hand_out)

    def _get_updates(self, given: dict[str, Any], reply: Reply) -> None:
        self._found("polling")
        if self._poll is not None:
            self._poll(
                409, b'{"ok":false,"error_code":409,"description":"Conflict: terminated by other getUpdates"}'
            )
        offset, limit = int(given.get("offset") or 0), int(given.get("limit") or 100)
        timeout = float(given.get("timeout") or 0)
        (asked, at), now = self._asked, self._loop.time()
        if offset == asked and now < at + SOON:
            timeout = max(timeout, SOON)
        if offset == asked and now < at + AT_ONCE:
            limit = 1
        self._asked = (offset, now)
        self._waiting = [one for one in self._waiting if one[0] >= offset]
        self._limit = limit
        self._poll = reply
        if self._waiting or not timeout:
            self._hand_out()
        else:
            self._loop.call_later(timeout, self._gives_up, reply)

    def _hand_out(self) -> None:
        self._woken = False
        if self._poll is not None:
            updates = b",".join(body for _, body in self._waiting[: self._limit])
            self._poll(200, b'{"ok":true,"result":[%b]}' % updates)
            self._poll = None

    def _gives_up(self, reply: Reply) -> None:
        if self._poll is reply:
            self._hand_out()

    def _set_webhook(self, given: dict[str, Any]) -> None:
        url = urlsplit(given["url"])
        # Like a reverse proxy: the public address' path, at each replica in turn, once all are there.
        addresses = self._load.webhooks or (url.netloc,)
        if self._deliveries is not None or self.calls["setWebhook"] < len(addresses):
            return
        self._deliveries = Deliveries(
            addresses,
            url.path or "/",
            given.get("secret_token") or "",
            int(given.get("max_connections") or 40),
            self._load.latency / 2,
            lambda call: self.answer(call.pop("method"), call, lambda status, body: None),
        )
        self._found("webhook")

    def _found(self, way: str) -> None:
        if not self.found.is_set():
            self.found.set()
            _tell("found", at=time.monotonic(), way=way)


async def _serve(load: Load, habit: Habit) -> None:
    api = BotApi(load, habit)
    context = None
    if load.certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(load.certificate)
    server = await asyncio.get_running_loop().create_server(
        lambda: Server(api.answer, load.latency / 2), "127.0.0.1", load.port, ssl=context, backlog=1024
    )
    for _ in range(load.waiting):
        api.crowd.comes()
    _tell("listening", port=server.sockets[0].getsockname()[1])
    try:
        await asyncio.wait_for(api.found.wait(), SETTLING)
    except TimeoutError:
        return  # nobody came
    arriving = asyncio.create_task(_arrive(api.crowd, load.supporters))
    patience = asyncio.create_task(_patience(api.crowd))
    pace = asyncio.create_task(_pace(api.crowd, load.rate)) if load.rate else None
    if load.marks:
        await _marks(api.crowd, load.marks)
    else:
        await _measure(api, load)
    await asyncio.gather(
        arriving, patience, *([pace] if pace else ())
    )  # people go on until the run is stopped


async def _arrive(crowd: Crowd, supporters: int) -> None:
    """Not all at once: else everybody stands at the same question for ever, and the last one costs most."""
    for number in range(supporters):
        if number % 10 == 0:
            await asyncio.sleep(10 * ARRIVING / supporters)
        crowd.comes()


async def _measure(api: BotApi, load: Load) -> None:
    crowd = api.crowd
    with contextlib.suppress(TimeoutError):
        # A sequential bot greets 500 people for a while; letters are what counts.
        await asyncio.wait_for(crowd.until_greeted(load.supporters), SETTLING)
    await asyncio.sleep(load.warm_up)
    crowd.taken.clear()
    calls, answers, impatient = Counter(api.calls), crowd.answers, crowd.impatient
    began, cpu = time.perf_counter(), time.process_time()
    _tell("measuring")
    await asyncio.sleep(load.seconds)
    seconds = time.perf_counter() - began
    _tell(
        "measured",
        seconds=seconds,
        answers=crowd.answers - answers,
        answers_in_all=crowd.answers,
        impatient=crowd.impatient - impatient,
        taken=sorted(crowd.taken)[:: max(1, len(crowd.taken) // 1000)],
        calls=api.calls - calls,
        tapped=crowd.tapped,
        cpu=time.process_time() - cpu,
    )


async def _marks(crowd: Crowd, marks: tuple[int, ...]) -> None:
    for mark in marks:
        await crowd.until_greeted(mark)
        _tell("mark", seen=mark, at=time.monotonic())


async def _patience(crowd: Crowd) -> None:
    while True:
        await asyncio.sleep(1)
        crowd.again()


async def _pace(crowd: Crowd, rate: float) -> None:
    began, made = time.perf_counter(), 0
    while True:
        await asyncio.sleep(max(0.0, began + made / rate - time.perf_counter()))
        crowd.tick()
        made += 1


def _tell(event: str, **what: Any) -> None:
    print(json.dumps({"event": event, **what}), flush=True)


def argument(load: Load, habit: Habit) -> str:
    """The command's one argument."""
    return json.dumps({"load": asdict(load), "habit": asdict(habit)})


if __name__ == "__main__":
    main()
