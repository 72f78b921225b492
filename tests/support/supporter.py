"""A supporter with a phone, in any of the languages: what is pressed and read is named by its text's key."""

import re
from typing import Any

from bot.campaign.model import read_campaign
from bot.chat.callback import Page, Write, read_callback
from bot.playground.html_parser import parse_html
from bot.supporter.questions.review import DAYS
from tests.support.answers import ANSWERS, QUESTIONS, Answer, Tap, answer_to, following
from tests.support.phone import Phone
from tests.support.views import LANGUAGES

CAMPAIGN = read_campaign()
HOLE = "\0"
HOLES = (
    "sender",
    "longest",
    "name",
    "born",
    "case",
    "letters",
    "title",
    "own",
    "given",
    "text",
    "code",
    "date",
)
ANYTHING = dict.fromkeys(HOLES, HOLE)


class Supporter:
    """`await olena.presses("home.button.write")` presses that button by its label in her language."""

    def __init__(self, phone: Phone, language: str) -> None:
        self.phone = phone
        self.language = language
        self.t = LANGUAGES[language]

    async def starts(self, parameter: str = "") -> str:
        return await self.phone.opens(parameter)

    async def types(self, text: str) -> str:
        answered = self.asked()
        await self.phone.types(text)
        return await self._goes_on(answered)

    async def presses(self, key: str, **values: Any) -> str:
        answered = self.asked() if key != "button.back" else ""
        await self.phone.presses(self.t.plain(key, **values))
        return await self._goes_on(answered)

    async def _goes_on(self, answered: str) -> str:
        """What no test knows yet is answered where it is asked after this question: none has to say how."""
        while answered in ANSWERS and (asked := self.asked()) not in ("", "review", *ANSWERS):
            await self.answers(asked)
        return self.phone.sees()

    async def opens(self, person_id: str) -> str:
        """The card of a person, from the list."""
        prisoner = CAMPAIGN.by_id[person_id]
        return await self.phone.presses(f"{self.t.pick(prisoner.name)}, {prisoner.born}")

    async def takes(self, greeting_id: str) -> str:
        if self.t.greetings[greeting_id].title not in self.phone.sees():
            await self.looks_at(greeting_id)
        return await self.presses("greeting.button.take")

    async def looks_at(self, greeting_id: str) -> str:
        return await self.phone.presses(self.t.greetings[greeting_id].title)

    async def comes_to(self, question: str, *, person: str = "chiygoz", greeting: str = "strength") -> str:
        """From /start to this question, whatever is asked before it answered."""
        await self.starts()
        await self.presses("home.button.write")
        return await self.goes_on_to(question, prisoner=Tap(person), greeting=Tap(greeting))

    async def goes_on_to(self, question: str, **answers: Answer) -> str:
        """From the present question to this one, each between them answered: by these, or as usual."""
        answered: list[str] = []
        while (asked := self.asked()) != question:
            assert asked not in ("", *answered), f"{asked!r}, not {question!r}: {self.phone.sees()}"
            await self.answers(asked, answers.get(asked))
            answered.append(asked)
        return self.phone.sees()

    async def answers(self, question: str, answer: Answer | None = None) -> str:
        """This question, by this or as usual."""
        answer = answer or answer_to(question, self._offered().values())
        if isinstance(answer, str):
            return await self.phone.types(answer)
        return await self._taps(answer)

    async def _taps(self, tap: Tap) -> str:
        """Between a list and the answer there may be a page: a person's card, a greeting."""
        label, callback = next(
            (label, one)
            for label, one in self._offered().items()
            if one.value.partition("_")[0] == tap.value  # of a greeting, any of its texts
        )
        seen = await self.phone.presses(label)
        return seen if isinstance(callback, Write) else await self._taps(tap)

    def _offered(self) -> dict[str, Page | Write]:
        """The buttons of the screen by their labels."""
        read = {one.text: read_callback(one.callback_data or "-") for one in self.phone.screen().buttons}
        return {label: one for label, one in read.items() if isinstance(one, Page | Write)}

    async def changes(self, part: str) -> str:
        """From the whole letter to this part of it again."""
        await self.presses("review.button.change")
        return await self.phone.presses(self.t.plain(f"review.button.{part}"))

    async def promises(self, days: int = 7, *, person: str = "chiygoz", greeting: str = "strength") -> str:
        """A whole letter, from /start to its card."""
        await self.comes_to("review", person=person, greeting=greeting)
        await self.promises_within(days)
        return self.code()

    async def promises_within(self, days: int) -> str:
        """[I promise: by …], the button of so many days; what is seen then."""
        offered = [label for label, one in self._offered().items() if one.name == "review"]
        return await self.phone.presses(offered[DAYS.index(days)])

    async def prints(self, person: str = "chiygoz") -> str:
        """A whole letter, and then its files."""
        code = await self.promises(person=person)
        await self.presses("paper.button.print")
        return code

    def code(self) -> str:
        """The code of the newest card in the chat, as people read it."""
        return str(re.findall(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b", "\n".join(self.said()))[-1])

    def cards(self, code: str) -> list[str]:
        """The cards of the letter with this code; captions of its files have the code too."""
        beginning = self.text("pledge.text", code=code, name=HOLE).partition("\n")[0]
        return [text for text in self.said() if text.startswith(beginning)]

    def letters(self, words: str = "It snowed here today.") -> list[str]:
        """The finished letters with these words of one's own; what they are asked in has buttons."""
        said = [message for message in self.phone.said() if not message.buttons]
        return [message.text for message in said if words in message.text]

    def said(self) -> list[str]:
        """Every message of the bot that is in the chat, oldest first."""
        return [message.text for message in self.phone.said()]

    def text(self, key: str, **values: Any) -> str:
        """The text as it is read, without its marks."""
        address = CAMPAIGN.address.local if self.t.plain("script") == "local" else CAMPAIGN.address.latin
        contact = self.t("help.post", address=", ".join(address))
        values = {"organizers": self.t.pick(CAMPAIGN.organizers), "contact": contact} | values
        return parse_html(str(self.t(key, **values)))[0]

    def counted(self, key: str, number: int, **values: Any) -> str:
        """The text in the form this language has for the number."""
        return parse_html(str(self.t.count(key, number, **values)))[0]

    def reads(self, key: str, **values: Any) -> bool:
        """Whether the screen says this."""
        return self.text(key, **values) in self.phone.sees()

    def is_asked(self, question: str) -> bool:
        """Whether the screen asks this question, for the first or another time: by its text's first line."""
        texts = [self.t.plain(f"{question}.{kind}", **ANYTHING) for kind in ("ask", "again")]
        lines = [
            re.sub("<.*?>", "", text.partition("\n")[0]) for text in texts if not text.endswith(".again")
        ]
        patterns = [".+".join(map(re.escape, line.split(HOLE))) for line in lines]
        return any(re.search(pattern, self.phone.sees()) for pattern in patterns)

    def asked(self) -> str:
        """The question on the screen; "" where there is none."""
        return next(filter(self.is_asked, QUESTIONS), "")

    def is_past(self, question: str) -> bool:
        """Whether this question is answered, and the one after it is asked."""
        return self.asked() in following(question)

    def offers(self, key: str, **values: Any) -> bool:
        """Whether the screen has this button."""
        return self.t.plain(key, **values) in self.phone.buttons()
