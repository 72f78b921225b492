"""What goes wrong: logged under an id, without a word of what anybody wrote."""

import asyncio
import logging
import re
import secrets
import sys
import threading
import traceback
from typing import Any

log = logging.getLogger(__name__)

_TOKEN = re.compile(r"\d{6,}:[\w-]{30,}")
_HIDDEN = "[hidden]"


def report(error: BaseException) -> str:
    """Log an error without its message, which may hold what somebody wrote; its id, to be told."""
    error_id = secrets.token_hex(4)
    places = " < ".join(
        f"{frame.filename.rpartition('/')[2]}:{frame.lineno}"
        for frame in reversed(traceback.extract_tb(error.__traceback__)[-6:])
    )
    log.error("error %s: %s at %s", error_id, type(error).__name__, places)
    return error_id


def report_from_loop(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """The event loop's own reports would show the objects at hand, with texts in them."""
    error = context.get("exception")
    if error is None:
        log.error("the event loop: %s", context["message"])
    else:
        report(error)


class Redacting(logging.Formatter):
    """The last line of defence: no bot token leaves through a log, whoever wrote the line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, with anything that looks like a token hidden, and exceptions without their messages."""
        if record.exc_info:
            error = record.exc_info[1]
            record = logging.makeLogRecord(record.__dict__)
            record.exc_info, record.exc_text = None, None
            record.msg, record.args = f"{record.getMessage()} ({type(error).__name__})", ()
        return _TOKEN.sub(_HIDDEN, super().format(record))


# These write addresses with the token, parameters with texts, or rows into their own lines.
_TALKATIVE = (
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


def set_up_logging(level: str) -> None:
    """One handler on the root; libraries that quote what they handle speak from WARNING on."""
    handler = logging.StreamHandler()
    handler.setFormatter(Redacting("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.raiseExceptions = False  # else a line that cannot be written shows its arguments
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    sys.excepthook = lambda _type, error, _trace: _report_the_last(error)
    threading.excepthook = lambda given: _report_the_last(given.exc_value)


def _report_the_last(error: BaseException | None) -> None:
    """What nobody caught, in place of Python's own report, which shows messages."""
    if error is not None and not isinstance(error, KeyboardInterrupt):
        report(error)
