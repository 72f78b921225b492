"""By when will you post it? Answering makes the pledge."""

from datetime import timedelta

from bot.chat.screen import Screen
from bot.chat.view import View
from bot.supporter.questions.question import Question, way_back

DAYS = (7, 14, 30)


def is_open(_view: View) -> bool:
    """Always ask: the answer ends the draft."""
    return True


def screen(view: View) -> Screen:
    """Offer the three choices, each with its date."""
    rows = [[view.writes(f"mail-by.button.{days}", "mail-by", str(days), style="success")] for days in DAYS]
    dates = {f"in_{days}": view.t.date(view.today + timedelta(days=days)) for days in DAYS}
    return Screen(view.t("mail-by.ask", **dates), [*rows, [way_back(view)]])


QUESTION = Question("mail-by", is_open, screen)
