"""Lists and layers of a whole city, from the file to the checked table, against the bare libraries beneath."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from benchmarks.measuring import Figure, processor_in_turns

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from benchmarks.setting import Setting

NAME = "Reading inputs"
CENTERS, BLOCKS, QUICK_SHARE = 100_000, 200_000, 10
ASKED = "<= 2x"


def run(setting: Setting) -> list[Figure]:
    """Read 100,000 centers from a workbook and 200,000 blocks from a GeoPackage, in turns with the bare readers."""
    share = QUICK_SHARE if setting.quick else 1
    return [
        *_centers(setting, rows=CENTERS // share),
        *_blocks(setting, rows=BLOCKS // share),
    ]


def _centers(setting: Setting, *, rows: int) -> list[Figure]:
    import openpyxl

    from circles.sources.inputs.centers import centers_from
    from circles.sources.tables.reading import read_table

    path = setting.work / "centers.xlsx"
    _write_centers(path, rows)

    def bare() -> int:
        book = openpyxl.load_workbook(path, read_only=True)
        return sum(1 for _ in book.worksheets[0].iter_rows(values_only=True))

    def ours() -> int:
        return len(centers_from(read_table(path, kind="centers")).table)

    return _compared(f"{rows:,} centers, .xlsx", "openpyxl, read only", bare, ours, runs=1)


def _blocks(setting: Setting, *, rows: int) -> list[Figure]:
    import pyogrio

    from circles.sources.inputs.blocks import blocks_from
    from circles.sources.tables.reading import read_table

    path = setting.work / "many_blocks.gpkg"
    _write_blocks(path, rows)

    def bare() -> int:
        return len(pyogrio.read_dataframe(path))

    def ours() -> int:
        return len(blocks_from(read_table(path, kind="blocks")).table)

    return _compared(f"{rows:,} blocks, .gpkg", "pyogrio.read_dataframe", bare, ours, runs=setting.runs)


def _compared(what: str, peer: str, bare: Callable[[], int], ours: Callable[[], int], *, runs: int) -> list[Figure]:
    peer_s, ours_s = processor_in_turns(bare, ours, runs=runs)
    ratio = ours_s / peer_s
    note = "processor time, in turns; ours to the checked table"
    return [
        Figure(NAME, f"{what}: {peer}", f"{peer_s:.2f} s"),
        Figure(NAME, f"{what}: circles", f"{ours_s:.2f} s", f"{ratio:.2f}x", ASKED, ratio <= 2, note),
    ]


def _write_centers(path: Path, rows: int) -> None:
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("centers")
    sheet.append(["编号", "名称", "经度", "纬度", "地址", "类型", "建筑面积", "状态"])
    for i in range(rows):
        lon, lat = 114 + i % 1000 / 2000, 30 + i // 1000 / 2000
        sheet.append([f"C{i:06d}", f"中心{i}", lon, lat, f"中山大道{i}号", "社区", 800 + i % 100, "已启用"])
    book.save(path)


def _write_blocks(path: Path, rows: int) -> None:
    draw = np.random.default_rng(1)
    middle = draw.uniform(0, 0.8, (rows, 2)) + np.array([114, 30])
    angle = np.linspace(0, 2 * np.pi, 9)[:-1]
    ring = middle[:, None, :] + 5e-4 * np.column_stack([np.cos(angle), np.sin(angle)])
    table = gpd.GeoDataFrame(
        {
            "block_id": [f"B{i:06d}" for i in range(rows)],
            "name": [f"小区{i}" for i in range(rows)],
            "population": draw.integers(50, 800, rows),
            "dwellings": draw.integers(10, 300, rows),
        },
        geometry=shapely.polygons(ring),
        crs="EPSG:4326",
    )
    table.to_file(path, layer="blocks", engine="pyogrio")
