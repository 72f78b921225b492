"""Help says what it takes, how long it lasts and whom to ask; large print is chosen there for good."""

import pytest

from bot.campaign.prisoners_and_places import Contact
from bot.supporter.screens import pages
from tests.support.supporter import CAMPAIGN, Supporter
from tests.support.views import a_context, a_view


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@pytest.mark.parametrize("language", CAMPAIGN.languages)
def test_help_has_what_the_campaign_gives_as_contact(language: str) -> None:
    contact = Contact(page="https://example.org/letters", email="letters@example.org")
    text = pages.helping(a_view(language)).text
    assert CAMPAIGN.address.latin[1] in text or CAMPAIGN.address.local[1] in text
    assert "example.org" not in text
    context = a_context(CAMPAIGN.model_copy(update={"contact": contact}))
    text = pages.helping(a_view(language, context=context)).text
    assert all(one in text for one in (contact.page or "-", contact.email or "-", "/progress"))


async def test_large_print_is_asked_once_and_remembered(supporter: Supporter) -> None:
    await supporter.comes_to("own")
    large = supporter.t.plain("paper.button.large")
    await supporter.types("/help")
    await supporter.phone.presses(large)
    chosen = supporter.t.plain("language.chosen", name=large)
    assert chosen in supporter.phone.buttons()
    await supporter.presses("button.back")
    await supporter.goes_on_to("review")
    await supporter.promises_within(7)
    await supporter.types("/help")
    await supporter.phone.presses(chosen)
    assert large in supporter.phone.buttons(), "and taken back as easily"
