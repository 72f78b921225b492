"""A hundred evenings: what each is said to have adds up to all there is, in the chat and in files."""

import random
from collections import Counter

from bot.statistics.report import read_report
from db import evenings, figure_sums, pledges
from db.coarsening import OTHER
from db.figure_sums import ALL, Moment
from db.statistics import SHARED_BY, table
from tests.support.evenings import an_evening
from tests.support.records import TODAY, VAULT, a_pledge, connected
from tests.support.views import CAMPAIGN


async def test_a_hundred_evenings_add_up_to_all_their_letters(database_url: str) -> None:
    chance, expected, sheets_back = random.Random(100), Counter[str](), Counter[str]()
    async with connected(database_url) as connection:
        for number in range(100):
            one = an_evening(f"evening-{number}", sheets=10)
            await evenings.begin(connection, VAULT, one)
            came = list(one.codes.items())[: chance.randrange(11)]
            for code, sheet in came:
                await evenings.receive(connection, code, (one, sheet), TODAY)
            linked = [a_pledge("asanov", source=one.word) for _ in range(chance.choice((0, 0, 5, 7)))]
            await pledges.add(connection, linked)
            await figure_sums.settle(connection, linked)  # some came before that night, some after it
            for code, sheet in list(one.codes.items())[len(came) : len(came) + 1]:
                await evenings.receive(connection, code, (one, sheet), TODAY)
                came.append((code, sheet))
            expected[one.word], sheets_back[one.word] = len(came) + len(linked), len(came)
        elsewhere = [a_pledge("asanov", source=source) for source in ("poster", None) for _ in range(9)]
        await pledges.add(connection, elsewhere)
        await figure_sums.settle(connection, elsewhere)
        moment = Moment(connection)
        shown = await table(moment, "evening")
        report = await read_report(moment, CAMPAIGN, TODAY, ALL)
        assert await evenings.back(connection, await evenings.every(connection, VAULT)) == +sheets_back
        total = (await table(moment, "prisoner")).total
        await figure_sums.recount(connection)
        assert (await table(Moment(connection), "evening")).lines == shown.lines
    assert {line.key: line.letters.promised for line in shown.lines} == dict(+expected)
    assert shown.total.promised == expected.total() == total.promised - len(elsewhere)
    files = report.tables["evening"]
    assert files.total == shown.total
    named = {line.key for line in files.lines} - {OTHER}
    assert named == {word for word, letters in expected.items() if letters >= SHARED_BY}
    assert OTHER in {line.key for line in files.lines}, "few are named to organizers alone"
