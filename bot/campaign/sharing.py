"""A new evening; its sheets shared out: the fewer letters somebody has had, the more sheets."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from bot.campaign.model import Campaign, Prisoner
from db.evenings import Evening, Sheet, new_secret
from db.public_figures import STEP, Facts


def shared_out(
    people: Sequence[Prisoner], letters: Mapping[str, int], languages: Sequence[str], number: int
) -> tuple[Sheet, ...]:
    """So many sheets in the order in which they lie; the languages come by turns, where they are read."""
    fewest = min(letters.get(one.id, 0) for one in people)
    weights = {one.id: 1 / (1 + (letters.get(one.id, 0) - fewest) / STEP) for one in people}
    given = Counter[str]()
    sheets = []
    for at in range(number):
        who = max(people, key=lambda one: weights[one.id] / (given[one.id] + 1))
        given[who.id] += 1
        turn = (*languages[at % len(languages) :], *languages[: at % len(languages)])
        read = [one for one in turn if not who.languages or one in who.languages]
        sheets.append(Sheet(who.id, next(iter((*read, *who.languages, *turn)))))
    return tuple(sheets)


def an_evening(
    campaign: Campaign, facts: Facts, *, word: str, day: date, writers: int, languages: Sequence[str]
) -> Evening | None:
    """A new evening with a sheet for each writer; None where nobody is left to be written to."""
    held = [one for one in campaign.held if one.id not in facts.released]
    # whose letters an office receives and counts, if there are any
    people = [one for one in held if not campaign.is_direct(one)] or held
    if not people:
        return None
    letters = {one.id: facts.letters(one.id) for one in people}
    usual = (one.id for one in campaign.greetings if one.group is None and not one.is_seasonal)
    return Evening(
        word=word,
        day=day,
        writers=writers,
        greeting=next(usual, campaign.greetings[0].id),
        sheets=shared_out(people, letters, languages, writers),
        secret=new_secret(),
    )
