"""What the kernel says about a process: CPU and memory."""

from pathlib import Path

import psutil  # type: ignore[import-untyped]


class Process:
    """A running process; once it has ended it has used nothing."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._process = psutil.Process(pid)

    def cpu(self) -> float:
        """Seconds of CPU, user's and system's, of the process and its children (PostgreSQL's backends)."""
        return sum(_cpu(one) for one in (self._process, *self._process.children()))

    def memory(self) -> int:
        """Resident bytes now."""
        return int(self._process.memory_info().rss)

    def peak(self) -> int:
        """Resident bytes at the highest; now, where the system does not tell."""
        status = Path(f"/proc/{self.pid}/status")
        if not status.exists():
            return self.memory()
        found = (line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return 1024 * int(next(found))


def _cpu(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system)
