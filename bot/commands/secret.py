"""Print a new SECRET_KEY."""

import argparse

from db.vault import new_secret


def main(_options: argparse.Namespace) -> None:
    """Print one line: 32 random bytes in base64."""
    print(new_secret())
