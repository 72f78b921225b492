"""Printed letters in the chat: what comes with the promise, and what on request."""

from collections.abc import Callable

import pytest

from bot.jobs.retention import forget_what_is_due
from bot.letter.addresses_and_slips import address_lines, instructions
from bot.run import Running
from tests.support.clock import Clock
from tests.support.paper_reader import folios, pages, read_aloud, rules, words
from tests.support.phone import Phone
from tests.support.sheets import (
    PRINTED,
    has_the_words_of,
    kind,
    names,
    newest,
    promises,
    size_of,
    text_in_chat,
    text_of,
)
from tests.support.supporter import CAMPAIGN, Supporter

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

A4, US_LETTER = (210.0, 297.0), (215.9, 279.4)
DL, C6, US_10 = (220.0, 110.0), (162.0, 114.0), (241.3, 104.8)


async def test_letter_envelope_and_slip_come_by_one_button(supporter: Supporter) -> None:
    code = await supporter.promises(person="primov")
    assert names(supporter) == [], "nobody is sent a file unasked"
    await supporter.presses("paper.button.print")
    assert names(supporter) == PRINTED
    letter, envelope, sheet = supporter.phone.files()

    assert has_the_words_of(letter.data, text_in_chat(supporter))
    assert folios(letter.data) == [""]
    assert (size_of(letter), size_of(envelope), size_of(sheet)) == (A4, DL, A4)

    local = supporter.language == "uk"
    address = address_lines(CAMPAIGN, CAMPAIGN.by_id["primov"], local=local)
    assert " ".join(text_of(envelope).split()) == " ".join(address)
    on_sheet = " ".join(text_of(sheet).split())
    assert on_sheet.startswith(" ".join(address))
    assert f" {code} " in on_sheet
    for number, instruction in enumerate(instructions(supporter.t), 1):
        assert f"{number}. {instruction}" in on_sheet
    assert supporter.t.plain("pledge.button.mailed") in on_sheet

    office = supporter.t if local else supporter.t.__class__("uk")
    assert office.plain("paper.slip") in on_sheet, "the office in Kyiv reads it"
    assert supporter.t.plain("paper.slip") in on_sheet


async def test_a_date_after_the_town_stands_above_the_letter(supporter: Supporter, bot: Running) -> None:
    olena = supporter
    await olena.comes_to("sender")
    today = olena.t.date(bot.engine.context.today())
    written = f"Lviv, {today}"
    assert today in olena.phone.sees(), "the question says that it may"
    await olena.goes_on_to("review", sender=f"Olena, {written}")
    await promises(olena)
    first, *_, last = read_aloud(newest(olena, "letter").data)
    assert (first.text.replace("\u00a0", " "), last.text) == (written, "Olena")


async def test_nothing_of_the_bot_is_on_letter_or_envelope(ann: Supporter, bot: Running) -> None:
    code = await ann.prints()
    for file in ann.phone.files()[:2]:
        for trace in (code, code.replace("-", ""), bot.bot_name, "t.me", "Telegram"):
            assert trace not in text_of(file)
            assert trace.encode() not in file.data
            assert trace not in file.name


@pytest.mark.parametrize(
    ("language", "country", "new"),
    [
        ("en", "US", {"letter": US_LETTER, "envelope": US_10, "label-and-slip": US_LETTER}),
        ("en", "UA", {"letter": A4, "envelope": DL, "label-and-slip": A4}),
        ("uk", "PL", {"letter": A4, "envelope": DL, "label-and-slip": A4}),
    ],
)
async def test_the_country_brings_its_own_sizes_and_address(
    phone: Callable[..., Phone], language: str, country: str, new: dict[str, tuple[float, float]]
) -> None:
    somebody = Supporter(phone("Somebody", language), language)
    await somebody.comes_to("country")
    await somebody.phone.presses(somebody.t.country(country))
    await somebody.promises_within(7)
    await somebody.presses("paper.button.print")

    assert {kind(file): size_of(file) for file in somebody.phone.files()} == new
    assert ("Kyiv" in text_of(newest(somebody, "envelope"))) == (country != "UA")
    assert ("UKRAINE" in text_of(newest(somebody, "envelope"))) == (country != "UA")


