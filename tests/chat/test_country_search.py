"""A typed country is found by its own, Turkish and Russian names too; nonsense finds none."""

from bot.chat.country_search import search
from tests.support.views import a_view

# By its own name, the Turkish and the Russian one, in Latin letters or in a case, too.
TYPED = {
    "AT": "Österreich Avusturya Австрия Австрії",
    "BE": "België Belgique Belçika Бельгия",
    "BG": "България Bulgaristan Болгария Bolgariya",
    "BY": "Беларусь Belarus Белоруссия",
    "CH": "Schweiz Suisse İsviçre Швейцария",
    "CZ": "Česko Çekya Чехия Чехії",
    "DE": "Deutschland Almanya Германия Germaniya Німечина",
    "DK": "Danmark Danimarka Дания",
    "EE": "Eesti Estonya Эстония",
    "ES": "España İspanya Испания Ispania",
    "FI": "Suomi Finlandiya Финляндия",
    "FR": "Fransa Франция Frantsiya",
    "GB": "Britain İngiltere Англия Великобритания",
    "GE": "საქართველო Gürcistan Грузия Gruziya",
    "GR": "Ελλάδα Yunanistan Греция",
    "HU": "Magyarország Macaristan Венгрия",
    "IE": "Éire İrlanda Ирландия",
    "IL": "ישראל İsrail Израиль",
    "IT": "Italia İtalya Италия",
    "KZ": "Қазақстан Kazakistan Казахстан",
    "LT": "Lietuva Litvanya Литва",
    "LV": "Latvija Letonya Латвия",
    "MD": "Moldova Moldovya Молдавия",
    "NL": "Nederland Hollanda Нидерланды Голландия",
    "NO": "Norge Norveç Норвегия",
    "PL": "Polska Polonya Польша Polsha",
    "PT": "Portugal Portekiz Португалия",
    "RO": "România Romanya Румыния",
    "RS": "Србија Srbija Sırbistan Сербия",
    "SE": "Sverige İsveç Швеция",
    "SK": "Slovensko Slovakya Словакия",
    "TR": "Türkiye Турция Турции",
    "UA": "Україна Ukrayna Украина",
}
NOTHING = ("qwerty", "Atlantis", "Київ", "Lviv", "Aqmescit", "zzzz", "12345", "дякую", "stamp", "permafrost")


def test_near_countries_are_known_by_their_own_turkish_and_russian_names() -> None:
    view = a_view("en")
    found = {one: (code, search(view, one)) for code, some in TYPED.items() for one in some.split()}
    assert {one: who for one, (code, who) in found.items() if code not in who[:3]} == {}


def test_what_is_no_country_finds_none() -> None:
    view = a_view("en")
    assert {one: found for one in NOTHING if (found := search(view, one))} == {}
