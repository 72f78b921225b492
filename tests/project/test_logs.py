"""Logs: never a token, id, name or text; not in exceptions, not of third parties, not uncaught."""

import asyncio
import logging
import subprocess
import sys
from pathlib import Path

import pytest

from bot.error_logs import JsonLines, Redacting, report_from_loop
from tests.support.journal import leaks

TOKEN = "1234567890:" + "Ab-_0" * 7
WORDS = "the words of somebody"


@pytest.mark.parametrize("formatter", [Redacting("%(message)s"), JsonLines()])
@pytest.mark.parametrize(
    ("message", "arguments"),
    [
        (f"POST https://api.telegram.org/bot{TOKEN}/getMe", ()),
        ("POST %s", (f"https://api.telegram.org/bot{TOKEN.replace(':', '%3A')}/getMe",)),
        ("bot %r", ({"token": TOKEN},)),
    ],
)
def test_no_token_leaves(formatter: logging.Formatter, message: str, arguments: tuple[object, ...]) -> None:
    record = logging.LogRecord("other", logging.INFO, __file__, 1, message, arguments, None)
    assert "Ab-_0Ab-_0" not in formatter.format(record)


@pytest.mark.parametrize("formatter", [Redacting("%(message)s"), JsonLines()])
def test_an_exception_is_named_without_its_message(formatter: logging.Formatter) -> None:
    try:
        raise ValueError(WORDS)
    except ValueError:
        record = logging.LogRecord("other", logging.ERROR, __file__, 1, "it failed", (), sys.exc_info())
    line = formatter.format(record)
    assert "it failed (ValueError)" in line
    assert WORDS not in line


async def test_a_task_nobody_waited_for_is_reported_without_its_words(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def fails() -> None:
        raise ValueError(WORDS)

    loop = asyncio.get_running_loop()
    loop.set_exception_handler(report_from_loop)
    task = asyncio.create_task(fails())
    await asyncio.wait({task})
    del task
    assert "ValueError" in caplog.text
    assert WORDS not in caplog.text


@pytest.mark.parametrize(
    "what",
    [
        "raise ValueError(words)",
        "threading.Thread(target=lambda: (_ for _ in ()).throw(ValueError(words))).start()",
        "logging.getLogger('x').error('%d', words)",
        "logging.getLogger('telegram').debug(words)",
        "logging.getLogger('aiohttp.access').info(words)",
        "logging.getLogger('sqlalchemy.engine').info(words)",
        "logging.getLogger('asyncio').warning('slow') or logging.getLogger('uvicorn.access').info(words)",
        "logging.getLogger('aiosqlite').debug(words)",
    ],
)
def test_nothing_reaches_standard_error_at_debug(what: str, tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "import logging, threading\n"
        "from bot.error_logs import set_up_logging\n"
        "set_up_logging('DEBUG')\n"
        f"words = {WORDS!r}\n"
        f"{what}\n"
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, cwd=Path.cwd())
    assert WORDS not in done.stdout + done.stderr


def test_the_journal_finds_what_it_looks_for() -> None:
    said = [
        f"INFO x: {TOKEN}",
        f"INFO x: {TOKEN.replace(':', '%3A')}",
        "INFO bot.run: person 512345678 came",
        "DEBUG x: Olena",
    ]
    assert leaks(said) == said
    assert (
        leaks(["INFO bot.run: running: polling", "ERROR bot.error_logs: error 6a5eee82: X at y.py:56"]) == []
    )
