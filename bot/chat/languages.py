"""Buttons for the languages to choose from."""

from collections.abc import Callable, Iterable

from bot.chat.callback import Callback
from bot.chat.screen import Button, in_pairs
from bot.chat.view import View


def language_buttons(
    view: View, chosen: str, to: Callable[[str], Callback], offered: Iterable[str] = ()
) -> list[list[Button]]:
    """Make a button for each language, or for those offered, the chosen one marked; two in a row."""
    languages = view.context.languages
    names = {one: languages[one].plain("language.name") for one in offered or languages}
    names[chosen] = view.t.plain("language.chosen", name=names[chosen])
    return in_pairs([Button(name, to(language)) for language, name in names.items()])
