"""A line says it all: how many letters without a code, for whom, from where; and what a colleague counted."""

import pytest

from db import arrivals as office
from db import journal
from db.journal import Fact
from tests.conftest import on_sqlite
from tests.support.clock import Clock
from tests.support.organizer import Organizer, rows_of
from tests.support.records import a_pledge, connected, keep, pledges_in


async def counted_in(url: str) -> list[tuple[object, ...]]:
    rows = await rows_of(url, "arrivals")
    return sorted((row["count"], row["prisoner"], row["country"] or "") for row in rows)


async def test_lines_are_counted_beside_codes(oksana: Organizer, database_url: str) -> None:
    await keep(database_url, a_pledge("primov", code="K7QF2M9X"))
    surname = oksana.name("chiygoz").split()[1]
    seen = await oksana.receives(
        f"12 {surname} DE\n5 Asanov, 1 200 Дегерменджі {oksana.t.country('PL')}\nK7QF-2M9X"
    )
    assert await counted_in(database_url) == [
        (5, "asanov", ""), (12, "chiygoz", "DE"), (1200, "degermendzhy", "PL"),
    ]  # fmt: skip
    assert oksana.text("receive.received", code="K7QF-2M9X", name=oksana.name("primov")) in seen
    values = {"name": oksana.name("chiygoz"), "country": oksana.t.country("DE")}
    assert oksana.counted("count.from", 12, **values) in seen
    assert oksana.counted("receive.today", 1218) in seen


@on_sqlite
@pytest.mark.parametrize("line", ["12 Yuri", "12 Nobody", "0 Asanov", "10000 Asanov"])
async def test_a_line_that_may_mean_several_things_counts_nothing(
    nazar: Organizer, database_url: str, line: str
) -> None:
    seen = await nazar.receives(line)
    assert await counted_in(database_url) == []
    assert line.split()[1] in seen
    if line == "12 Yuri":
        assert nazar.name("primov") in seen
        assert nazar.name("ilchenko") in seen


@on_sqlite
async def test_two_halves_are_a_code_even_if_one_could_be_a_name(nazar: Organizer, database_url: str) -> None:
    await keep(database_url, a_pledge("primov", code="1964A11A"))
    await nazar.receives("1964 Alla")
    assert await counted_in(database_url) == []
    assert (await pledges_in(database_url))[0]["received_on"]


async def test_a_second_organizer_sees_that_the_pile_was_counted(
    oksana: Organizer, database_url: str, clock: Clock
) -> None:
    async with connected(database_url) as connection:
        arrival = await office.count(connection, clock.today, "asanov", 5)
        await journal.write(connection, Fact(clock.today, "Falcon", "counted", "asanov", arrival, 5))
    assert "Falcon" not in await oksana.receives("4 Asanov")
    assert "Falcon" in await oksana.types("5 Asanov")
    await oksana.presses("receive.button.undo")
    assert await counted_in(database_url) == [(4, "asanov", ""), (5, "asanov", "")]
    clock.passes(days=1)
    assert "Falcon" not in await oksana.types("5 Asanov")


async def test_an_unknown_code_is_counted_without_it(oksana: Organizer, database_url: str) -> None:
    await oksana.receives("ZZZZ-ZZZZ")
    assert not oksana.offers("receive.button.count")
    await oksana.presses("count.button.unknown")
    await oksana.types("Asanov")
    await oksana.phone.presses("1")
    assert await counted_in(database_url) == [(1, "asanov", "")]
