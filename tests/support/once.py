"""What every test would read anew and nothing changes: the built-in campaign and compiled catalogues."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import polib
import pytest

from bot import i18n
from bot.campaign import loading
from bot.campaign.model import BUILT_IN, Campaign, read_campaign
from bot.i18n import LOCALES, Translate, load_languages


@contextmanager
def read_once() -> Iterator[None]:
    """Keep what was read: a quarter of a story's time went into reading the same files."""
    built_in = cache(lambda: read_campaign(BUILT_IN))

    def campaign(path: Path = BUILT_IN) -> Campaign:
        return _as_read(built_in()) if path == BUILT_IN else read_campaign(path)

    built_in_languages = cache(lambda languages: load_languages(languages))

    def languages(names: Iterable[str], roots: Iterable[Path] = (LOCALES,)) -> Mapping[str, Translate]:
        names, roots = tuple(names), tuple(roots)
        return built_in_languages(names) if roots == (LOCALES,) else load_languages(names, roots)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(loading, "read_campaign", campaign)
        patched.setattr(loading, "load_languages", languages)
        patched.setattr(i18n, "polib", SimpleNamespace(pofile=_compiled_once()))
        yield


def _as_read(campaign: Campaign) -> Campaign:
    """The same values without what was derived from them: a changed copy would derive nothing anew."""
    return Campaign.model_construct(**{name: getattr(campaign, name) for name in Campaign.model_fields})


def _compiled_once() -> Callable[[str], SimpleNamespace]:
    @cache
    def compiled(path: str, written: int, size: int) -> SimpleNamespace:
        binary = polib.pofile(path).to_binary()
        return SimpleNamespace(to_binary=lambda: binary)

    def pofile(path: str) -> SimpleNamespace:
        state = os.stat(path)
        return compiled(path, state.st_mtime_ns, state.st_size)

    return pofile
