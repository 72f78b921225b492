"""A small, strict Telegram on loopback: tries the bot without a token, and serves the tests."""

from bot.playground.playground import Playground

__all__ = ["Playground"]
