"""The command line: `mektup …`."""

import argparse
import sys
from collections.abc import Sequence
from types import ModuleType

from bot.commands import play, run, secret, stats
from bot.config import ConfigError
from db.campaign import CampaignError

# Each module is one command: its docstring is the help, `options` adds its options, `main` does it.
COMMANDS: dict[str, ModuleType] = {
    "run": run,
    "play": play,
    "stats": stats,
    "secret": secret,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when done, 1 when it failed, 2 when the settings or the words are wrong."""
    parser = argparse.ArgumentParser(
        prog="mektup", description="Letters to political prisoners, by Telegram."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, module in COMMANDS.items():
        help_text = (module.__doc__ or "").partition("\n")[0]
        module.options(commands.add_parser(name, help=help_text, description=module.__doc__))
    options = parser.parse_args(arguments)
    try:
        return int(COMMANDS[options.command].main(options) or 0)
    except (ConfigError, CampaignError) as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main())
