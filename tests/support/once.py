"""What every test would read anew and nothing changes: the built-in campaign and compiled catalogues."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.campaign import loading
from bot.campaign.model import BUILT_IN, Campaign, read_campaign
from bot.i18n import translate
from bot.i18n.encoding import read_catalogue
from bot.i18n.translate import LOCALES, Translate, load_languages

Words = Mapping[str, Mapping[str, str]]
NONE: Words = {}


@contextmanager
def read_once() -> Iterator[None]:
    """Keep what was read: a quarter of a story's time went into reading the same files."""
    built_in = cache(lambda: read_campaign(BUILT_IN))

    def campaign(path: Path = BUILT_IN) -> Campaign:
        return built_in().model_copy() if path == BUILT_IN else read_campaign(path)

    kept: dict[str, Mapping[str, Translate]] = {}

    def languages(
        names: Iterable[str], roots: Iterable[Path] = (LOCALES,), words: Words = NONE
    ) -> Mapping[str, Translate]:
        names, roots, which = tuple(names), tuple(roots), f"{names} {words}"
        if roots != (LOCALES,):
            return load_languages(names, roots, words)
        if which not in kept:
            kept[which] = load_languages(names, roots, words)
        return kept[which]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(loading, "read_campaign", campaign)
        patched.setattr(loading, "load_languages", languages)
        patched.setattr(translate, "read_catalogue", _compiled_once())
        yield


def _compiled_once() -> Callable[[Path], SimpleNamespace]:
    @cache
    def compiled(path: Path, written: int, size: int) -> SimpleNamespace:
        binary = read_catalogue(path).to_binary()
        return SimpleNamespace(to_binary=lambda: binary)

    def catalogue(path: Path) -> SimpleNamespace:
        state = os.stat(path)
        return compiled(path, state.st_mtime_ns, state.st_size)

    return catalogue
