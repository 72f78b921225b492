"""Checks addresses of databases without loading what opens them."""

import re
from importlib.util import find_spec
from typing import Any
from urllib.parse import quote, unquote, urlsplit

DRIVERS = ("sqlite+aiosqlite", "postgresql+asyncpg")
CONNECTIONS = 16  # of one process to PostgreSQL
LOCK_TIMEOUT_MILLISECONDS = 1000  # a row that a forgotten session holds stops its own person only
# Our own words at the end of an address; the driver never sees them.
_OWN = re.compile(r"(?<=[?&])(connections|pooler)=([^&]*)&?")


def check_address(url: str) -> str:
    """The same address, with a password that may hold any character.

    Raises:
        ValueError: it cannot be one; says why without quoting it, for it may hold a password.
    """
    scheme, separator, place = url.partition("://")
    if not separator or scheme not in DRIVERS:
        raise ValueError(f"must begin with one of {', '.join(f'{one}://' for one in DRIVERS)}")
    person, at, rest = place.rpartition("@")
    try:
        urlsplit(f"//{rest}").port  # noqa: B018  (raises if it is no number)
    except ValueError:
        raise ValueError("is not an address of a database") from None
    driver = scheme.partition("+")[2]
    if find_spec(driver) is None:
        raise ValueError(f"needs the package {driver}: pip install 'mektup[postgres]'")
    for name, value in _OWN.findall(url):
        if value not in ("true", "false") if name == "pooler" else not value.isdecimal() or not int(value):
            raise ValueError(f"{name}= takes {'true or false' if name == 'pooler' else 'a number'}")
    name, colon, password = person.partition(":")
    return f"{scheme}://{name}{colon}{quote(unquote(password), safe='')}{at}{rest}"


def split_address(url: str) -> tuple[str, dict[str, Any]]:
    """The address as the driver takes it, and how PostgreSQL is to be spoken to.

    `connections=8` is the most this process opens. `pooler=true`: PgBouncer in transaction mode is between
    us and the server; it knows no prepared statement of another transaction.
    """
    own = dict(_OWN.findall(url))
    bare = _OWN.sub("", url).rstrip("?&")
    options: dict[str, Any] = {"pool_size": int(own.get("connections", CONNECTIONS)), "max_overflow": 0}
    patience = {"server_settings": {"lock_timeout": str(LOCK_TIMEOUT_MILLISECONDS)}}
    options["connect_args"] = patience
    if own.get("pooler") == "true":  # which takes no settings of a session either
        options["connect_args"] = {
            "statement_cache_size": 0,
            "prepared_statement_cache_size": 0,
            "prepared_statement_name_func": lambda: "",  # the unnamed one lives as long as its transaction
        }
    return bare, options
