"""The worst files of 5 MB that we can think of, each read in a fresh process: ``python -m benchmarks.hostile``.

Any of them must give a table or a clear error within 10 seconds and 1 GB.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import time
import zipfile
from functools import partial
from math import pi
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from benchmarks.measuring import Figure, peak_mb, run_python

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.setting import Setting

NAME = "Hostile files of 5 MB"
MOST_SECONDS, MOST_MB = 10.0, 1024.0
SIZE = 5_000_000

SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'


def run(setting: Setting) -> list[Figure]:
    """Make the files, read each in a fresh process, and hold each to the two limits."""
    return measure(setting.work)


def measure(folder: Path) -> list[Figure]:
    """Return a figure for each file, made in `folder`."""
    figures = []
    for name, (kind, make) in FILES.items():
        path = folder / name
        make(path)
        process = run_python(["-m", "benchmarks.hostile", kind, str(path)])
        seconds, peak = process.answer["seconds"], process.peak_mb or 0.0
        processor_s = process.answer["processor_s"]
        note = f"{path.stat().st_size / 1e6:.1f} MB; processor {processor_s:.1f} s; {process.answer['result']}"
        figures.append(
            Figure(
                NAME,
                name,
                f"{seconds:.1f} s, {peak:,.0f} MB",
                asked="10 s, 1 GB",
                met=seconds <= MOST_SECONDS and peak <= MOST_MB,
                note=note,
            )
        )
        path.unlink()
    return figures


def read(kind: str, path: Path) -> str:
    """Read a file as streets, centers or blocks; return how that ended."""
    from circles.errors import CirclesError
    from circles.sources.inputs.blocks import blocks_from
    from circles.sources.inputs.centers import centers_from
    from circles.sources.streets.reading import streets_reading
    from circles.sources.tables.reading import read_table

    try:
        if kind == "streets":
            return f"{len(streets_reading(path).table):,} rows"
        raw = read_table(path, kind=kind)
        return f"{len((blocks_from if kind == 'blocks' else centers_from)(raw).table):,} rows"
    except CirclesError as error:
        return f"refused: {error.findings[0].code}"


def _features(*geometries: str) -> str:
    made = ",".join(f'{{"type":"Feature","properties":{{}},"geometry":{geometry}}}' for geometry in geometries)
    return f'{{"type":"FeatureCollection","features":[{made}]}}'


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _commas(path: Path) -> None:
    _write(path, "name,lon,lat\n" + "," * SIZE)


def _short_rows(path: Path) -> None:
    _write(path, "name,lon,lat\n" + "1,1,1\n" * (SIZE // 6))


def _one_quote(path: Path) -> None:
    _write(path, 'name,lon,lat\n"' + "a\n" * (SIZE // 2))


def _full_sheet(path: Path) -> None:
    draw = random.Random(3)  # noqa: S311 not a secret
    cell = '<c t="inlineStr"><is><t>{:06d}</t></is></c><c><v>114.{:05d}</v></c><c><v>30.{:05d}</v></c>'
    numbers = ([draw.randrange(10**6), draw.randrange(10**5), draw.randrange(10**5)] for _ in range(300_000))
    _sheet(path, "".join(f"<row>{cell.format(*each)}</row>" for each in numbers), rows=1)


def _sheet(path: Path, row: str, *, rows: int) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in _book_parts().items():
            archive.writestr(name, text)
        archive.writestr("xl/worksheets/sheet1.xml", SHEET + row * rows + "</sheetData></worksheet>")


def _book_parts() -> dict[str, str]:
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    excel = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    return {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType='
        f'"{excel}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="{excel}.worksheet+xml"'
        "/></Types>",
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        f'xmlns:r="{office}"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
        f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    }


def _nesting(path: Path) -> None:
    lists = "[" * (SIZE // 2) + "]" * (SIZE // 2)
    _write(path, _features(f'{{"type":"Polygon","coordinates":{lists}}}'))


def _polygon(ring: Any) -> str:
    return json.dumps({"type": "Polygon", "coordinates": [[[round(x, 5), round(y, 5)] for x, y in ring]]})


def _tangle(path: Path) -> None:
    ring = 114 + np.random.default_rng(1).uniform(0, 1, (SIZE // 22, 2)) - np.array([0, 84])
    _write(path, _features(_polygon([*ring.tolist(), ring[0].tolist()])))


def _comb(path: Path) -> None:
    teeth = np.arange(SIZE // 44) / (SIZE // 44)
    low, high = np.column_stack([114 + teeth, 30 + 0 * teeth]), np.column_stack([115 + teeth, 31 + 0 * teeth])
    ring = np.stack([low, high], axis=1).reshape(-1, 2).tolist()
    _write(path, _features(_polygon([*ring, [117, 30.5], [117, 29.5], [113.9, 29.5], ring[0]])))


def _small_tangles(path: Path) -> None:
    draw = np.random.default_rng(2)
    rings = 114 + draw.uniform(0, 1, (SIZE // 1000, 40, 2)) - np.array([0, 84])
    shapes = (_polygon([*ring.tolist(), ring[0].tolist()]) for ring in rings)
    _write(path, _features(*shapes))


def _keys(path: Path) -> None:
    keys = ",".join(f'"k{i}":1' for i in range(SIZE // 11))
    _write(path, _features("null").replace('"properties":{', '"properties":{' + keys))


def _keys_apart(path: Path) -> None:
    made = ",".join(f'{{"type":"Feature","properties":{{"k{i}":1}},"geometry":null}}' for i in range(SIZE // 61))
    _write(path, f'{{"type":"FeatureCollection","features":[{made}]}}')


def _many_points(path: Path) -> None:
    _write(path, _features('{"type":"MultiPoint","coordinates":[' + ",".join(["[1,2]"] * (SIZE // 6)) + "]}"))


def _bow_tie(path: Path) -> None:
    angle = np.linspace(0, 2 * pi, SIZE // 16)
    ring = np.column_stack([114 + np.sin(angle) / 2, 30 + np.sin(2 * angle) / 2])
    frame = gpd.GeoDataFrame({"name": ["B"]}, geometry=[shapely.Polygon(ring)], crs="EPSG:4326")
    frame.to_file(path, layer="blocks", engine="pyogrio")


def _squares(path: Path) -> None:
    draw = np.random.default_rng(3)
    corners = draw.uniform(0, 1, (SIZE // 100, 2)) + np.array([114, 30])
    boxes = shapely.box(corners[:, 0], corners[:, 1], corners[:, 0] + 0.5, corners[:, 1] + 0.5)
    frame = gpd.GeoDataFrame({"name": ["B"]}, geometry=[shapely.MultiPolygon(list(boxes))], crs="EPSG:4326")
    frame.to_file(path, layer="blocks", engine="pyogrio")


def _graph(path: Path, element: str) -> None:
    head = '<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph edgedefault="directed">'
    body = "".join(element.format(i) for i in range(SIZE // len(element.format(10**5))))
    _write(path, f"{head}{body}</graph></graphml>")


def _deep_graph(path: Path) -> None:
    _write(path, "<graphml>" + "<a>" * (SIZE // 7) + "</a>" * (SIZE // 7) + "</graphml>")


def _ways(path: Path) -> None:
    """Write one node and as many two-node ways as 40 MB unpacked can hold, packed."""
    from tests.sources.hostile.pieces import OSM_HEADER, blob, field, varint

    texts = b"".join(field(1, text) for text in (b"", b"highway", b"residential"))
    nodes = (
        field(1, varint(2) + varint(2))
        + field(8, varint(612_000_000) + varint(200))
        + field(9, varint(2_286_000_000) + varint(200))
    )
    way = field(3, field(1, 1) + field(2, varint(1)) + field(3, varint(2)) + field(8, varint(2) + varint(2)))
    blocks = [field(1, texts) + field(2, field(2, nodes))] + [field(1, texts) + field(2, way * 120_000)] * 15
    path.write_bytes(OSM_HEADER + b"".join(blob(b"OSMData", data) for data in blocks) + _padding(blob))


def _padding(blob: Callable[[bytes, bytes], bytes]) -> bytes:
    return blob(b"OSMUnknown", random.Random(1).randbytes(SIZE - 200_000))  # noqa: S311 not a secret


FILES: dict[str, tuple[str, Callable[[Path], None]]] = {
    "commas.csv": ("centers", _commas),
    "short_rows.csv": ("centers", _short_rows),
    "one_quote.csv": ("centers", _one_quote),
    "full.xlsx": ("centers", _full_sheet),
    "empty_cells.xlsx": ("centers", partial(_sheet, row='<row><c r="XFD1"/></row>', rows=200_000)),
    "nesting.geojson": ("blocks", _nesting),
    "tangle.geojson": ("blocks", _tangle),
    "comb.geojson": ("blocks", _comb),
    "small_tangles.geojson": ("blocks", _small_tangles),
    "keys.geojson": ("centers", _keys),
    "keys_apart.geojson": ("centers", _keys_apart),
    "many_points.geojson": ("centers", _many_points),
    "bow_tie.gpkg": ("blocks", _bow_tie),
    "squares.gpkg": ("blocks", _squares),
    "nodes.graphml": ("streets", partial(_graph, element='<node id="{}"/>')),
    "edges.graphml": ("streets", partial(_graph, element='<edge source="{0}" target="a"/>')),
    "deep.graphml": ("streets", _deep_graph),
    "ways.osm.pbf": ("streets", _ways),
}


def main(arguments: list[str]) -> int:
    """Read one file where a kind and a path are given, else all; print what that took."""
    if len(arguments) == 2:
        start, worked = time.perf_counter(), time.process_time()
        result = read(arguments[0], Path(arguments[1]))
        took = {"seconds": time.perf_counter() - start, "processor_s": time.process_time() - worked}
        print(json.dumps({**took, "result": result, "peak_mb": peak_mb()}))
        return 0
    with tempfile.TemporaryDirectory(prefix="circles-hostile-") as folder:
        figures = measure(Path(folder))
    print("| file | took | asked | met | what |", "|---|---|---|---|---|", sep="\n")
    for figure in figures:
        print(
            f"| {figure.subject} | {figure.value} | {figure.asked} | {'yes' if figure.met else 'NO'} | {figure.note} |"
        )
    return 0 if all(figure.met for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
