"""The plot: updates a second of every contestant, near and far, as one small picture."""

from collections.abc import Mapping
from pathlib import Path

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .contestants import Contestant
from .measuring import load, median

PANELS = {"near": "no latency, 200 supporters", "far": "50 ms round trip, 500 supporters"}
OURS, THEIRS, FLOOR = "#1f6f8b", "#b8b8b8", "#e4e4e4"


def draw(path: Path, contestants: Mapping[str, Contestant]) -> None:
    """An SVG of both panels; nothing without results."""
    panels = {name: rows for name in PANELS if (rows := load(name))}
    if not panels:
        return
    matplotlib.rcParams["svg.fonttype"] = "none"  # letters stay letters: small, and can be searched
    matplotlib.rcParams["svg.hashsalt"] = "mektup"
    figure = Figure(figsize=(8, 0.32 * 9 * len(panels) + 0.6), layout="constrained")
    axes = figure.subplots(len(panels), 1, squeeze=False)
    for place, (name, rows) in zip(axes[:, 0], panels.items(), strict=True):
        rates = {
            one: median([row for row in rows if row["contestant"] == one], "rate")
            for one in dict.fromkeys(row["contestant"] for row in rows)
        }
        _bars(
            place,
            PANELS[name],
            {contestants[one].title.partition(":")[0]: rate for one, rate in rates.items()},
        )
    figure.savefig(path, metadata={"Date": None})


def _bars(place: Axes, title: str, rates: Mapping[str, float]) -> None:
    ordered = sorted(rates.items(), key=lambda one: one[1])
    names = [name for name, _ in ordered]
    values = [rate for _, rate in ordered]
    colours = [OURS if name.startswith("Mektüp") else FLOOR if name == "floor" else THEIRS for name in names]
    bars = place.barh(names, values, color=colours, height=0.7)
    place.bar_label(bars, [f"{value:,.0f}" for value in values], padding=4, fontsize=9)
    place.set_title(f"Updates answered a second: {title}", fontsize=10, loc="left")
    place.set_xscale("log")
    place.set_xlim(right=max(values) * 3)
    place.tick_params(labelsize=9)
    place.spines[["top", "right"]].set_visible(False)
