"""What stands around every command: whatever happens, a sentence and an exit code, never a traceback."""

import io
import os
import pwd
import signal
import sys
import threading
import traceback
from collections.abc import Callable

from db.errors import FailureError, MistakeError

DONE, FAILED, MISTAKEN = 0, 1, 2
NOBODY_READS = 128 + signal.SIGPIPE  # as a shell shows it


def guarded(command: Callable[[], int]) -> int:
    """Run it: 0 when done, 1 when it failed, 2 when the settings or the words are wrong.

    What it writes is for its owner only: a database, a copy, a letter.
    """
    _speak_anywhere()
    mask, hook = os.umask(0o077), threading.excepthook
    threading.excepthook = lambda _: None  # a driver's thread, with nobody left to hand its error to
    try:
        try:
            return command()
        finally:
            sys.stdout.flush()  # what does not reach its reader is noticed here, not when Python ends
    except KeyboardInterrupt:
        return DONE
    except BrokenPipeError:
        _say_nothing_more()
        return NOBODY_READS
    except Exception as error:
        code, sentence = explained(error)
        if isinstance(error, OSError):
            _say_nothing_more()
        print(sentence, file=sys.stderr)
        return code
    finally:
        os.umask(mask)
        threading.excepthook = hook


def explained(error: Exception) -> tuple[int, str]:
    """The exit code and the sentence for an error."""
    if isinstance(error, MistakeError):
        return FAILED if isinstance(error, FailureError) else MISTAKEN, str(error)
    from db.database_errors import in_words  # noqa: PLC0415  (loads the database's library, for a failure only)

    if words := in_words(error):
        return FAILED, f"database: {words}"
    if isinstance(error, OSError):
        where = error.filename if isinstance(error.filename, str) else "standard output"
        return FAILED, f"{where}: {error.strerror or type(error).__name__}{_whose(error)}"
    places = [
        f"{frame.filename.rpartition('/')[2]}:{frame.lineno}"
        for frame in reversed(traceback.extract_tb(error.__traceback__)[-4:])
    ]
    # without its message, which may hold what somebody wrote
    return FAILED, f"a mistake in Mektüp, please report it: {type(error).__name__} at {' < '.join(places)}"


def _whose(error: OSError) -> str:
    """Who installs Mektüp calls it as root, and it runs as another user."""
    if isinstance(error, PermissionError) and os.environ.get("SETTINGS"):
        user = pwd.getpwuid(os.getuid())
        return f"; the command runs as the user {user.pw_name}, which may write into {user.pw_dir}"
    return ""


def _speak_anywhere() -> None:
    """A letter that the terminal does not know is written out; where there is no output, nothing is."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115  (until the end)
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _say_nothing_more() -> None:
    """What could not be written is not tried again when Python ends."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        try:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, sys.stdout.fileno())
            os.close(nowhere)
        except (OSError, ValueError):
            pass
