"""A comparison as a folder of two files: a table of every block, and a map of what changed that works offline."""

from __future__ import annotations

from pathlib import Path

import shapely

from circles.answers.comparison import Comparison
from circles.answers.years import YearsComparison
from circles.errors import Finding, OutputError, expect, expect_choice, expect_language
from circles.publish.changes_page import changes_html
from circles.publish.csv_text import csv_bytes
from circles.publish.shared_changes import shared_changes_page
from circles.publish.shared_page import SHARED
from circles.settings import SECTIONS
from circles.writing import write_whole

TABLE, PAGE = "changes.csv", "changes.html"
YEARS_TABLE = "years.csv"


def write_comparison(
    comparison: Comparison, folder: str | Path, *, lang: str | None = None, edition: str | None = None
) -> tuple[Path, Path]:
    """Write a comparison to `folder` and return its files: ``changes.csv`` and ``changes.html``.

    Of two years ``years.csv`` is written besides.

    Parameters
    ----------
    comparison : Comparison
        What :func:`circles.compare` gave.
    folder : str or Path
        Made where it is not there; an earlier comparison in it is replaced, other files are left alone.
    lang : str, optional
        ``zh`` or ``en``; by default the comparison's own.
    edition : str, optional
        Of the page: ``full``, or ``shared``, which holds classes and roll-ups alone; by default ``shared`` where one of
        the two answers asks for it.

    Raises
    ------
    InputError
        If the edition is none of the two.
    OutputError
        If a file cannot be written, or the folder holds the result of a plan or a siting.

    Examples
    --------
    >>> import circles, tempfile
    >>> study = circles.read_study(circles.demo_study() / "study.toml")
    >>> change = circles.compare(circles.plan(study), circles.plan(study.with_center("New", 114.29, 30.60)))
    >>> [file.name for file in circles.write_comparison(change, tempfile.mkdtemp())]
    ['changes.csv', 'changes.html']
    """
    expect_language(lang)
    expect("comparison", comparison, Comparison)
    expect("folder", folder, str, Path)
    edition = edition or _edition(comparison)
    expect_choice("edition", edition, SECTIONS["output"]["edition"].choices)
    target, lang = Path(folder), lang or comparison.lang
    if (target / "summary.json").exists():
        raise OutputError(Finding(code="output_other_kind", file=str(target), details={"kind": "plan"}))
    contents = {
        **_years(comparison),
        TABLE: _table(comparison),
        PAGE: (shared_changes_page if edition == SHARED else changes_html)(comparison, lang=lang).encode("utf-8"),
    }
    try:
        target.mkdir(parents=True, exist_ok=True)
        for name, content in contents.items():
            write_whole(target / name, content)
    except OSError as fault:
        details = {"fault": fault.strerror or str(fault)}
        raise OutputError(Finding(code="map_not_written", file=str(target), details=details)) from fault
    return target / TABLE, target / PAGE


def _edition(comparison: Comparison) -> str:
    """Return the shared edition where one of the two answers is of that, else the full one."""
    asked = [side.output.get("edition") for side in (comparison.before, comparison.after)]
    return SHARED if SHARED in asked else "full"


def _years(comparison: Comparison) -> dict[str, bytes]:
    """Return the table of the steps from year to year, where the two are years."""
    if not isinstance(comparison, YearsComparison):
        return {}
    steps = comparison.steps
    return {YEARS_TABLE: csv_bytes(list(steps.columns), [steps[name].tolist() for name in steps.columns])}


def _table(comparison: Comparison) -> bytes:
    table = comparison.blocks
    points = shapely.point_on_surface(table.geometry.to_numpy())
    columns = {name: table[name].tolist() for name in table.columns if name != "geometry"}
    columns |= {"lon": shapely.get_x(points).tolist(), "lat": shapely.get_y(points).tolist()}
    return csv_bytes(list(columns), list(columns.values()))
