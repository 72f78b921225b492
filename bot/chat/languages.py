"""Buttons for the languages to choose from."""

from collections.abc import Callable, Iterable

from bot.chat.callback import Callback
from bot.chat.screen import Button
from bot.chat.view import View


def language_buttons(
    view: View, chosen: str, to: Callable[[str], Callback], offered: Iterable[str] = ()
) -> list[Button]:
    """Make a button for each language, or for those offered, with its own name, the chosen one marked."""
    languages = view.context.languages
    names = {one: languages[one].plain("language.name") for one in offered or languages}
    names[chosen] = view.t.plain("language.chosen", name=names[chosen])
    return [Button(name, to(language)) for language, name in names.items()]
