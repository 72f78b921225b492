"""Words to whoever started the process and watches it: systemd's notifications, nothing without systemd."""

import asyncio
import os
import socket
import time
from collections.abc import Mapping

STARTING_SECONDS = 60  # how long a start may go on after each sign of life: a migration takes its time


class Supervisor:
    """Speaks to the socket systemd names in the environment of a unit with `Type=notify`."""

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        self._address = environment.get("NOTIFY_SOCKET", "").replace("@", "\0", 1)
        self._watched = int(environment.get("WATCHDOG_USEC") or 0) / 1_000_000
        self._is_ready = False

    def ready(self, status: str) -> None:
        """The start or a reload is over, or it waits for something that is away: a boot must not hang."""
        self._is_ready = True
        self._tell("READY=1", f"STATUS={status}")

    def reloading(self) -> None:
        """Until `ready` is said again, `systemctl reload` waits."""
        self._tell("RELOADING=1", f"MONOTONIC_USEC={time.monotonic_ns() // 1000}")

    def stopping(self) -> None:
        """What is under way is being finished."""
        self._tell("STOPPING=1")

    async def keep_alive(self) -> None:
        """Say that the loop turns, until cancelled; a loop that stands still is killed and started anew."""
        while self._address:
            if not self._is_ready:
                self._tell(f"EXTEND_TIMEOUT_USEC={STARTING_SECONDS * 1_000_000}")
            self._tell("WATCHDOG=1")
            await asyncio.sleep(min(self._watched / 2 or STARTING_SECONDS, STARTING_SECONDS / 2))

    def _tell(self, *lines: str) -> None:
        if not self._address:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as to:
                to.setblocking(False)
                to.sendto("\n".join(lines).encode(), self._address)
        except OSError:
            pass  # nobody listens any more: the bot goes on all the same
