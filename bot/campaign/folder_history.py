"""Files of a campaign's folder that change together: offered first, written whole, kept for an undo."""

import hashlib
import json
import shutil
import time
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from bot.i18n.encoding import read_text
from db.errors import MistakeError

HISTORY = "history"  # in the folder: each import as it was before, and what is offered now
_OFFERED = "offered"
_FORGOTTEN_SECONDS = 24 * 3600  # what nobody has taken by then

Files = Mapping[str, str]  # what they hold, by their path in the folder


def offer(folder: Path, files: Files) -> str:
    """Keep what these files would hold; return the name of this change, which says from what to what."""
    for one in (folder / HISTORY / _OFFERED).glob("*"):
        if time.time() - one.stat().st_mtime > _FORGOTTEN_SECONDS:
            shutil.rmtree(one, ignore_errors=True)
    name = _name(_now(folder, files), files)
    _put(folder / HISTORY / _OFFERED / name, files)
    return name


def take_offered(folder: Path, name: str) -> Files | None:
    """Write what was offered under this name, once; None if the folder is not as it was then.

    Returns what was written.
    """
    files = _in(folder / HISTORY / _OFFERED / name)
    if not files:
        return None
    if _now(folder, files) != files:  # else it is taken already
        if _name(_now(folder, files), files) != name:
            return None
        write(folder, files, name)
    return files


def leave_offered(folder: Path, name: str) -> None:
    """Forget what was offered under this name."""
    shutil.rmtree(folder / HISTORY / _OFFERED / name, ignore_errors=True)


def write(folder: Path, files: Files, name: str = "") -> None:
    """Write all these files anew; what they were is kept under the moment, and the name of the change."""
    moment = f"{datetime.now(UTC):%Y-%m-%dT%H%M%S.%f}"
    _put(folder / HISTORY / "-".join(filter(None, (moment, name))), _now(folder, files))
    _replace(folder, files)


def undo_last(file: Path) -> str:
    """Put the files beside the campaign's back as they were before the last change; return its moment.

    Raises:
        MistakeError: there was none.
    """
    folder = file.parent
    kept = sorted((one for one in (folder / HISTORY).glob("2*")), key=lambda one: one.name)
    if not kept:
        raise MistakeError(f"{folder / HISTORY}: no import can be undone")
    if kept[-1].is_file():  # of an earlier version, which kept the campaign's file alone
        _replace(folder, {file.name: read_text(kept[-1])})
        kept[-1].unlink()
    else:
        _put_back(folder, kept[-1])
    return kept[-1].name.removesuffix(".toml")


def undo_named(folder: Path, name: str) -> bool:
    """Put the files back as they were before this change; False if they have changed since."""
    kept = next((folder / HISTORY).glob(f"2*-{name}"), None)
    if kept is None:
        return False
    before = _in(kept)
    if _name(before, _now(folder, before)) != name:
        return False
    _put_back(folder, kept)
    return True


def _put_back(folder: Path, kept: Path) -> None:
    _replace(folder, _in(kept))
    shutil.rmtree(kept)


def _name(before: Files, after: Files) -> str:
    said = json.dumps([sorted(before.items()), sorted(after.items())])
    return hashlib.sha256(said.encode()).hexdigest()[:8]


def _now(folder: Path, files: Iterable[str]) -> Files:
    return {name: read_text(folder / name) for name in files}


def _in(folder: Path) -> Files:
    found = (one for one in folder.rglob("*") if one.is_file())
    return {one.relative_to(folder).as_posix(): one.read_text("utf-8") for one in found}


def _put(folder: Path, files: Files) -> None:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, "utf-8")


def _replace(folder: Path, files: Files) -> None:
    """Each file whole or not at all: a bot may read it at any moment."""
    _put(folder, {f"{name}.new": content for name, content in files.items()})
    for name in files:
        (folder / f"{name}.new").replace(folder / name)
