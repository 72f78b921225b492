"""The organizer of these tests."""

from collections.abc import Callable

import pytest

from tests.support.organizer import Organizer, an_organizer
from tests.support.phone import Phone


@pytest.fixture(params=["uk", "en", "crh"])
def oksana(request: pytest.FixtureRequest, phone: Callable[..., Phone]) -> Organizer:
    """An organizer, in each language."""
    return an_organizer(phone, request.param)


@pytest.fixture
def nazar(phone: Callable[..., Phone]) -> Organizer:
    """An organizer, in English."""
    return an_organizer(phone, "en")
