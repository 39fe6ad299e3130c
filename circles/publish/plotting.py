"""A plan drawn with matplotlib, for papers and reports: blocks by verdict, circles and centers."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from circles import tables
from circles.errors import Finding, OutputError, expect
from circles.phrases import phrase, text_of
from circles.publish.geopackage import output_crs

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from circles.answers.plan import Plan

_COLOURS = {tables.INSIDE: "#0072B2", tables.OUTSIDE: "#D55E00", tables.NOT_EVALUATED: "#9AA0A6"}
_HATCHED = {tables.OUTSIDE: "////"}
_CHINESE = (
    *("Noto Sans CJK SC", "Noto Serif CJK SC", "Source Han Sans SC", "Microsoft YaHei", "SimHei", "PingFang SC"),
    *("WenQuanYi Micro Hei", "Noto Sans CJK JP", "Noto Serif CJK JP", "Arial Unicode MS"),
)
"""Fonts that hold Chinese, the usual ones of each system; the legend is English where none is there."""


def plot_plan(plan: Plan, *, ax: Axes | None = None, lang: str | None = None, legend: bool = True) -> Axes:
    """Return the axes on which a plan is drawn, in the system that its files are written in.

    Parameters
    ----------
    plan : Plan
        What is drawn.
    ax : Axes, optional
        Where; by default new ones.
    lang : str, optional
        ``zh`` or ``en``, of the legend; by default the plan's.
    legend : bool
        Whether there is one.

    Raises
    ------
    OutputError
        If matplotlib is not installed.
    """
    if find_spec("matplotlib") is None:
        raise OutputError(Finding(code="no_matplotlib"))
    import matplotlib.pyplot as plt
    from matplotlib.axes import Axes as AnyAxes

    expect("ax", ax, AnyAxes, None)
    axes: Any = plt.subplots(figsize=(8, 8), layout="constrained")[1] if ax is None else ax
    crs = output_crs(plan.study)
    blocks, circles, centers = (
        table[table.geometry.notna()].to_crs(crs) for table in (plan.blocks, plan.circles, plan.centers)
    )
    for verdict, colour in _COLOURS.items():
        rows = blocks[blocks["verdict"] == verdict]
        if len(rows):
            areal = not (rows.geom_type == "Point").all()
            hatched = {"alpha": 0.55, "hatch": _HATCHED.get(verdict), "edgecolor": colour}
            style: dict[str, Any] = hatched if areal else {"markersize": 12}
            rows.plot(ax=axes, color=colour, linewidth=0.5, zorder=1, **style)
    if len(circles):
        circles.boundary.plot(ax=axes, color="#555555", linewidth=0.8, zorder=2)
    for status, shape in (("open", "o"), ("closed", "x")):
        rows = centers[centers["status"] == status]
        if len(rows):
            rows.plot(ax=axes, color="#111111", marker=shape, markersize=28, zorder=3)
    axes.set_axis_off()
    if legend:
        _add_legend(axes, lang or plan.study.lang, set(blocks["verdict"]), set(centers["status"]))
    drawn: Axes = axes
    return drawn


def _add_legend(axes: Any, lang: str, verdicts: set[str], statuses: set[str]) -> None:
    from matplotlib import font_manager
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    known = {font.name for font in font_manager.fontManager.ttflist}
    family = next((name for name in _CHINESE if name in known), None)
    lang = "en" if lang == "zh" and family is None else lang
    keys: list[Any] = [
        Patch(facecolor=colour, alpha=0.55, hatch=_HATCHED.get(verdict), label=_word(f"verdict.{verdict}", lang))
        for verdict, colour in _COLOURS.items()
        if verdict in verdicts
    ]
    keys += [Line2D([], [], color="#555555", linewidth=0.8, label=_word("map.layer.circles", lang))]
    keys += [
        Line2D([], [], color="#111111", marker=shape, linestyle="", label=_word(f"plot.{status}", lang))
        for status, shape in (("open", "o"), ("closed", "x"))
        if status in statuses
    ]
    axes.legend(
        handles=keys,
        loc="upper left",
        bbox_to_anchor=(1.0, 1.0),
        frameon=False,
        prop=font_manager.FontProperties(family=family if lang == "zh" else None),
    )


def _word(key: str, lang: str) -> str:
    return text_of(phrase(key.replace(" ", "_")), lang)
