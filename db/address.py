"""Checks addresses of databases without loading what opens them."""

from importlib.util import find_spec
from urllib.parse import urlsplit

DRIVERS = ("sqlite+aiosqlite", "postgresql+asyncpg")


def check_address(url: str) -> str:
    """Return the same address.

    Raises:
        ValueError: it cannot be one; says why without quoting it, for it may hold a password.
    """
    scheme, separator, place = url.partition("://")
    if not separator or scheme not in DRIVERS:
        raise ValueError(f"must begin with one of {', '.join(f'{one}://' for one in DRIVERS)}")
    try:
        urlsplit(f"//{place.rpartition('@')[2]}").port  # noqa: B018  (raises if it is no number)
    except ValueError:
        raise ValueError("is not an address of a database") from None
    driver = scheme.partition("+")[2]
    if find_spec(driver) is None:
        raise ValueError(f"needs the package {driver}: pip install 'mektup[postgres]'")
    return url
