"""A wrong campaign file is refused with every mistake at once, each by its key."""

import re
import sys
import zoneinfo
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.campaign.model import BUILT_IN, CampaignError, read_campaign

RIGHT = BUILT_IN.read_text("utf-8")


def mistakes_of(path: Path, content: str) -> tuple[str, ...]:
    path.write_text(content, "utf-8")
    with pytest.raises(CampaignError) as caught:
        read_campaign(path)
    return caught.value.mistakes


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "campaign.toml"


def test_the_built_in_file_has_the_eight_as_the_source_names_them() -> None:
    campaign = read_campaign()
    assert [(one.envelope.latin, one.born) for one in campaign.prisoners] == [
        ("ZEYTULLAEV Ruslan Borisovich", 1984),
        ("PRIMOV Yuri Vladimirovich", 1976),
        ("SAYFULLAEV Ferat Refatovich", 1983),
        ("VAITOV Rustem Mamutovich", 1985),
        ("CHIYGOZ Ahtem Zeytullaevich", 1964),
        ("DEGERMENDZHY Mustafa Bakir ogly", 1989),
        ("ASANOV Ali Ahmedovich", 1982),
        ("ILCHENKO Yuri Gennadievich", 1978),
    ]
    assert campaign.started_on.isoformat() == "2015-12-26"
    assert campaign.address.latin == (
        "Representative Office of the Mejlis of Crimean Tatars in Kyiv",
        "22/14 Sedovtsev St.",
        "Kyiv 01014",
        "UKRAINE",
    )


# What is changed in the right file, and what is said about it.
WRONG = [
    ('default_language = "en"', 'default_language = "ru"', "default_language: ru is not among languages"),
    (
        'time_zone = "Europe/Kyiv"',
        'time_zone = "Kyiv"',
        "time_zone: not a time zone; write it as Europe/Kyiv",
    ),
    ('home_country = "UA"', 'home_country = "Ukraine"', "home_country: "),
    ('id = "asanov"\nborn = 1982', 'id = "asanov"\nborn = "1982?"', "prisoners.asanov.born: "),
    ('name = { uk = "Алі Асанов", en', "name = { en", "prisoners.asanov.name: uk is missing"),
    ('id = "vaitov"', 'id = "primov"', "prisoners: primov is there twice"),
    (
        '[cases.activist]\nuk = "український активіст"\n',
        "[cases.activist]\n",
        "cases.activist: uk is missing",
    ),
    ('case = "activist"', 'case = "activists"', "prisoners.ilchenko.case: there is no case activists"),
    ('season = ["11-01", "12-20"]', 'season = ["11-01", "20-12"]', "greetings.new-year.season.2: "),
    ('id = "qurban"\nfor = "muslims"', 'id = "qurban"\nfor = "bakers"', "greetings.qurban.for: no recipient"),
    (
        "groups = []",
        "groups = []\nbirthday = 1979-03-01",
        "prisoners.ilchenko.birthday: the year is not 1978",
    ),
    ('source = "khpg.org 1462666261"\n', "", "prisoners.asanov.source: say where"),
    ('"poster", ', '"asanov", ', "sources: asanov is a recipient's id"),
    ('"web", ', "".join(f'"link-{n}", ' for n in range(41)), "sources: 47 are too many, 40 are enough"),
    ('home_country = "UA"', 'home_country = "UA"\ncolour = "blue"', "there is no key `colour`"),
    ('local = "Асанов Алі Ахмедович"', f'local = "{"я" * 81}"', "prisoners.asanov.envelope.local: "),
    ("started_on = 2015", "startedon = 2015", "there is no key `startedon`; did you mean `started_on`?"),
    (
        'case = "activist"',
        'cause = "activist"',
        "prisoners.ilchenko: there is no key `cause`; did you mean `case`?",
    ),
    ("sources = ", "default_zone = 3\nsources = ", "there is no key `default_zone`"),
    ("started_on = 2015-12-26", "", "started_on: is missing"),
]


@pytest.mark.parametrize(("right", "wrong", "said"), WRONG, ids=[said for *_, said in WRONG])
def test_a_mistake_is_named_by_its_key(path: Path, right: str, wrong: str, said: str) -> None:
    assert RIGHT.count(right) == 1
    (mistake,) = mistakes_of(path, RIGHT.replace(right, wrong))
    assert mistake.startswith(said)


def test_a_machine_without_time_zones_is_told_from_a_wrong_one(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [one for one in sys.modules if one.partition(".")[0] == "tzdata"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "tzdata", None)
    zoneinfo.ZoneInfo.clear_cache()
    zoneinfo.reset_tzpath(())
    try:
        assert mistakes_of(path, RIGHT) == (
            "time_zone: no time zone data on this machine; install the package tzdata",
        )
    finally:
        zoneinfo.reset_tzpath()


def test_a_language_is_no_path(path: Path) -> None:
    content = RIGHT.replace('languages = ["uk", "en", "crh"]', 'languages = ["uk", "en", "../crh"]')
    assert mistakes_of(path, content)[0].startswith("languages.3: ")


def test_every_mistake_is_named_at_once(path: Path) -> None:
    content = RIGHT
    apart = [one for one in WRONG if "there is no key" not in one[2]]
    for right, wrong, _ in apart:
        assert content.count(right) == 1, right
        content = content.replace(right, wrong)
    mistakes = mistakes_of(path, content)
    missing = [said for *_, said in apart if not any(one.startswith(said) for one in mistakes)]
    assert missing == []


def test_a_file_that_is_no_toml_is_named_with_the_line(path: Path) -> None:
    (mistake,) = mistakes_of(path, RIGHT + "\nthis is not TOML\n")
    assert re.search(r"line \d+", mistake)


@pytest.mark.parametrize(
    "content", ["", "prisoners = 5", "prisoners = [1, 2]", "[prisoners]\nid = 3", "[[greetings]]\nfor = []"]
)
def test_whatever_the_file_is_there_is_a_list_of_mistakes_and_no_crash(path: Path, content: str) -> None:
    assert mistakes_of(path, content)


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(CampaignError, match="cannot be read: No such file"):
        read_campaign(tmp_path / "none.toml")


def test_the_command_line_refuses_it_with_every_mistake_and_no_traceback(
    path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path.write_text(RIGHT.replace("born = 1982", "born = 82").replace('"Europe/Kyiv"', '"Kyiv"'), "utf-8")
    monkeypatch.chdir(path.parent)
    monkeypatch.setenv("CAMPAIGN", str(path))
    monkeypatch.setenv("BOT_TOKEN", "123456789:" + "A" * 35)
    monkeypatch.setenv("SECRET_KEY", "A" * 43 + "=")
    assert main(["run"]) == 2
    error = capsys.readouterr().err
    assert "prisoners.asanov.born" in error
    assert "time_zone" in error
    assert "Traceback" not in error
