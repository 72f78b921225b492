"""Loading modules: what is loaded stays, so nobody need look for garbage in it."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    """While modules are imported: else a seventh of a start goes into looking through them over and over."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