async def test_sheets_and_sizes_come_on_request(supporter: Supporter) -> None:
    await supporter.promises()
    text = text_in_chat(supporter)
    await supporter.presses("paper.button.sizes")
    assert supporter.reads("paper.sizes")
    await supporter.presses("paper.button.by-hand")
    sheet = newest(supporter, "handwriting")
    assert supporter.t.plain("paper.keep") in words(sheet.data)
    assert set(text.split()) <= set(words(sheet.data).split())
    await supporter.presses("paper.button.ruled")
    ruled = newest(supporter, "ruled")
    assert (pages(ruled.data), len(rules(ruled.data)[0])) == ([[]], 26)
    await supporter.phone.presses("US Letter")
    assert size_of(newest(supporter, "letter")) == US_LETTER
    supporter.phone.find(supporter.t.plain("paper.button.chosen", what="US Letter"))
    await supporter.phone.presses("C6")
    assert size_of(newest(supporter, "envelope")) == C6
    await supporter.presses("paper.button.home", country=supporter.t.country("UA"))
    assert "Київ" in text_of(newest(supporter, "envelope"))
    await supporter.presses("paper.button.abroad")
    assert text_of(newest(supporter, "envelope")).endswith("UKRAINE")
    await supporter.presses("paper.button.cut-out")
    assert size_of(newest(supporter, "label-and-slip")) == US_LETTER
    await supporter.presses("button.back")
    assert supporter.offers("paper.button.print")


async def test_large_print_and_sizes_are_remembered_for_the_next_letter(ann: Supporter) -> None:
    await ann.promises()
    await ann.presses("paper.button.sizes")
    await ann.presses("paper.button.large")
    await ann.phone.presses("C6")
    await ann.presses("finished.button.another")
    await promises(ann)
    letter, envelope = ann.phone.files()[-3:-1]
    assert min(line.size for line in pages(letter.data)[0]) >= 20
    assert size_of(envelope) == C6

    await ann.presses("paper.button.sizes")
    await ann.presses("paper.button.chosen", what=ann.t.plain("paper.button.large"))
    assert max(line.size for line in pages(newest(ann, "letter").data)[0]) <= 16


async def test_when_the_words_are_erased_the_button_says_where_the_files_are(supporter: Supporter) -> None:
    await supporter.promises()
    card, button = supporter.phone.find(supporter.t.plain("paper.button.print"))
    await supporter.presses("pledge.button.erase")
    assert not supporter.offers("paper.button.print")
    await supporter.presses("paper.button.gone")
    assert supporter.reads("paper.gone")
    assert "US Letter" not in supporter.phone.buttons()
    await supporter.phone.presses("C6")  # an envelope needs no words
    assert size_of(newest(supporter, "envelope")) == C6

    had = names(supporter)
    query = supporter.phone.person.forges(card, button.callback_data or "")  # the card as it was
    await supporter.phone.settles()
    assert query.answer is not None
    assert query.answer["text"] == supporter.t.plain("paper.words-gone")
    assert names(supporter) == had


async def test_an_old_card_says_so_too_when_two_days_are_over(ann: Supporter, bot: Running) -> None:
    clock = Clock(bot.engine)
    await ann.promises()
    clock.passes(days=3)
    await forget_what_is_due(bot.engine)
    had = names(ann)
    await ann.presses("paper.button.print")
    assert ann.phone.toast == ann.t.plain("paper.words-gone")
    assert names(ann) == had
    assert ann.offers("paper.button.gone"), "the card was drawn anew"


async def test_a_file_is_named_by_its_code_and_says_whom_it_is_for(supporter: Supporter) -> None:
    code = await supporter.prints(person="primov")
    half, t = code.partition("-")[0], supporter.t
    assert [file.name for file in supporter.phone.files()] == [
        f"letter-{half}.pdf", f"envelope-{half}-dl.pdf", f"label-and-slip-{half}.pdf",
    ]  # fmt: skip
    captions = [message.text for message in supporter.phone.messages if message.attachment]
    whose = t.plain("paper.whose", name=t.pick(CAMPAIGN.by_id["primov"].name), code=code)
    assert all(whose in caption for caption in captions)


async def test_all_letters_of_a_sitting_come_as_one_file_of_each_kind(supporter: Supporter) -> None:
    first = await supporter.promises(person="primov")
    await supporter.presses("paper.button.sizes")
    assert not supporter.offers("paper.button.together"), "there is one letter only"
    await supporter.presses("finished.button.another")
    await supporter.opens("asanov")
    await supporter.goes_on_to("review")
    await supporter.promises_within(7)
    second = supporter.code()

    await supporter.presses("paper.button.sizes")
    await supporter.presses("paper.button.together")
    letters, envelopes, slips = supporter.phone.files()[-3:]
    assert [file.name for file in (letters, envelopes, slips)] == [
        "letters.pdf", "envelopes-dl.pdf", "slips.pdf",
    ]  # fmt: skip
    assert len(pages(letters.data)) == len(pages(envelopes.data)) == 2
    people = [CAMPAIGN.by_id[one] for one in ("primov", "asanov")]
    for person, code in zip(people, (first, second), strict=True):
        local = supporter.language == "uk"
        assert " ".join(address_lines(CAMPAIGN, person, local=local)) in text_of(envelopes)
        assert f"{code} {person.name['uk'].split(' ')[0]}" in text_of(slips)
        assert supporter.t.pick(person.address) in text_of(letters)
