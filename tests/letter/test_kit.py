"""The evening kit: all that a host needs without a telephone, in one file, each sheet for one person."""

import pytest

from bot.letter.kit import guide, kit_orders
from bot.letter.print_orders import A4, PAPERS, Sheet
from bot.letter.qr_reading import read
from bot.letter.render import render
from tests.support.evenings import a_kit
from tests.support.paper_reader import pages, sizes_in_mm, words
from tests.support.views import CAMPAIGN, LANGUAGES


@pytest.mark.parametrize("language", CAMPAIGN.languages)
@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.id)
def test_the_kit_has_every_page_and_each_is_one(language: str, paper: Sheet) -> None:
    kit = a_kit(language, paper, sheets=9)
    pdf = render(*kit_orders(kit))
    people = len({one.prisoner for one in kit.evening.sheets})
    assert len(pages(pdf)) == 1 + -(-people // 3) + 1 + 9 + 1 + 1
    assert len(set(sizes_in_mm(pdf))) == 1
    links = {f"https://t.me/mektup_bot?start={one}" for one in (*kit.evening.codes, kit.evening.word)}
    assert set(read(pdf).texts) == links


@pytest.mark.parametrize("language", CAMPAIGN.languages)
def test_a_sheet_says_whom_it_is_for_and_begins_in_its_language(language: str) -> None:
    kit = a_kit("uk", A4, sheets=9)
    for one, code, order in zip(kit.evening.sheets, kit.evening.codes, kit_orders(kit)[3:], strict=False):
        if one.language != language:
            continue
        said, t, who = words(render(order)), LANGUAGES[language], CAMPAIGN.by_id[one.prisoner]
        assert t.plain("kit.to", name=who.with_year(t.pick(who.name))) in said
        assert t.pick(who.address) in said
        assert f"{code[:4]}-{code[4:]}" in said


def test_the_hosts_page_says_what_to_write_and_what_not() -> None:
    kinds = [one.kind for one in guide(a_kit("en", A4)).passages]
    assert kinds.count("heading") == 2
    assert kinds.count("items") == 3, "safety, what to write, and what to leave out"
    said = words(render(guide(a_kit("en", A4))))
    for sentence in ("war, politics and the person’s case", "A return address is not needed.", "30 minutes"):
        assert sentence in said
    assert "<" not in said
