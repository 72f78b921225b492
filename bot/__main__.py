"""The command line: `mektup …`."""

import argparse
import gc
import importlib
import sys
from collections.abc import Sequence

from bot.commands.guard import guarded
from db.errors import MistakeError

# Each is a module in bot/commands: `main` does it, `options` adds its options if there are any. Only the one
# asked for is imported, so that the bot starts without loading what draws charts.
COMMANDS = {
    "run": "run the bot",
    "play": "try the bot in a browser, without Telegram and without a token",
    "letter": "print a letter, its envelope and its label, without Telegram",
    "poster": "print a poster with a name and a code to scan",
    "evening": "open a letter evening, and print the kit for its host",
    "stats": "print the figures of the campaign",
    "chart": "draw a chart of the figures into a file",
    "secret": "print a new SECRET_KEY",
    "check": "find every mistake in the campaign file and in the texts",
    "ids": "print the Telegram ids of people who have just written to the bot",
    "doctor": "look at everything the bot needs, and say what to do",
    "rekey": "seal everything anew under the current SECRET_KEY, while the bot runs",
    "migrate": "bring the database to the newest schema",
    "backup": "write a copy of the database to a file, while the bot runs",
    "restore": "put a copy into the database",
    "campaign": "begin another campaign, or find every mistake in one",
    "alarm": "tell the organizers that a unit of this server has failed",
    "move": "move everything to another database",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when done, 1 when it failed, 2 when the settings or the words are wrong."""
    given = sys.argv[1:] if arguments is None else arguments
    return guarded(lambda: _run(given))


def _run(arguments: Sequence[str]) -> int:
    if any("\udc80" <= letter <= "\udcff" for one in arguments for letter in one):
        raise MistakeError("an argument is not UTF-8; rename the file, or write the words in UTF-8")
    parser = argparse.ArgumentParser(
        prog="mektup", description="Letters to political prisoners, by Telegram."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, what in COMMANDS.items():
        command = commands.add_parser(name, help=what, description=f"{what[0].upper()}{what[1:]}.")
        if arguments and arguments[0] == name:
            gc.disable()  # what is loaded stays: looking for garbage in it takes a seventh of a start
            module = importlib.import_module(f"bot.commands.{name}")
            gc.freeze()
            gc.enable()
            if add_options := getattr(module, "options", None):
                add_options(command)
            command.set_defaults(main=module.main)
    options = parser.parse_args(arguments)
    return int(options.main(options) or 0)


if __name__ == "__main__":
    sys.exit(main())
