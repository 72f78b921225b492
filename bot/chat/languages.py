"""The languages to choose from."""

from collections.abc import Callable

from bot.chat.callback import Callback
from bot.chat.screen import Button
from bot.chat.view import View


def language_buttons(view: View, chosen: str, to: Callable[[str], Callback]) -> list[Button]:
    """One button a language, each by its own name, the chosen one marked."""
    names = {language: t.plain("language.name") for language, t in view.context.languages.items()}
    names[chosen] = view.t.plain("language.chosen", name=names[chosen])
    return [Button(name, to(language)) for language, name in names.items()]
