"""A campaign as a spreadsheet: written, read back with a look at the difference, undone."""

import argparse
import asyncio
import csv
import sys
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import xlsxwriter

from bot.campaign.folder_history import undo_last, write
from bot.campaign.loading import campaign_file, load_campaign
from bot.campaign.people_spreadsheet import KINDS, columns, exported, header
from bot.campaign.spreadsheet_reading import Cell, SheetError
from bot.checks.mistakes_translated import language_of, translated
from bot.checks.spreadsheet_import import tried
from bot.commands.check import letters_kept
from bot.i18n.encoding import read_text

Table = Sequence[Sequence[Cell]]


def options(parts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """`export FOLDER`, `import SHEET FOLDER` and `undo FOLDER`."""
    out = parts.add_parser("export", help="write people, places and texts as a spreadsheet")
    out.add_argument("folder", type=Path)
    out.add_argument("-o", "--output", type=Path, default=Path("people.xlsx"), help="default: people.xlsx")
    out.set_defaults(part=_export)
    back = parts.add_parser("import", help="say what a spreadsheet changes, and take it with --yes")
    back.add_argument("sheet", type=Path)
    back.add_argument("folder", type=Path)
    back.add_argument("--yes", action="store_true", help="take it; without, nothing is changed")
    back.set_defaults(part=_import)
    undone = parts.add_parser("undo", help="take the last import back")
    undone.add_argument("folder", type=Path)
    undone.set_defaults(part=_undo)


def _export(options: argparse.Namespace) -> int:
    loaded = load_campaign(options.folder)
    t = loaded.languages[loaded.campaign.default_language]
    content = tomllib.loads(read_text(campaign_file(options.folder)))
    rows = exported(campaign_file(options.folder))
    tables: dict[str, list[list[Cell]]] = {
        name: [[header(one, t) for one in listed], *([row.get(one) for one in listed] for row in rows[name])]
        for name, listed in columns(content).items()
    }
    if options.output.suffix == ".csv":
        _write_csv(options.output, tables["people"])
    else:
        _write_workbook(options.output, {t.plain(f"sheet.{name}"): table for name, table in tables.items()})
    counted = ", ".join(f"{len(some)} {name}" for name, some in rows.items())
    print(f"{options.output}: {counted}")
    return 0


def _import(options: argparse.Namespace) -> int:
    try:
        found = tried(options.folder, options.sheet, asyncio.run(letters_kept()))
    except SheetError as error:
        print(translated(str(error), language_of()), file=sys.stderr)
        print(f"{options.sheet}: nothing is changed", file=sys.stderr)
        return 1
    for kind in KINDS:
        for change in (one for one in found.changes if one.kind == kind):
            print(f"{kind}: {change.text}")
    counted = Counter(one.kind for one in found.changes)
    print(", ".join(f"{counted[kind]} {kind}" for kind in KINDS if counted[kind]) or "nothing is different")
    if found.changes and options.yes:
        write(campaign_file(options.folder).parent, found.files)
        print(f"taken; to take it back: mektup campaign undo {options.folder}")
    elif found.changes:
        print("nothing is changed yet; take it with --yes")
    return 0


def _undo(options: argparse.Namespace) -> int:
    kept = undo_last(campaign_file(options.folder))
    print(f"{campaign_file(options.folder)} is again as it was before the import of {kept}")
    return 0


def _write_csv(path: Path, table: Table) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(table)


def _write_workbook(path: Path, tables: Mapping[str, Table]) -> None:
    """Texts stay texts: a name that begins with “=” is no formula."""
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(path, plain) as book:
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        for title, table in tables.items():
            sheet = book.add_worksheet(title)
            sheet.freeze_panes(1, 1)
            for number, row in enumerate(table):
                for column, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(number, column, cell, day)
                    elif cell is not None:
                        sheet.write(number, column, cell, bold if number == 0 else None)
            sheet.set_column(0, len(table[0]) - 1, 18)
