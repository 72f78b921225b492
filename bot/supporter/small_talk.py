"""What people type when something else is asked: each kind has its sentence, the question stays."""

import re

from bot.chat.screen import Screen
from bot.chat.view import View

LONGEST = 60  # characters; whoever writes more writes a letter

# In the three languages and in Russian; the whole message must be it.
_KINDS = {
    "help": (
        r"\?+|help( me)?|how|what now|what (do|should) i do|i do ?n.?t (understand|know)",
        r"допомога|допоможіть( мені)?|поможіть|як|що (далі|робити)|(я )?не (розумію|знаю)",
        r"помощь|помогите|как|что (дальше|делать)|(я )?не (понимаю|знаю)",
        r"yard[ıi]m|ne yapmaq kerek|nasıl|(men )?añlamadım|bilmeyim",
    ),
    "printer": (
        r"(i have )?no printer|i (do not|don.?t) have a printer|without a printer|printer|print",
        r"(я )?(не маю|немає|нема|без) принтера|у мене немає принтера|принтер|(як )?(на|роз)друкувати",
        r"(у меня )?нет принтера|(как )?(на|рас)печатать|printer(im)? yoq|printersiz",
    ),
    "stamp": (
        r"((which|what|a) )?stamps?|where (do i|to) (get|buy) (a )?stamps?|poçta markası|(qaysı )?marka",
        r"((яка|какая|где|де) )?марк[аиу]|де (взяти|купити) марк[иу]|где (взять|купить) марк[иу]",
    ),
    "cost": (
        r"how much( is it| does it cost)?|what does it cost|(the )?(price|costs?)|(is it )?free",
        r"скільки( це)? коштує|ціна|скільки|(це )?безкоштовно",
        r"сколько( это)? стоит|цена|сколько|(это )?бесплатно|qaç para|ne qadar|parasızmı",
    ),
    "thanks": (
        r"thanks( a lot| very much)?|thank you( very much| so much)?|ok(ay)?",
        r"дякую( вам| дуже)?|(дуже|щиро) дякую|добре|спасибі|(большое )?спасибо( большое)?|хорошо",
        r"(çoq )?sağ ?ol(uñız)?|yahşı",
    ),
    "number": (r"\d{1,4}[.):]?",),
}
_PATTERNS = {kind: re.compile("|".join(some)) for kind, some in _KINDS.items()}
_AROUND = re.compile(r"^[\s\W]+|[\s\W]+$")


def kind_of(text: str) -> str:
    """Find what this short message asks for; "" where it is none of these."""
    if len(text) > LONGEST:
        return ""
    words = " ".join((_AROUND.sub("", text) or text).casefold().replace("i̇", "i").split())
    return next((kind for kind, pattern in _PATTERNS.items() if pattern.fullmatch(words)), "")


def aside(view: View, kind: str, **values: str) -> Screen:
    """Say this one sentence, with a way back to what is asked."""
    return Screen(view.t(f"aside.{kind}", **values), [[view.leads("button.back", "")]])
