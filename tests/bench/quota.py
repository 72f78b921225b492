"""A quota: a process held to a share of one core, so that two cores can stand for many."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

PERIOD = 10_000  # µs; the kernel hands out the share anew so often
CONTROLS = (
    (Path("/sys/fs/cgroup/cpu"), "cpu.cfs_quota_us", "{quota}"),  # the first version of control groups
    (Path("/sys/fs/cgroup"), "cpu.max", "{quota} {period}"),  # the second
)


def can_hold() -> bool:
    """Whether this system lets us: Linux, as root, with control groups."""
    try:
        with _group("try", 0.5):
            return True
    except (OSError, StopIteration):
        return False


@contextlib.contextmanager
def held(pid: int, share: float) -> Iterator[None]:
    """The process gets at most this share of a core while the block runs; 0 lets it have all it can."""
    if not share:
        yield
        return
    with _group(str(pid), share) as group:
        (group / "cgroup.procs").write_text(str(pid))
        yield
        # A group can only go when nobody is in it.
        (group.parent / "cgroup.procs").write_text(str(pid))


@contextlib.contextmanager
def _group(name: str, share: float) -> Iterator[Path]:
    root, file, form = next(one for one in CONTROLS if (one[0] / one[1]).exists() or _is_second(one[0]))
    group = root / f"mektup-bench-{name}"
    group.mkdir()
    try:
        if (group / "cpu.cfs_period_us").exists():
            (group / "cpu.cfs_period_us").write_text(str(PERIOD))
        (group / file).write_text(form.format(quota=int(share * PERIOD), period=PERIOD))
        yield group
    finally:
        group.rmdir()


def _is_second(root: Path) -> bool:
    controllers = root / "cgroup.controllers"
    return controllers.exists() and "cpu" in controllers.read_text().split()
