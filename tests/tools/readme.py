"""What README takes from the code: `python -m tests.tools.readme --write` writes it anew."""

import ast
import sys
from collections.abc import Callable, Mapping
from itertools import pairwise

from bot.i18n.translate import Translate
from bot.supporter.questions import ORDER, PARTS, REVIEW
from tests.project.test_imports import FLOORS
from tests.support.project import ROOT

README = ROOT / "README.md"
DIAGRAM = """\
```mermaid
stateDiagram-v2
    [*] --> home : /start
    home --> {first} : {write}
    [*] --> card : a link to one person
    card --> {second} : {to_person}
    state "a letter is being written" as writing {{
{writing}
    }}
    {last} --> pledge : {promise}
    pledge --> {first} : {another}
    state "the pledge's card" as pledge {{
        pledged --> mailed : {mailed}
        pledged --> withdrawn : {withdraw}
        pledged --> expired : 30 days after its date
        expired --> mailed
        mailed --> received : counted in Kyiv
        received --> handed_over : passed on by the office
    }}
```"""
# Rooms without a docstring of their own.
OTHERS = {
    "locales/": "Everything a person reads, in three languages.",
    "tests/": "The same rooms as in `bot/` and `db/`, and what all of them share in `support/`.",
}


def questions() -> str:
    """The way of a letter as a diagram, and the names of its questions."""
    t = Translate("en")
    names = [one.name.replace("-", "_") for one in ORDER]
    lines = [f"{one} --> {other}" for one, other in pairwise(names)]
    lines.append(f"{REVIEW.name} --> {PARTS[0].name} : Change …")
    diagram = DIAGRAM.format(
        first=names[0],
        second=names[1],
        last=names[-1],
        promise=t.plain("review.button.promise", day="…"),
        writing="\n".join(f"        {line}" for line in lines),
        write=t.plain("home.button.write"),
        to_person=t.plain("person.button.write"),
        another=t.plain("finished.button.another"),
        mailed=t.plain("pledge.button.mailed"),
        withdraw=t.plain("pledge.button.withdraw"),
    )
    in_order = ", ".join(f"`{one.name}`" for one in ORDER)
    return f"{diagram}\n\nIn this order: {in_order}; `country` once, of who has signed."


def rooms() -> str:
    """A table of the rooms, from the top floor down, each by the first line of its docstring."""
    rows = [f"| `{path}` | {what} |" for path, what in (_rooms() | OTHERS).items()]
    return "\n".join(("| room | what is in it |", "|---|---|", *rows))


BLOCKS: Mapping[str, Callable[[], str]] = {"questions": questions, "rooms": rooms}


def written(readme: str) -> str:
    """The README with its blocks as the code has them now."""
    for name, made in BLOCKS.items():
        begin, end = f"<!-- {name}, written by tests.tools.readme -->", f"<!-- end of {name} -->"
        before, found, rest = readme.partition(begin)
        _, ended, after = rest.partition(end)
        assert found and ended, f"README.md has lost {begin} or {end}"  # noqa: PT018
        readme = f"{before}{begin}\n{made()}\n{end}{after}"
    return readme


def _rooms() -> dict[str, str]:
    folders = [ROOT / room.replace(".", "/") for floor in FLOORS for room in sorted(floor)]
    texts = {one: (one / "__init__.py").read_text("utf-8") for one in folders if one.is_dir()}
    docstrings = {one: ast.get_docstring(ast.parse(text)) or "" for one, text in texts.items()}
    return {f"{one.relative_to(ROOT)}/": text.partition("\n")[0] for one, text in docstrings.items()}


if __name__ == "__main__":
    if sys.argv[1:] != ["--write"]:
        raise SystemExit(__doc__)
    README.write_text(written(README.read_text("utf-8")), "utf-8")
