"""Coverage over time as a picture: an SVG that asks for nothing from outside and is printed well in black and white."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

import pandas as pd

from circles import texts
from circles.answers.marks import mark_of
from circles.answers.rate_names import rate_name
from circles.errors import Finding, QuestionError, expect, expect_language
from circles.figures import Figure
from circles.phrases import joined, phrase, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from circles.answers.plan import Plan

_WIDE, _HIGH = 760, 400
_LEFT, _RIGHT, _TOP, _RATE_HIGH, _COUNT_TOP, _COUNT_HIGH = 56, 720, 64, 216, 312, 40
_APART = 56.0
_SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
_STYLE = (
    "text{font-family:'Noto Sans SC','Microsoft YaHei','PingFang SC',sans-serif;font-size:12px;fill:#222}"
    ".l{paint-order:stroke;stroke:#fff;stroke-width:4px;stroke-linejoin:round}"
    ".t{font-size:15px;font-weight:bold}.s{fill:#555}.g{stroke:#ccc;stroke-width:1}"
    ".r{fill:none;stroke:#1f4e8c;stroke-width:2}.d{fill:#1f4e8c}.c{fill:#ddd;stroke:#555;stroke-width:1}"
)


def series_chart(days: pd.DataFrame, *, title: str = "", about: str = "", lang: str = "zh") -> str:
    """Return the chart of coverage over time as SVG: the rate by steps, below it how many centers are open.

    Parameters
    ----------
    days : DataFrame
        What :func:`circles.coverage_over_time` gave.
    title, about : str
        Two lines above it.
    lang : str
        ``zh`` or ``en``.

    Raises
    ------
    QuestionError
        If there is no day.

    Examples
    --------
    >>> import circles
    >>> study = circles.read_study(circles.demo_study() / "study.toml")
    >>> circles.series_chart(circles.coverage_over_time(study), title="汉口").count("<circle")
    16
    """
    expect_language(lang)
    expect("days", days, pd.DataFrame)
    expect("title", title, str)
    expect("about", about, str)
    if days.empty:
        raise QuestionError(Finding(code="no_series", argument="days"))
    return "".join(_drawn(days, title=title, about=about, lang=lang))


def days_drawn(plan: Plan, lang: str) -> bytes:
    """Return the chart of the days of a plan, with its rate and its mark in words."""
    base = plan.district_base
    title = phrase("series.chart_title", study=plan.study.name, rate=rate_name(base, plan.scenario))
    about = joined([phrase("series.chart_about"), mark_of(plan.study, base)])
    days: Any = plan.series
    return series_chart(days, title=text_of(title, lang), about=text_of(about, lang), lang=lang).encode()


def _drawn(series: pd.DataFrame, *, title: str, about: str, lang: str) -> Iterator[str]:
    x = _places([dt.date.fromisoformat(str(day)) for day in series.index])
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {_HIGH}" width="{_WIDE}" height="{_HIGH}" '
        f'role="img" lang="{lang}"><title>{escape(title)}</title><style>{_STYLE}</style>'
        f'<rect width="{_WIDE}" height="{_HIGH}" fill="#fff"/>'
    )
    yield _text(_LEFT, 24, title, kind="t") + _text(_LEFT, 44, about, kind="s")
    for share in _SHARES:
        y = _rate_y(share)
        label = text_of(Figure(value=share, precision="rough_share"), lang)
        yield f'<path class="g" d="M{_LEFT} {y:.1f}H{_RIGHT}"/>' + _text(_LEFT - 8, y + 4, label, anchor="end")
    rates = [float(rate) for rate in series["coverage_rate"]]
    yield f'<path class="r" d="{_steps(x, [_rate_y(rate) for rate in rates])}H{_RIGHT}"/>'
    labelled = _labelled(x)
    for at, rate in zip(x, rates, strict=True):
        yield f'<circle class="d" cx="{at:.1f}" cy="{_rate_y(rate):.1f}" r="3"/>'
    for row in sorted(labelled):
        said = text_of(Figure(value=rates[row], precision="covered_share"), lang)
        yield _text(x[row] + 4, _rate_y(rates[row]) - 9, said, kind="l", anchor="end")
        yield _text(x[row], _COUNT_TOP - 16, str(series.index[row])[:7], kind="s", anchor="middle")
    yield from _counts(series["centers_open"].tolist(), x, labelled, lang)
    yield "</svg>\n"


def _counts(counts: Sequence[int], x: Sequence[float], labelled: set[int], lang: str) -> Iterator[str]:
    """Yield how many centers are open as steps of a strip, and the numbers where dates stand."""
    floor, most = _COUNT_TOP + _COUNT_HIGH, max([*counts, 1])
    heights = [floor - _COUNT_HIGH * count / most for count in counts]
    yield f'<path class="c" d="{_steps(x, heights)}H{_RIGHT}V{floor}H{x[0]:.1f}Z"/>'
    for row in sorted(labelled):
        yield _text(x[row], floor + 16, text_of(Figure(value=counts[row]), lang), anchor="middle")
    yield _text(_LEFT, _HIGH - 10, texts.say("series.centers_open", lang), kind="s")


def _places(days: Sequence[dt.date]) -> list[float]:
    """Return where each day stands along the chart; a last day that stands alone has room behind it."""
    first, whole = days[0], max((days[-1] - days[0]).days, 1)
    return [_LEFT + 24 + (_RIGHT - _LEFT - 60) * (day - first).days / whole for day in days]


def _labelled(x: Sequence[float]) -> set[int]:
    """Return the rows that have room for a label: the first, the last, and those between that keep apart."""
    kept = [0]
    for row in range(1, len(x) - 1):
        if x[row] - x[kept[-1]] >= _APART and x[-1] - x[row] >= _APART:
            kept.append(row)
    return {*kept, len(x) - 1} if len(x) == 1 or x[-1] - x[0] >= _APART else {len(x) - 1}


def _rate_y(share: float) -> float:
    return _TOP + _RATE_HIGH * (1 - (0.0 if share != share else share))  # noqa: PLR0124 NaN


def _steps(x: Sequence[float], y: Sequence[float]) -> str:
    """Return a path that stays where it is until the next day."""
    return f"M{x[0]:.1f} {y[0]:.1f}" + "".join(f"H{at:.1f}V{to:.1f}" for at, to in zip(x[1:], y[1:], strict=True))


def _text(x: float, y: float, text: str, *, kind: str = "", anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="{anchor}">{escape(text)}</text>'
