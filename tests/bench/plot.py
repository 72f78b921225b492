"""The plot: updates a second of every contestant, near and far, as one small picture."""

from collections.abc import Mapping
from pathlib import Path

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .contestants import FLOOR, Contestant
from .measuring import load, median

PANELS = {"near": "no latency, 200 supporters", "far": "50 ms round trip, 500 supporters"}
OURS, THEIRS = "#1f6f8b", "#b0b0b0"
ROW, TITLE = 0.27, 0.45  # inches


def draw(path: Path, contestants: Mapping[str, Contestant]) -> None:
    """An SVG of both panels; nothing without results. The floor is left out: it would dwarf everybody."""
    panels = {name: rates for name in PANELS if (rates := _rates(name, contestants))}
    if not panels:
        return
    matplotlib.rcParams["svg.fonttype"] = "none"  # letters stay letters: small, and can be searched
    matplotlib.rcParams["svg.hashsalt"] = "mektup"
    heights = [TITLE + ROW * len(rates) for rates in panels.values()]
    figure = Figure(figsize=(8, sum(heights)), layout="constrained")
    axes = figure.subplots(len(panels), 1, squeeze=False, height_ratios=heights)
    for place, (name, rates) in zip(axes[:, 0], panels.items(), strict=True):
        _bars(place, PANELS[name], rates)
    figure.savefig(path, metadata={"Date": None})


def _rates(scenario: str, contestants: Mapping[str, Contestant]) -> dict[str, float]:
    rows = load(scenario)
    names = dict.fromkeys(row["contestant"] for row in rows if row["contestant"] != FLOOR.name)
    rates = {
        contestants[name].title.partition(":")[0]: median(
            [row for row in rows if row["contestant"] == name], "rate"
        )
        for name in names
    }
    return dict(sorted(rates.items(), key=lambda one: one[1]))


def _bars(place: Axes, title: str, rates: Mapping[str, float]) -> None:
    colours = [OURS if name.startswith("Mektüp") else THEIRS for name in rates]
    bars = place.barh(list(rates), list(rates.values()), color=colours, height=0.72)
    place.bar_label(bars, [f"{rate:,.0f}" for rate in rates.values()], padding=4, fontsize=9)
    place.set_title(f"Updates a second: {title}", fontsize=10, loc="left")
    place.set_xlim(right=1.12 * max(rates.values()))
    place.tick_params(labelsize=9, length=0)
    place.set_xticks([])
    place.spines[["top", "right", "bottom"]].set_visible(False)
