"""Debian's chromium: a page for the browser tests, and the browser itself for the documents' pictures."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Literal

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

from bot.playground import Playground
from bot.playground.user_actions import Person
from tests.support.phone import Phone

CHROMIUM = Path("/usr/bin/chromium")
PATIENCE_MS = 10_000  # on a busy machine


@asynccontextmanager
async def a_page(
    width: int, height: int, color_scheme: Literal["light", "dark"] = "light"
) -> AsyncIterator[Page]:
    """A new page; skips where there is no chromium, and fails at its end if the console complained.

    Open it after what it shows is up: it must be gone before that goes away.
    """
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not there: install Debian's chromium")
    async with chromium() as browser:
        page = await browser.new_page(viewport={"width": width, "height": height}, color_scheme=color_scheme)
        page.set_default_timeout(PATIENCE_MS)
        expect.set_options(timeout=PATIENCE_MS)
        problems: list[str] = []
        page.on("pageerror", lambda problem: problems.append(str(problem)))
        page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
        yield page
        await page.close()
        assert problems == []


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    async with (
        async_playwright() as playwright,
        await playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"]
        ) as browser,
    ):
        yield browser


class PagePhone(Phone):
    """A phone on the chat page: somebody types and presses there, as people do."""

    def __init__(self, playground: Playground, person: Person, page: Page) -> None:
        super().__init__(playground, person)
        self.page = page
        self.region = page.get_by_role("region", name=person.name, exact=True)

    async def opens(self, parameter: str = "") -> str:
        assert not parameter, "the page has a button, no link"
        return await self._does(self.region.get_by_role("button", name="START").click)

    async def types(self, text: str) -> str:
        await self.region.get_by_label(f"Message from {self.person.name}").fill(text)
        return await self._does(partial(self.page.keyboard.press, "Enter"))

    async def presses(self, label: str) -> str:
        message, button = self.find(label)
        # once the page shows what is said now: the screen before may have a button of the same label
        shown = self.region.locator(f"article[data-revision='{message.revision}']")
        return await self._does(shown.get_by_role("button", name=button.text, exact=True).click)

    async def _does(self, act: Callable[[], Awaitable[None]]) -> str:
        async with self.page.expect_response(lambda answer: answer.request.method == "POST"):
            await act()
        return await self.settles()
