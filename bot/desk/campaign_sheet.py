"""A sheet of people sent by an organizer: what it changes, taken whole or left, undone from the journal."""

import asyncio
from collections import Counter

from markupsafe import Markup, escape

from bot.campaign.folder_history import leave_offered, take_offered, undo_named
from bot.campaign.loading import campaign_file
from bot.campaign.model import CampaignError
from bot.campaign.people_spreadsheet import KINDS, Change, header
from bot.chat.screen import Screen
from bot.chat.turn import Turn
from bot.chat.view import View
from bot.checks.mistakes_translated import translated
from bot.desk.journal import note
from db import pledges
from db.journal import Entry

SHOWN = 25  # differences or mistakes, as many as fit into one message
LONGEST = 130  # characters of one of them


async def offered(turn: Turn) -> Screen:
    """Say what the sheet changes, before anything is changed; or why it cannot be taken."""
    view, offer = turn.view, turn.event.sheet
    home = [[view.leads("button.home", "home")]]
    if offer is None or offer.trouble:
        return Screen(view.t(f"import.{offer.trouble if offer else 'unread'}"), home)
    if offer.mistakes:
        said = [escape(translated(one, view.t.language)[:LONGEST]) for one in offer.mistakes]
        return Screen(_list(view, view.t("import.wrong"), said), home)
    if not offer.changes:
        return Screen(view.t("import.nothing"), home)
    counted = Counter(one.kind for one in offer.changes)
    kinds = [view.t(f"import.{kind}", number=counted[kind]) for kind in KINDS if counted[kind]]
    ask = Markup("\n").join((view.t("import.ask"), *kinds))
    ordered = sorted(offer.changes, key=lambda one: KINDS.index(one.kind))
    take = view.writes("import.button.take", "take-sheet", offer.name, style="success")
    leave = view.writes("import.button.leave", "leave-sheet", offer.name)
    return Screen(_list(view, ask, [_difference(view, one) for one in ordered]), [[take], [leave]])


async def take(turn: Turn, name: str) -> Screen:
    """[Take it]: write the files, and read them again at once."""
    path = turn.context.campaign_path
    files = await asyncio.to_thread(take_offered, campaign_file(path).parent, name) if path else None
    if files is None or not await _read_again(turn):
        return Screen(turn.t("import.old"), [[turn.view.leads("button.home", "home")]])
    entry = await note(turn, "imported", subject=name, count=len(files))
    turn.change(desk="")
    rows = [
        [turn.view.lasts("desk.button.undo", "undo", str(entry))],
        [turn.view.leads("button.home", "home")],
    ]
    return Screen(turn.t("import.taken"), rows)


async def leave(turn: Turn, name: str) -> Screen:
    """[Leave it]: nothing is changed."""
    if path := turn.context.campaign_path:
        await asyncio.to_thread(leave_offered, campaign_file(path).parent, name)
    return Screen(turn.t("import.left"), [[turn.view.leads("button.home", "home")]])


async def not_imported(turn: Turn, entry: Entry) -> bool:
    """[Undo]: the files as they were, unless they have changed since."""
    path, name = turn.context.campaign_path, entry.fact.subject or ""
    if not path or not await asyncio.to_thread(undo_named, campaign_file(path).parent, name):
        return False
    await _read_again(turn)
    return True


async def _read_again(turn: Turn) -> bool:
    """Whether the files could be read; they were tried when the sheet came."""
    letters = await pledges.written_to(turn.connection)
    try:
        turn.context = await asyncio.to_thread(turn.context.reloaded, letters)
    except CampaignError:
        return False
    return True


def _difference(view: View, change: Change) -> Markup:
    """One difference, its column by the name it has in the sheet."""
    if not change.column:
        return escape(change.text[:LONGEST])
    column = header(change.column, view.t)
    was, now = ("–" if one is None else f"“{one}”" for one in (change.was, change.now))
    return escape(f"{change.name}, {column}: {was} → {now}"[:LONGEST])


def _list(view: View, above: Markup, lines: list[Markup]) -> Markup:
    shown = [above, Markup(), *lines[:SHOWN]]
    if hidden := len(lines) - SHOWN:
        shown += [view.t.count("import.more", hidden)] if hidden > 0 else []
    return Markup("\n").join(shown)
