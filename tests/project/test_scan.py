"""The scanner finds what is hidden in each encoding, so that finding nothing means something."""

import os
from collections.abc import Mapping

from tests.support.scan import Needles, of_id, of_text

ID, WORDS = 5_317_204_869, "Зеленийканарок-7f3a пише"


def test_words_are_found_in_every_encoding() -> None:
    assert _found(of_text(WORDS)) == set(of_text(WORDS))
    assert len(of_text(WORDS)) >= 12


def test_ids_are_found_in_every_encoding_and_hash() -> None:
    assert _found(of_id(ID)) == set(of_id(ID))
    assert len(of_id(ID)) >= 100


def test_nothing_is_found_where_nothing_is() -> None:
    assert not Needles([*of_id(ID).items(), *of_text(WORDS).items()]).in_bytes(os.urandom(200_000))


def _found(hidden: Mapping[str, bytes]) -> set[str]:
    noise = os.urandom(1009)
    return Needles(hidden.items()).in_bytes(noise + noise.join(hidden.values()) + noise)
