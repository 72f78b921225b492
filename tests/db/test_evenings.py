"""Evenings: codes of sheets take no row; a received one counts once, and an undone one not at all."""

import pytest
from sqlalchemy import func, select

from db import evenings, figure_sums
from db.database import Database
from db.evenings import Evening
from db.figure_sums import Moment
from db.pledges import read_code
from db.tables import changed, pledges
from db.vault import Vault
from tests.support.evenings import an_evening, opened
from tests.support.records import TODAY, VAULT, connected


async def counted(url: str) -> dict[str, int]:
    async with connected(url) as connection:
        found = await Moment(connection).counted("source")
    return {one.value: one.letters for one in found}


async def night(url: str) -> None:
    """What the night does with what the office has touched."""
    async with connected(url) as connection:
        await figure_sums.settle(connection, [])


async def receives(url: str, code: str) -> bool:
    async with connected(url) as connection:
        found = (await evenings.by_code(connection, VAULT)).get(code)
        return found is not None and bool(await evenings.receive(connection, code, found, TODAY))


async def takes_back(url: str, code: str) -> bool | None:
    async with connected(url) as connection:
        return await evenings.take_back(connection, VAULT, code)


async def test_an_evening_is_written_once_and_read_as_it_was(database_url: str) -> None:
    evening = an_evening()
    await opened(database_url, evening)
    async with connected(database_url) as connection:
        assert not await evenings.begin(connection, VAULT, an_evening(sheets=3)), "the first one stays"
        assert await evenings.find(connection, VAULT, evening.word) == evening
        assert evening.secret.hex() not in repr(evening)
        strange = await evenings.find(connection, Vault(bytes(32)), evening.word)
        assert isinstance(strange, Evening)
        assert strange.codes == {}, "without the key no sheet is known"
        assert await connection.scalar(select(func.count()).select_from(pledges)) == 0


def test_codes_are_whole_different_and_of_their_evening() -> None:
    one, other = an_evening(sheets=300), an_evening("kyiv", sheets=300)
    assert all(read_code(code) == code for code in one.codes)
    assert len({*one.codes, *other.codes}) == 600


async def test_a_sheet_counts_from_its_receipt_and_through_every_night(database_url: str) -> None:
    evening = an_evening()
    await opened(database_url, evening, an_evening("kyiv"))
    first, second, *_ = evening.codes
    assert await receives(database_url, first)
    assert await counted(database_url) == {evening.word: 1}
    await night(database_url)
    assert await receives(database_url, second)
    assert await counted(database_url) == {evening.word: 2}
    await night(database_url)
    assert await counted(database_url) == {evening.word: 2}
    async with connected(database_url) as connection:
        await figure_sums.recount(connection)
    assert await counted(database_url) == {evening.word: 2}
    assert not await receives(database_url, "ZZZZZZZZ")


@pytest.mark.parametrize("nights", [(), (0,), (1,), (0, 1, 2)])
async def test_an_undone_receipt_leaves_nothing_and_can_come_again(
    database_url: str, nights: tuple[int, ...]
) -> None:
    evening = an_evening()
    await opened(database_url, evening)
    code = next(iter(evening.codes))
    for at, (act, expected) in enumerate(((receives, 1), (takes_back, 0), (receives, 1), (takes_back, 0))):
        assert await act(database_url, code)
        assert await counted(database_url) == ({evening.word: 1} if expected else {})
        if at in nights:
            await night(database_url)
            assert await counted(database_url) == ({evening.word: 1} if expected else {})
    async with connected(database_url) as connection:
        assert await connection.scalar(select(func.count()).select_from(pledges)) == 0
        await figure_sums.settle(connection, [])
        assert await connection.scalar(select(func.count()).select_from(changed)) == 0
    assert await takes_back(database_url, code) is False
    assert await takes_back(database_url, "ZZZZZZZZ") is None


async def test_what_the_host_says_is_expected_and_makes_no_pledge(database_url: str) -> None:
    evening = an_evening(sheets=30)
    await opened(database_url, evening)
    for code in list(evening.codes)[:24]:
        await receives(database_url, code)
    database = Database(database_url)
    async with database.write() as connection:
        await evenings.say(connection, evening.word, 27)
        (found,) = await evenings.every(connection, VAULT)
        assert (found.out, (await evenings.back(connection, [found]))[evening.word]) == (27, 24)
        assert await connection.scalar(select(func.count()).select_from(pledges)) == 24
    await database.close()
