"""Wires the bot from its settings, runs it, and stops it in order."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from starlette.routing import BaseRoute

from bot import routes
from bot.campaign.profile import picture, profiles
from bot.chat.context import AppContext
from bot.checks.all_checks import checked
from bot.config import Config, ConfigError
from bot.engine.engine import Engine
from bot.engine.ordering import Ordering
from bot.engine.outbox import Outbox
from bot.engine.pace import Pace
from bot.error_logs import report, report_from_loop, report_unreadable
from bot.intake.polling import Polling
from bot.intake.scans import Scans
from bot.intake.webhook import Webhook
from bot.jobs import alarm, lasting_faults, night, reloading, reminders, retention
from bot.jobs.clock_check import Clock
from bot.letter.print_queue import PrintQueue
from bot.monitoring.http_server import health, serving
from bot.monitoring.metrics import Metrics
from bot.monitoring.stopping import at_once, stop_at_a_signal
from bot.monitoring.systemd import Supervisor
from bot.monitoring.waiting import until_alone, until_there
from bot.supporter import handlers, trouble
from bot.telegram.bot_profile import introduce
from bot.telegram.delivery import Delivery
from bot.telegram.outcome import RefusedError
from bot.telegram.transport import Transport
from db.database import Database

log = logging.getLogger(__name__)

DRAIN_SECONDS = 4.0  # of the seven in bot/monitoring/stopping.py, as what follows
OUTBOX_SECONDS = 2.0
CHORE_PAUSE_SECONDS = 60.0


@dataclass(frozen=True, kw_only=True)
class Running:
    """The parts of a started bot."""

    database: Database
    transport: Transport
    engine: Engine
    outbox: Outbox
    bot_name: str
    config: Config
    clock: Clock
    supervisor: Supervisor
    until_alone: Callable[[], Awaitable[None]]  # until no other process polls beside this database


Chore = Callable[[Running], Coroutine[None, None, None]]

# What runs beside the updates: each loops until cancelled, and looks after rows that are due.
CHORES: tuple[Chore, ...] = (
    lambda running: running.outbox.keep(),
    lambda running: reminders.look_after(running.engine, running.clock),
    lambda running: retention.keep(running.engine, running.clock),
    lambda running: reloading.watch(running.engine, running.supervisor),
    lambda running: alarm.watch(running.engine),
    lambda running: night.keep(running.engine, running.clock.is_trusted),
    lambda running: lasting_faults.look_for_damage(running.database),
    lambda running: lasting_faults.watch(
        running.engine,
        partial(lasting_faults.troubles, running.engine, running.clock, running.config.copies),
    ),
)


async def run(
    config: Config, *, delete_webhook: bool = False, now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> None:
    """Run the bot until SIGTERM or SIGINT; it finishes what is under way and exits within ten seconds."""
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(report_from_loop)
    stop_at_a_signal()
    loop.add_signal_handler(signal.SIGHUP, lambda: None)  # whoever asks to reload a start asks too early
    with suppress(asyncio.CancelledError):  # this is how it ends, at whatever it was waiting
        async with started(config, now) as running:
            if delete_webhook:
                await until_there("Telegram", running.transport.bot.delete_webhook, running.supervisor)
            if not config.webhook_url:
                await running.until_alone()
            await at_once(
                _take_from_webhook(running) if config.webhook_url else _poll(running),
                *(_kept_up(chore, running) for chore in CHORES),
            )


async def _poll(running: Running) -> None:
    ordering = ordering_of(running)
    metrics, alone = running.engine.metrics, running.until_alone
    polling = Polling(running.transport, ordering, running.bot_name, metrics, alone)
    async with AsyncExitStack() as doors:
        if "listen" in running.config.model_fields_set:
            await doors.enter_async_context(serving(running.config.listen, _routes(running)))
        log.info("running: polling")
        running.supervisor.ready("running: polling")
        try:
            await polling.run()
        finally:
            await _finish(running, ordering, DRAIN_SECONDS)
            await polling.confirm()


async def _take_from_webhook(running: Running) -> None:
    config, ordering = running.config, ordering_of(running)
    assert config.webhook_url is not None
    secret = config.webhook_secret.get_secret_value()
    webhook = Webhook(ordering, running.bot_name, config.webhook_url, secret, running.engine.metrics)
    try:
        async with serving(config.listen, [*_routes(running), webhook.route]):
            try:
                await until_there(
                    "Telegram", lambda: webhook.announce(running.transport.bot), running.supervisor
                )
            except RefusedError as error:
                raise ConfigError(f"WEBHOOK_URL: Telegram does not take it: {error.why}") from None
            running.supervisor.ready("running: webhook")
            log.info("running: taking updates at the webhook, port %s", config.listen.rpartition(":")[2])
            await asyncio.Event().wait()
    finally:
        await _finish(running, ordering, 1)  # the server has waited for the requests


async def _finish(running: Running, ordering: Ordering, seconds: float) -> None:
    log.info("stopping: no new updates, finishing those under way")
    await ordering.drain(seconds)
    await running.outbox.drain(OUTBOX_SECONDS)


def ordering_of(running: Running) -> Ordering:
    """Make the lines of updates of a started bot."""
    scans = Scans(running.transport, running.engine)
    return Ordering(running.engine, running.outbox, routes.answer, trouble.apology, fetched=scans)


def _routes(running: Running) -> list[BaseRoute]:
    """List what is answered over HTTP in either mode."""
    metrics = running.engine.metrics
    return [*health(running.database, metrics.liveness), metrics.route(running.database)]


async def _kept_up(chore: Chore, running: Running) -> None:
    """Begin a chore again when it fails: rows stay due until somebody has looked after them."""
    while True:
        try:
            await chore(running)
        except Exception as error:
            report(error)
        await asyncio.sleep(CHORE_PAUSE_SECONDS)


@asynccontextmanager
async def started(
    config: Config, now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> AsyncIterator[Running]:
    """Open database, Bot API and engine in order; wait while one of them is away."""
    supervisor = Supervisor()
    beating = asyncio.create_task(supervisor.keep_alive())
    loaded = checked(config.campaign, finished=False)
    database = Database(config.database_url)
    printer = PrintQueue()
    transport = Transport(config.bot_api_url, config.bot_token.get_secret_value())
    await transport.initialize()
    try:
        await until_there("the database", database.migrate, supervisor)
        me = await until_there("Telegram", transport.bot.get_me, supervisor)
        context = AppContext(
            campaign=loaded.campaign,
            languages=loaded.languages,
            vault=config.vault,
            organizers=config.organizer_ids,
            bot_name=me.username or "",
            bot_id=me.id,
            now=now,
            campaign_path=config.campaign,
        )
        metrics = Metrics()

        def unreadable(text: str) -> None:
            languages = engine.context.languages.values()
            report_unreadable(sorted({key for t in languages for key in t.keys_in(text)}))

        engine = Engine(
            database,
            Delivery(transport, printer, metrics.send_failed, unreadable, Pace(database).turn),
            context,
            metrics,
            redraw=routes.redraw,
            nobody_there=handlers.blocked,
        )
        outbox = Outbox(engine, routes.owed)
        metrics.queue("owed", lambda: outbox.length)
        engine.start()
        try:
            polls_for = None if config.webhook_url else context.bot_id
            async with database.locks.presence(engine.instance, polls_for) as may_poll:
                shown = profiles(context.languages, context.campaign.default_language, handlers.COMMANDS)
                await introduce(transport, context.bot_id, shown, picture(config.campaign))
                clock, name = Clock(transport, engine, now), context.bot_name
                alone = partial(until_alone, may_poll, metrics.liveness, supervisor)
                yield Running(
                    database=database,
                    transport=transport,
                    engine=engine,
                    outbox=outbox,
                    bot_name=name,
                    config=config,
                    clock=clock,
                    supervisor=supervisor,
                    until_alone=alone,
                )
        finally:
            await outbox.drain(0)
            await engine.stop()
    finally:
        supervisor.stopping()
        beating.cancel()
        printer.close()
        await transport.shutdown()
        await database.close()
