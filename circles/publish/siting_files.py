"""A siting as a folder of files: what a plan with the sites writes, the lists of centers and sites, and the proof."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from circles.answers.siting import SITES, Siting
from circles.errors import expect
from circles.publish.centers_table import centers_csv
from circles.publish.csv_text import csv_bytes
from circles.publish.plan_files import WrittenPlan, expect_how_written, written
from circles.publish.summary_json import as_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    import geopandas as gpd


def write_siting(
    siting: Siting,
    folder: str | Path,
    *,
    lang: str | None = None,
    tiles: bool = False,
    run: Mapping[str, object] | None = None,
    inputs: Iterable[str | Path] | None = None,
) -> WrittenPlan:
    """Write a siting to `folder`, all files or none; other files in it are left alone.

    Parameters
    ----------
    siting : Siting
        What is written: all that :func:`circles.write_plan` writes, for the study with the sites; ``centers.csv``, the
        existing centers and the sites, with which a plan of the study gives the same result; ``sites.csv``, the
        sites alone; ``siting.json``, question, answer and proof. All but ``run.json`` repeat to the byte.
    folder, lang, tiles, run, inputs
        As for :func:`circles.write_plan`.

    Raises
    ------
    OutputError
        As :func:`circles.write_plan`; a plan without sites is not replaced either.

    Examples
    --------
    >>> import circles
    >>> study = circles.read_study(circles.demo_study() / "study.toml")
    >>> siting = circles.site(study, circles.SitingQuestion(new=1))
    >>> folder = circles.write_siting(siting, "maps").folder
    >>> (folder / "sites.csv").is_file()
    True
    """
    expect("siting", siting, Siting)
    expect_how_written(folder, lang=lang, tiles=tiles, run=run, inputs=inputs)
    notice = siting.notice(lang)
    centers = siting.plan_after.centers
    proposed = centers["center_id"].isin(siting.sites["site_id"])
    said = centers["note"].fillna("") if "note" in centers else ""
    more = {
        "centers.csv": centers_csv(centers.assign(note=np.where(proposed, notice, said))),
        "sites.csv": sites_csv(siting.sites.assign(note=notice)),
        "siting.json": as_json(siting.summary()),
    }
    return written(siting, folder, more, lang=lang or siting.lang, tiles=tiles, run=run or {}, inputs=inputs)


def sites_csv(sites: gpd.GeoDataFrame) -> bytes:
    """Return ``SITES`` and further columns as a CSV for people, guarded as the blocks' is.

    UTF-8 with a mark, lines ending in CR LF.
    """
    further = [name for name in sites.columns if name not in SITES]
    columns = [*(name for name in SITES if name != "geometry"), *further]
    return csv_bytes(columns, (sites[name].tolist() for name in columns))
