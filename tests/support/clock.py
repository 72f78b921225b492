"""A clock that tests set: the bot reads it instead of the real one."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.engine.engine import Engine


class Clock:
    """Stands still until it is moved."""

    def __init__(self, engine: Engine) -> None:
        self.zone = engine.context.campaign.zone
        self.now = datetime.now(self.zone).replace(hour=11, minute=30)
        engine.context = replace(engine.context, now=lambda: self.now)

    @property
    def today(self) -> date:
        return self.now.date()

    def passes(self, **time: float) -> None:
        """So much time, as a clock on the wall shows it."""
        self.now += timedelta(**time)

    def shows(self, day: date, hour: int, minute: int = 0) -> None:
        self.now = datetime(day.year, day.month, day.day, hour, minute, tzinfo=self.zone)
