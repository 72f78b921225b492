"""The documents' pictures, from the chat page: `python -m tests.tools.screenshots` draws them anew."""

import asyncio
import random
import tempfile
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from PIL import Image
from playwright.async_api import Page

from bot.config import Config
from bot.i18n.translate import Translate
from bot.playground import Playground
from db.pledges import Pledge
from tests.conftest import ORGANIZER, SECRET, polling_bot
from tests.support.browser import chromium
from tests.support.clock import Clock
from tests.support.phone import Phone
from tests.support.project import ROOT
from tests.support.records import a_pledge, keep
from tests.support.supporter import CAMPAIGN, Supporter

DOCS = ROOT / "docs"
TODAY = datetime(2016, 1, 20, 11, 30, tzinfo=CAMPAIGN.zone)
LANGUAGES = ("en", "uk")
PATIENCE = 60.0  # seconds: a first chart may take long on a busy machine
WIDTH, HEIGHT, MARGIN = 430, 1500, 5
ARRIVED = ("K7QF2M9X", "R3TW8HDA", "M5XN4J7C")  # codes that come in the post today
COUNTRIES = ("UA",) * 6 + ("PL", "PL", "AU", "DE", "CA", None)


async def main() -> None:
    """The pictures of every language the organizers' page is written in."""
    for language in LANGUAGES:
        await draw(language)


async def draw(language: str) -> None:
    """Fill a campaign's first weeks, do a day's work as an organizer, and take pictures of it."""
    with tempfile.TemporaryDirectory() as folder:
        async with Playground() as playground:
            config = Config(
                _env_file=None,
                bot_token=playground.token,
                bot_api_url=playground.api_url,
                database_url=f"sqlite+aiosqlite:///{folder}/pictures.db",
                secret_key=SECRET,
                organizer_ids=frozenset({ORGANIZER}),
            )
            async with polling_bot(config) as bot, chromium() as browser:
                clock = Clock(bot.engine)
                clock.now = TODAY
                await keep(config.database_url, *first_weeks())
                page = await browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
                phone = Phone(playground, playground.person("Zarema", language, ORGANIZER), PATIENCE)
                await page.goto(playground.api_url)
                await a_day(phone, page, Translate(language), "" if language == "en" else f".{language}")
                playground.leaves(phone.person)
                if language == "en":
                    await three_people(playground, page)


async def a_day(phone: Phone, page: Page, t: Translate, ending: str) -> None:
    """The work in the order of the document. `ending` is part of the pictures' names."""
    await phone.types("/start")
    await phone.types("/receive")
    await phone.types("K7QF-2M9X r3tw-8hda")
    await picture(page, f"receive{ending}", messages=2)
    await phone.types("/receive")
    await phone.presses(t.plain("receive.button.count"))
    await phone.presses(t.pick(CAMPAIGN.by_id["chiygoz"].name))
    await phone.types("3")
    await picture(page, f"count{ending}")
    await phone.types("/handover")
    await picture(page, f"handover{ending}")
    await phone.types("/stats")
    await picture(page, f"stats{ending}")
    await phone.presses(t.plain("stats.button.country"))
    await phone.presses(t.plain("stats.button.chart"))
    await page.locator(".log .message img").last.wait_for()
    await picture(page, f"chart{ending}")


async def three_people(playground: Playground, page: Page) -> None:
    """README's picture: three people at three places of the way, each in their language."""
    await page.set_viewport_size({"width": 1240, "height": 820})
    for name, language in (("Olena", "uk"), ("Ann", "en"), ("Zarema", "crh")):
        one = Supporter(Phone(playground, playground.person(name, language), PATIENCE), language)
        if name == "Olena":
            await one.comes_to("own", person="asanov")
        elif name == "Ann":
            await one.comes_to("review")
        else:
            await one.starts()
            await one.presses("home.button.write")
    await page.reload()
    await page.wait_for_timeout(1000)
    await page.screenshot(path=DOCS / "chat-page.png")
    smaller(DOCS / "chat-page.png")


def first_weeks() -> list[Pledge]:
    """Letters promised since the campaign began, each as far as its days allow."""
    chance = random.Random(2016)
    letters = []
    for _ in range(140):
        day = date(2015, 12, 26) + timedelta(days=int(24 * chance.random() ** 1.5))
        one = a_pledge(
            chance.choice(list(CAMPAIGN.by_id)),
            pledged_on=day,
            mail_by=day + timedelta(days=chance.choice((7, 14, 30))),
            country=chance.choice(COUNTRIES),
            letter_language=chance.choice(("uk", "uk", "uk", "en", "crh")),
        )
        mailed = day + timedelta(days=chance.randint(1, 8))
        received = mailed + timedelta(days=chance.randint(3, 12))
        if chance.random() < 0.75 and mailed <= TODAY.date():
            one = replace(one, mailed_on=mailed)
            if received <= TODAY.date():
                one = replace(one, received_on=received)
        letters.append(one)
    coming = zip(ARRIVED, ("chiygoz", "asanov", "ilchenko"), strict=True)
    day = date(2016, 1, 8)
    return letters + [
        a_pledge(who, code=code, pledged_on=day, mailed_on=day + timedelta(days=2), country="UA")
        for code, who in coming
    ]


async def picture(page: Page, name: str, messages: int = 1) -> None:
    """The newest messages of the chat, small."""
    await page.wait_for_timeout(700)  # the page shows what is new, and its pictures
    shown = page.locator(".log .message")
    number = await shown.count()
    boxes = [await shown.nth(one).bounding_box() for one in range(number - messages, number)]
    first, last = boxes[0], boxes[-1]
    assert first
    assert last
    top, bottom = first["y"] - MARGIN, last["y"] + last["height"] + MARGIN
    path = DOCS / f"organizers-{name}.png"
    await page.screenshot(path=path, clip={"x": 0, "y": top, "width": WIDTH, "height": bottom - top})
    smaller(path)


def smaller(path: Path) -> None:
    """A page has few colours."""
    with Image.open(path) as shot:
        shot.convert("RGB").quantize(64).save(path, optimize=True)


if __name__ == "__main__":
    asyncio.run(main())
