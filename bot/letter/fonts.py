"""The type: FiraGO, and Noto where FiraGO has no letter; as files, since a typesetter reads files."""

import atexit
import shutil
import tempfile
from bisect import bisect_right
from functools import cache
from importlib.resources import files
from pathlib import Path

COVERAGE = Path(__file__).with_name("coverage.txt")  # made by tests/tools/coverage.py, held by a test
NOTO = "manimgx_fonts"
CJK = "manimgx_fonts_cjk"


@cache
def firago() -> Path:
    """A private folder with FiraGO (SIL Open Font Licence), which its package holds packed."""
    import pymupdf_fonts  # noqa: PLC0415  # only who prints or draws needs it

    folder = Path(tempfile.mkdtemp(prefix="mektup-fonts-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for name, packed in (("regular", "figo"), ("bold", "figbo")):
        (folder / f"{name}.ttf").write_bytes(pymupdf_fonts.myfont(packed))
    return folder


def folders(*more: str) -> list[Path]:
    """Where the faces are, those of these packages too."""
    return [firago(), *(Path(str(files(package))) for package in (NOTO, *more))]


def covers(character: str) -> bool:
    """Whether one of the faces has this character."""
    firsts, lasts = _covered()
    nearest = bisect_right(firsts, ord(character)) - 1
    return nearest >= 0 and ord(character) <= lasts[nearest]


@cache
def _covered() -> tuple[list[int], list[int]]:
    """First and last code points of ranges. Looking into the fonts themselves would take over a second."""
    pairs = [line.split("-") for line in COVERAGE.read_text("ascii").split()]
    return [int(first, 16) for first, _ in pairs], [int(last, 16) for _, last in pairs]
