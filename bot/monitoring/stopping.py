"""Ends the bot within ten seconds of SIGTERM or SIGINT, whatever hangs."""

import asyncio
import logging
import signal
from collections.abc import Coroutine

log = logging.getLogger(__name__)

STOP_SECONDS = 7.0  # for all that is under way together, however much each part asks for
LAST_SECONDS = 9  # then the kernel ends what has not ended, in whatever thread it hangs: nothing is lost


def stop_at_a_signal() -> None:
    """Cancel the current task at the first of these signals."""
    here = asyncio.current_task()
    assert here is not None

    def stop() -> None:
        if not here.cancelling():
            signal.alarm(LAST_SECONDS)
            here.cancel()

    for one in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(one, stop)


async def at_once(intake: Coroutine[None, None, None], *chores: Coroutine[None, None, None]) -> None:
    """Run until cancelled, or until the intake fails; then let all finish side by side, by one moment."""
    tasks = [asyncio.create_task(work) for work in (intake, *chores)]
    try:
        await asyncio.wait(tasks[:1])
        await tasks[0]
    finally:
        for task in tasks:
            task.cancel()
        _, late = await asyncio.wait(tasks, timeout=STOP_SECONDS)
        if late:
            log.error("stopping: %d parts do not end and are not waited for", len(late))
        for task in late:
            task.cancel()
