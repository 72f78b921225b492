"""A small, strict Telegram on loopback: tries the bot without a token, and serves the tests."""

from bot.playground import faults
from bot.playground.playground import Playground

__all__ = ["Playground", "faults"]
