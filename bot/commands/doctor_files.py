"""What `mektup doctor` finds about the files here: who may read them, and whether copies are sealed."""

import stat
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.engine import make_url

from bot.commands.doctor_finding import Finding
from bot.config import Config, settings_file

_AGE, _PRIVATE_KEY = b"age-encryption.org/", b"AGE-SECRET-KEY-"
_LOOKED_AT_BYTES = 4096
_NAMED = 3


def look_at_files(config: Config) -> Iterator[Finding]:
    """Database, settings and copies are for the bot's eyes only; what opens a copy is elsewhere."""
    folders = _folders(config)
    if open_ones := [one for one in _files(config) if _is_open(one)]:
        mend = "`make install` once more, or `chmod go= FILE` for each that the bot owns."
        yield Finding("files", "ill", f"others may read {_some(open_ones)}", mend)
    elif open_ones := [one for one in folders if _is_open(one)]:
        said = f"others may look into {_some(open_ones)}"
        yield Finding("files", "warning", said, "`chmod go= FOLDER`, unless others work there.")
    else:
        yield Finding("files", "well", "nobody else may read them")
    if unsealed := [one for one in _copies(config) if not _begin(one).startswith(_AGE)]:
        mend = "Give `mektup backup` a --recipient, and remove these: anybody who takes them can read them."
        yield Finding("copies", "ill", f"not sealed: {_some(unsealed)}", mend)
    lying_here = [one for folder in folders for one in _in(folder) if _PRIVATE_KEY in _begin(one)]
    if lying_here:
        mend = "Move it to another computer: what opens the copies must not lie beside them."
        yield Finding("copies", "ill", f"their private key is here: {_some(lying_here)}", mend)


def _folders(config: Config) -> list[Path]:
    url = make_url(config.database_url)
    own = [Path(url.database or ".").absolute().parent] if url.get_backend_name() == "sqlite" else []
    found = [*own, *([config.copies] if config.copies else [])]
    return [one for one in dict.fromkeys(found) if one.is_dir()]


def _files(config: Config) -> list[Path]:
    url = make_url(config.database_url)
    database = [url.database or ""] if url.get_backend_name() == "sqlite" else []
    found = [Path(f"{name}{end}") for name in database for end in ("", "-wal", "-shm")]
    return [one for one in (*found, settings_file(), *_copies(config)) if one.is_file()]


def _copies(config: Config) -> list[Path]:
    return [one for one in _in(config.copies) if one.suffix == ".copy"] if config.copies else []


def _in(folder: Path) -> list[Path]:
    try:
        return sorted(one for one in folder.iterdir() if one.is_file())
    except OSError:
        return []


def _is_open(path: Path) -> bool:
    """To anybody but its owner."""
    return bool(path.stat().st_mode & (stat.S_IRWXO | stat.S_IRWXG))


def _begin(file: Path) -> bytes:
    try:
        with file.open("rb") as content:
            return content.read(_LOOKED_AT_BYTES)
    except OSError:
        return _AGE  # unreadable for us, too


def _some(paths: list[Path]) -> str:
    rest = f" and {len(paths) - _NAMED} more" if len(paths) > _NAMED else ""
    return ", ".join(map(str, paths[:_NAMED])) + rest
