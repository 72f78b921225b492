"""Pages to read: the home screen, how to write, is it safe, help."""

from dataclasses import replace

from markupsafe import Markup

from bot.chat import cards
from bot.chat.callback import Lasting, Page
from bot.chat.languages import language_buttons
from bot.chat.screen import Button, Screen
from bot.chat.view import View
from bot.supporter import danger, limits, sitting


def home(view: View) -> Screen:
    """Say what this is, a word on safety, and offer the ways on."""
    write = view.writes("home.button.write", "write", style="primary")
    if view.conversation.writing.draft:
        write = Button(view.t.plain("home.button.continue"), Page(""), style="primary")
    waiting = cards.waiting(view.conversation)
    screen = Screen(
        view.t("home.text"),
        [
            [write],
            [view.leads("home.button.people", "people"), view.leads("home.button.how", "how")],
            [view.leads("home.button.safe", "safe"), view.leads("home.button.help", "help")],
            [view.leads("home.button.progress", "progress"), view.leads("danger.button.trace", "forget")],
            *languages(view),
        ],
    )
    return screen.under(view.t.count("home.waiting", waiting)) if waiting else screen


def finished(view: View) -> Screen:
    """After a promise: say what is in the chat, and offer to send it again, and the next letter."""
    newest = view.conversation.writing.letters[-1]
    screen = Screen(
        view.t("danger.thanks" if danger.is_watched(view) else "finished.text"),
        [
            *_next_letters(view),
            [view.owns("finished.button.again", "send-again", newest.code)],
            [view.leads("finished.button.progress", "progress"), view.leads("button.home", "home")],
        ],
    )
    if not limits.left(view):
        return replace(screen, text=f"{screen.text}\n\n{limits.reached(view).text}")
    if not (queue := sitting.queue(view)):
        return screen
    name = view.t.pick(queue[0].name)
    return replace(screen, text=f"{screen.text}\n\n{view.t.count('queue.next', len(queue), name=name)}")


def _next_letters(view: View) -> list[list[Button]]:
    """Offer whoever is next in the queue; without one, another letter, the same words, a queue."""
    writer = [view.writes("finished.button.writer", "another-writer")] if limits.left_to(view, None) else []
    if not limits.left(view):
        return [writer] if writer else []
    if queue := sitting.queue(view):
        label = view.t.plain("queue.button.next", name=view.t.pick(queue[0].name))
        following = Button(label, view.writing("following"), style="primary")
        return [[following], [view.writes("queue.button.leave", "leave-queue")]]
    another = [view.writes("finished.button.another", "write", style="primary")]
    if view.conversation.writing.is_shared:
        return [[replace(writer[0], style="primary")], another]
    rows = [another]
    if view.conversation.writing.letters[-1].own:
        rows.append([view.writes("finished.button.same", "same-words")])
    return [*rows, *everybody(view), writer]


def everybody(view: View) -> list[list[Button]]:
    """Offer a queue, after a first letter: to all who have none of this person, or to some of very many."""
    number = sitting.offered(view) if view.conversation.writing.letters else 0
    if not number:
        return []
    is_all = number == len(sitting.unwritten(view))
    key, number = ("all", len(view.recipients)) if is_all else ("more", number)
    return [[Button(view.t.plain_count(f"finished.button.{key}", number), view.writing("everybody"))]]


def how(view: View) -> Screen:
    """Say what to write and what not."""
    rows = [[view.leads("how.button.example", "example", "1")]] if view.t.examples else []
    return Screen(view.t("how.text"), [*rows, [view.leads("button.back", "")]])


def example(view: View, number: int) -> Screen:
    """Show one whole letter as somebody might write it, the first after the last."""
    examples = view.t.examples
    if not examples:
        return how(view)
    number %= len(examples)
    one = examples[number - 1]
    return Screen(
        view.t("how.example", title=one.title, text=one.body.replace("{name}", view.t.plain("how.name"))),
        [[view.leads("how.button.another", "example", str(number + 1))], [view.leads("button.back", "how")]],
    )


def safe(view: View) -> Screen:
    """Say honestly what is safe and what is not."""
    rows = [[view.leads("safe.button.privacy", "privacy")], [view.leads("button.back", "")]]
    return Screen(view.t("safe.text"), rows)


def helping(view: View) -> Screen:
    """Say what it takes, list the commands, and whom to ask; offer large print, once for all letters."""
    t, campaign, contact = view.t, view.campaign, view.campaign.contact
    address = campaign.address.local if t.plain("script") == "local" else campaign.address.latin
    lines = [t("help.post", address=", ".join(address))]
    lines += [t("help.page", page=contact.page)] if contact.page else []
    lines += [t("help.email", email=contact.email)] if contact.email else []
    is_large, label = view.conversation.choices.large_print, t.plain("paper.button.large")
    large = t.plain("language.chosen", name=label) if is_large else label
    rows = [
        [view.leads("help.button.how", "how")],
        [view.leads("home.button.progress", "progress")],
        [Button(large, Lasting("large-print", "no" if is_large else "yes"))],
        [view.leads("button.back", "")],
    ]
    organizers = t.pick(campaign.organizers)
    return Screen(t("help.text", organizers=organizers, contact=Markup("\n").join(lines)), rows)


def choose_language(view: View) -> Screen:
    """List the languages, each by its own name."""
    rows = [[one] for row in languages(view) for one in row]
    return Screen(view.t("language.ask"), [*rows, [view.leads("button.back", "")]])


def cancelling(view: View) -> Screen:
    """Ask before a draft is dropped."""
    if view.conversation.writing.draft is None:
        return Screen(view.t("cancel.nothing"), [[view.leads("button.back", "")]])
    return Screen(
        view.t("cancel.ask"),
        [[view.leads("cancel.button.keep", "")], [view.writes("cancel.button.drop", "drop", style="danger")]],
    )


def at_desk(view: View) -> Screen:
    """Say that an organizer's work waits; its figures are read when it is opened."""
    rows = [[view.leads("desk.button.continue", "desk")], [view.lasts("desk.button.done", "leave")]]
    return Screen(view.t("desk.waiting"), rows)


def languages(view: View, then: str = "") -> list[list[Button]]:
    """Make one button a language, the present one marked; `then` names a person whose card follows."""
    return language_buttons(
        view, view.t.language, lambda one: Lasting("language", f"{one}_{then}" if then else one)
    )
