"""Print the figures of the campaign."""

import argparse


def options(parser: argparse.ArgumentParser) -> None:
    """How to print them."""
    parser.add_argument("--format", choices=("table", "json"), default="table")


def main(options: argparse.Namespace) -> None:
    """Not here yet."""
    raise NotImplementedError
