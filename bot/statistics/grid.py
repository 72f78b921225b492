"""A table of letters and digits: unbroken lines, numbers on the right, narrow enough for a phone."""

from collections.abc import Sequence

PHONE = 28  # characters of a line in Telegram's monospaced type on a narrow phone
GAP = 1


def grid(
    headings: Sequence[str], rows: Sequence[tuple[str, Sequence[int]]], width: int | None = PHONE
) -> str:
    """Lay out a table. Where names and numbers do not fit side by side, a name stands above its numbers.

    Without a width, everything stands side by side.
    """
    widths = [
        GAP + max(len(heading), *(len(str(numbers[place])) for _, numbers in rows))
        for place, heading in enumerate(headings)
    ]
    longest = max(len(name) for name, _ in rows)
    above = width is not None and longest + sum(widths) > width
    room = width - sum(widths) if above and width is not None else longest
    lines = [_line("", headings, room, widths)] if any(headings) else []
    for name, numbers in rows:
        if above:
            lines.append(_cut(name, width or longest))
        lines.append(_line("" if above else name, [str(one) for one in numbers], room, widths))
    return "\n".join(lines)


def _line(name: str, cells: Sequence[str], room: int, widths: Sequence[int]) -> str:
    return name.ljust(room) + "".join(cell.rjust(width) for cell, width in zip(cells, widths, strict=True))


def _cut(name: str, width: int) -> str:
    return name if len(name) <= width else name[: width - 1] + "…"
