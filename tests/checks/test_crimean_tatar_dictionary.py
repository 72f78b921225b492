"""LanguageTool's Crimean Tatar dictionary, read by a few lines of our own."""

import pytest

from bot.checks.crimean_tatar_dictionary import Dictionary, read_dictionary


@pytest.fixture(scope="module")
def dictionary() -> Dictionary:
    found = read_dictionary()
    assert found is not None
    return found


@pytest.mark.parametrize("word", ["mektüp", "mektübiñizniñ", "adamlarğa", "berirmiz", "Ukraina"])
def test_a_form_is_known(dictionary: Dictionary, word: str) -> None:
    assert word in dictionary


@pytest.mark.parametrize("word", ["mektupum", "berermiz", "mektü", "mektüpx", "hürmetli"])
def test_what_is_no_form_is_not_known(dictionary: Dictionary, word: str) -> None:
    assert word not in dictionary


@pytest.mark.parametrize(
    ("form", "base"),
    [("mektübiñizniñ", "mektüp"), ("yapıldı", "yapılmaq"), ("evlerimizde", "ev"), ("berermiz", None)],
)
def test_a_form_leads_to_its_base(dictionary: Dictionary, form: str, base: str | None) -> None:
    assert dictionary.base(form) == base


def test_another_file_is_refused() -> None:
    with pytest.raises(ValueError, match="CFSA2"):
        Dictionary(b"PK\x03\x04")


def test_without_the_package_there_is_no_dictionary(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.checks.crimean_tatar_dictionary.PACKAGE", "no_such_package")
    assert read_dictionary() is None
