"""Errors are logged under an id, without a word of what anybody wrote."""

import asyncio
import json
import logging
import re
import secrets
import sys
import threading
import traceback
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Literal

log = logging.getLogger(__name__)

_TOKEN = re.compile(r"\d{6,}(?::|%3A)[\w-]{30,}")
_HIDDEN = "[hidden]"


def report(error: BaseException) -> str:
    """Log an error without its message, which may hold what somebody wrote; return its id, to be told."""
    error_id = secrets.token_hex(4)
    places = " < ".join(
        f"{frame.filename.rpartition('/')[2]}:{frame.lineno}"
        for frame in reversed(traceback.extract_tb(error.__traceback__)[-6:])
    )
    what = type(error).__name__
    log.error("error %s: %s at %s", error_id, what, places, extra={"error_id": error_id, "error": what})
    return error_id


def report_unreadable(keys: Iterable[str]) -> str:
    """Log that Telegram could not read what was made of these texts; return an id, to be told."""
    error_id, named = secrets.token_hex(4), ", ".join(keys) or "unknown"
    what = f"Telegram cannot read the text {named}"
    log.error("error %s: %s", error_id, what, extra={"error_id": error_id, "error": what})
    return error_id


def report_from_loop(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Log without the event loop's own report, which would show the objects at hand, with texts in them."""
    error = context.get("exception")
    if error is None:
        log.error("the event loop: %s", context["message"])
    else:
        report(error)


class Redacting(logging.Formatter):
    """The last safeguard of the log: no bot token leaves through it, whoever wrote the line."""

    def format(self, record: logging.LogRecord) -> str:
        """Hide anything that looks like a token, and the messages of exceptions."""
        if record.exc_info:
            error = record.exc_info[1]
            record = logging.makeLogRecord(record.__dict__)
            record.exc_info, record.exc_text = None, None
            record.msg, record.args = f"{record.getMessage()} ({type(error).__name__})", ()
        return _TOKEN.sub(_HIDDEN, super().format(record))


class JsonLines(Redacting):
    """Writes one JSON object a line, for whatever collects logs."""

    def format(self, record: logging.LogRecord) -> str:
        """Write the line; `error_id` is there when it is the report of an error."""
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {"time": moment, "level": record.levelname, "logger": record.name}
        line["message"] = super().format(record)
        if error_id := getattr(record, "error_id", None):
            line["error_id"] = error_id
        return json.dumps(line, ensure_ascii=False)


# These write addresses with the token, parameters with texts, or rows into their own lines.
_TALKATIVE = (
    "alembic.runtime.plugins",
    "telegram",
    "httpx",
    "httpcore",
    "aiohttp",
    "aiosqlite",
    "sqlalchemy",
    "asyncpg",
    "uvicorn",
    "asyncio",
)


def set_up_logging(level: str, form: Literal["text", "json"] = "text") -> None:
    """Put one handler on the root; libraries that quote what they handle speak from WARNING on."""
    handler = logging.StreamHandler()
    text = Redacting("%(asctime)s %(levelname)s %(name)s: %(message)s")
    handler.setFormatter(JsonLines() if form == "json" else text)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.raiseExceptions = False  # else a line that cannot be written shows its arguments
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    sys.excepthook = lambda _type, error, _trace: _report_the_last(error)
    threading.excepthook = lambda given: _report_the_last(given.exc_value)


def _report_the_last(error: BaseException | None) -> None:
    """Report what nobody caught, in place of Python's own report, which shows messages."""
    if error is not None and not isinstance(error, KeyboardInterrupt):
        report(error)
