"""Letters without a code, counted; a line may say it all: `12 Chiygoz DE`, how many, for whom, from where."""

import re
from dataclasses import dataclass

from markupsafe import Markup

from bot.campaign.model import Prisoner
from bot.chat import country_search
from bot.chat.prisoner_lists import name_of
from bot.chat.turn import Turn
from bot.chat.typed_days import read_number
from bot.chat.view import View
from bot.desk.journal import note, what
from bot.supporter.questions.prisoner import named_so
from db import arrivals as office
from db import journal
from db.journal import Fact
from db.pledges import read_code

MOST = 9999  # letters in one line

_LINE = re.compile(r"\s*([0-9][0-9\s]*)\s+([^\W\d].*)", re.DOTALL)
_HALVES = re.compile(r"\s*\w{4}\W+\w{4}\s*")  # of a code


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line as it was typed, and whom it may mean: nobody, one person, or several."""

    text: str
    number: int
    people: tuple[Prisoner, ...]
    country: str | None = None


def read_lines(view: View, text: str) -> tuple[list[Line], str]:
    """Find such lines in a text, and what else is in it."""
    lines, rest = list[Line](), list[str]()
    for piece in re.split(r"[\n,;]", text):
        if line := _read(view, piece):
            lines.append(line)
        else:
            rest.append(piece)
    return lines, " ".join(rest)


async def count(turn: Turn, prisoner: str, number: int, country: str | None = None) -> tuple[str, Markup]:
    """Count so many letters; return their id, and what is said of it: a colleague's same pile, too."""
    t, name = turn.t, name_of(turn.view, prisoner)
    arrival = await office.count(turn.connection, turn.today, prisoner, number, country)
    organizer = turn.context.vault.pseudonym(turn.event.user_id)
    fact = Fact(turn.today, organizer, "counted", prisoner, arrival, number)
    same = await journal.counted_by_another(turn.connection, fact)
    await note(turn, "counted", prisoner=prisoner, subject=arrival, count=number)
    if country:
        done = t.count("count.from", number, name=name, country=t.country(country))
    else:
        done = t.count("count.done", number, name=name)
    if same:
        undo = t.plain("receive.button.undo")
        by = same.fact.organizer
        done += "\n" + t("count.twice", organizer=by, what=what(turn.view, same), button=undo)
    return arrival, done


async def count_line(turn: Turn, line: Line) -> Markup:
    """Count the letters of a line, or say why not."""
    if len(line.people) == 1:
        return (await count(turn, line.people[0].id, line.number, line.country))[1]
    if line.people:
        names = ", ".join(name_of(turn.view, one.id) for one in line.people)
        return turn.t("count.whom-of", text=line.text[:60], names=names)
    return turn.t("count.unread", text=line.text[:60], example=example(turn.view))


def example(view: View) -> str:
    """Show how such a line looks, with somebody of this campaign."""
    person = (view.recipients or view.campaign.prisoners)[0]
    return f"12 {view.t.pick(person.name).rpartition(' ')[2]} DE"


def _read(view: View, text: str) -> Line | None:
    match = _LINE.fullmatch(text)
    number = read_number(match[1], MOST) if match and not _is_code(text) else 0
    if not match or not number:
        return None
    words = match[2].split()
    name, last = " ".join(words[:-1]), words[-1]
    if (code := country_search.by_code(view, last)) and (people := named_so(view, name)):
        return Line(text=text.strip(), number=number, people=tuple(people), country=code)
    for kept in range(len(words), 0, -1):
        people = named_so(view, " ".join(words[:kept]))
        found = country_search.named_so(view, " ".join(words[kept:]))
        if people and (kept == len(words) or len(found) == 1):
            return Line(
                text=text.strip(), number=number, people=tuple(people), country=found[0] if found else None
            )
    return Line(text=text.strip(), number=number, people=())


def _is_code(text: str) -> bool:
    return _HALVES.fullmatch(text) is not None and read_code(text) is not None
