"""The files beside a campaign file: each of them is read by somebody."""

import re
from collections.abc import Iterator
from pathlib import Path

from bot.campaign.model import Campaign
from bot.checks.locales import Problem

# Of one language. Editors leave copies beside a file; those do no harm.
KNOWN = re.compile(r"bot\.po|ideas\.txt|countries\.tsv|examples/[\w-]+\.txt|letters/(?P<letter>[\w-]+)\.txt")
LEFT_BY_EDITORS = re.compile(r".*~|.*\.(bak|orig|swp|mo)|\..*")


def check_files(folder: Path, campaign: Campaign) -> Iterator[Problem]:
    """Of a campaign's `locales/`: letters of no kind, foreign languages, names that nothing reads."""
    greetings = {one.id for one in campaign.greetings}
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        file = path.relative_to(folder).as_posix()
        language, _, name = file.partition("/")
        known = KNOWN.fullmatch(name)
        if LEFT_BY_EDITORS.fullmatch(path.name) or not name:
            continue
        if language not in campaign.languages:
            yield Problem(
                file, "file", "Its language is not among `languages`.", "Add it there, or delete it."
            )
        elif not known:
            yield Problem(file, "file", "Nothing reads this file.", "Delete it, or correct its name.")
        elif known["letter"] and known["letter"] not in greetings:
            wrong = f"There is no greeting `{known['letter']}`."
            yield Problem(file, "file", wrong, "Add a [[greetings]] block, or delete the file.")
