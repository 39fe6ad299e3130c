"""Make the small hostile and broken files beside this script: ``python -m tests.sources.hostile.make_corpus``.

What each of them must give is said in ``corpus.csv``. Nothing is drawn at random without a seed.
"""

from __future__ import annotations

import json
import random
import sqlite3
import struct
import zipfile
from contextlib import closing
from io import BytesIO
from pathlib import Path

import pyarrow as pa
import shapely

from tests.sources.hostile.newer_formats import newer
from tests.sources.hostile.pieces import (
    BAD_ROW,
    BILLION,
    BOOK,
    DTD,
    ENDLESS,
    EXTERNAL,
    HEADER,
    OSM_HEADER,
    ROWS,
    SHEET,
    STREETS,
    STUDY,
    TWO_NODES,
    VRT,
    blob,
    book,
    crs,
    edge,
    features,
    geopackage,
    graphml,
    nodes,
    parquet,
    pickled,
    point,
    registered,
    row,
    shape_index,
    shapefile,
    tangle,
    ways_only,
    with_crs,
)

HERE = Path(__file__).parent


def corpus() -> dict[str, bytes | str]:
    """Return every file by its name; those of a folder with a slash."""
    return {**studies(), **lists(), **workbooks(), **geojson(), **geopackages(), **others(), **graphs(), **newer()}


def studies() -> dict[str, bytes | str]:
    return {
        "good_streets.geojson": STREETS,
        "good.csv": HEADER + "A,114.285,30.5801\n",
        "study_empty.toml": "",
        "study_latin.toml": 'name = "Köln"'.encode("latin-1"),
        "study_utf16.toml": 'name = "S"'.encode("utf-16"),
        "study_nul.toml": 'name = "a\0b"\n',
        "study_deep.toml": "a = " + "[" * 3000,
        "study_key_twice.toml": STUDY + '[streets]\nfile = "x"\n',
        "study_long_number.toml": STUDY + "[scenario]\nminutes = " + "9" * 5000 + "\n",
        "study_nan.toml": STUDY + "[scenario]\nminutes = nan\n",
        "study_dotted.toml": ".".join("a" * 3000) + " = 1\n",
        "study_vsi.toml": STUDY.replace("good_streets.geojson", "/vsicurl/http://localhost/x.gpkg"),
        "study_http.toml": STUDY.replace("good_streets.geojson", "http://localhost/x.gpkg"),
        "study_driver.toml": STUDY.replace("good_streets.geojson", "GPKG:good.gpkg:blocks"),
        "study_folder.toml": STUDY.replace("good_streets.geojson", ".."),
        "study_itself.toml": STUDY.replace("good_streets.geojson", "study_itself.toml"),
        "study_crs_file.toml": STUDY.replace('"good.csv"', '"good.csv"\ncrs = "+init=/etc/hostname:1"', 1),
        "study_crs_grid.toml": STUDY.replace(
            '"good.csv"', '"good.csv"\ncrs = "+proj=longlat +nadgrids=/etc/hostname"', 1
        ),
    }


def lists() -> dict[str, bytes | str]:
    good = "A,114.3,30.6\n"
    return {
        "empty.csv": "",
        "newlines.csv": "\n\r\n\n",
        "header_only.csv": HEADER,
        "utf16.csv": (HEADER + good).encode("utf-16")[:-1] + b"\xd8",  # ends with half a character
        "bytes.csv": HEADER.encode() + b"\xff\xfe\x80,114.3,30.6\n",
        "nul_place.csv": HEADER + "A,11\0004.3,30.6\n",
        "nan.csv": HEADER + good + "B,nan,30.6\n",
        "infinite.csv": HEADER + good + "B,114.3,-inf\n",
        "huge_number.csv": HEADER + good + "B,1e400,30.6\n",
        "long_number.csv": HEADER + f"A,{'1' * 400},30.6\n",
        "beyond_earth.csv": HEADER + good + "B,114.3,91\n",
        "swapped.csv": HEADER + "A,30.6,114.3\n",
        "formula_place.csv": HEADER + "A,=1+113,30.6\n",
        "open_quote.csv": HEADER + '"A,114.3,30.6\n',
        "ragged.csv": HEADER + good + "B,114.3,30.6,more\n",
        "columns_twice.csv": "name,name,lon,lat\nA,A,114.3,30.6\n",
        "wide.csv": HEADER.strip() + "," * 2100 + "x\n" + good,
        "ids_twice.csv": "center_id,lon,lat\n1,114.3,30.6\n1,114.4,30.6\n",
        "right_to_left.csv": "na\u202eme,l\u200bon,la\u200dt\nA,114.3,30.6\n",
        "picture.csv": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        "vrt.csv": VRT,
    }


def workbooks() -> dict[str, bytes | str]:
    sheet = "xl__worksheets__sheet1_dot_xml"
    whole = book()
    shared = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>name</t></si></sst>'
    relation = (
        '<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        'sharedStrings" Target="sharedStrings.xml"/>'
    )
    rels = BOOK["xl/_rels/workbook.xml.rels"]
    with_shared = {
        "xl__sharedStrings_dot_xml": shared,
        "xl___rels__workbook_dot_xml_dot_rels": rels.replace("</Rel", relation + "</Rel"),
    }
    merges = "".join(f'<mergeCell ref="A{i}:C1048576"/>' for i in range(1, 10))
    many = "".join(row(i, "n") for i in range(4, 300))
    return {
        "bomb.xlsx": book(SHEET.format(" " * (20 * 2**20), ROWS, "")),
        "other_part_bomb.xlsx": book(xl__media__image_dot_png=bytes(20 * 2**20)),
        "document_type.xlsx": book(DTD + SHEET.format("", ROWS, "")),
        "billion_laughs.xlsx": book(BILLION + SHEET.format("", row(1, "&j;"), "")),
        "shared_document_type.xlsx": book(**{**with_shared, "xl__sharedStrings_dot_xml": DTD + shared}),
        "shared_without_end.xlsx": book(
            SHEET.format("", '<row r="1"><c r="A1" t="s"><v>99999</v></c></row>' + row(2, "x"), ""), **with_shared
        ),
        "claimed_size.xlsx": book(SHEET.format('<dimension ref="A1:XFD1048576"/>', ROWS + BAD_ROW, "")),
        "merged_everywhere.xlsx": book(
            SHEET.format("", ROWS + many + row(1048576, "z"), f"<mergeCells>{merges}</mergeCells>")
        ),
        "row_without_end.xlsx": book(SHEET.format("", ROWS + row(99999999, "z"), "")),
        "row_no_number.xlsx": book(SHEET.format("", ROWS + '<row r="x"><c r="??"><v>1</v></c></row>', "")),
        "utf16.xlsx": book("", **{sheet: SHEET.format("", ROWS, "").encode("utf-16")}),
        "no_sheet.xlsx": book("", **{sheet: None}),
        "sheet_elsewhere.xlsx": book(
            xl___rels__workbook_dot_xml_dot_rels=rels.replace("worksheets/sheet1.xml", "../../../../etc/hostname")
        ),
        "sheet_is_workbook.xlsx": book(
            xl___rels__workbook_dot_xml_dot_rels=rels.replace("worksheets/sheet1.xml", "workbook.xml")
        ),
        "empty_sheet.xlsx": book(SHEET.format("", "", "")),
        "cut_short.xlsx": whole[: len(whole) // 2],
        "cut_in_directory.xlsx": whole[:-30],
        "lying_size.xlsx": whole.replace(struct.pack("<I", len(SHEET.format("", ROWS, ""))), struct.pack("<I", 10)),
        "locked.xlsx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100),
        "other_archive.xlsx": other_archive(),
    }


def other_archive() -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(zipfile.ZipInfo("../../evil.txt"), "x")
    return stream.getvalue()


def geojson() -> dict[str, bytes | str]:
    square = {"type": "Polygon", "coordinates": [[[114.3, 30.6], [114.31, 30.6], [114.31, 30.61], [114.3, 30.6]]]}
    plain = features(point())
    link = json.dumps(crs("link", href="http://localhost:9/crs", type="proj4"))
    return {
        "vrt.geojson": VRT,
        "crs_link.geojson": features(point(), crs=crs("link", href="http://localhost:9/crs", type="proj4")),
        "crs_url.geojson": features(point(), crs=crs("url", url="http://localhost:9/crs")),
        "crs_file.geojson": features(point(), crs=crs("name", name="+init=/etc/hostname:1")),
        "crs_escaped.geojson": plain[:-1] + f', "\\u0063r\\u0073": {link}}}',
        "crs_single_quotes.geojson": plain[:-1] + f", 'crs': {link}}}",
        "crs_after_comment.geojson": plain[:-1] + f', "crs" /* : */ : {link}}}',
        "nan.geojson": features(point(), point("114.3")).replace('"114.3"', "NaN"),
        "text_place.geojson": features(point(), point("114.3")),
        "swapped.geojson": features(point(30.6, 114.3)),
        "beyond_earth.geojson": features(point(), point(114.3, 91)),
        "projected.geojson": features(point(534000, 3386000)),
        "polygon_center.geojson": features(point(), square),
        "mixed_streets.geojson": features(
            {"type": "LineString", "coordinates": [[114.3, 30.6], [114.4, 30.6]]}, square
        ),
        "tangle.geojson": features(square, tangle(1100)),
        "empty_collection.geojson": features(),
        "no_shapes.geojson": features(None, None),
        "topology.geojson": json.dumps({"type": "Topology", "objects": {}, "arcs": []}),
        "cut_short.geojson": plain[:-40],
        "deep.geojson": plain[:-1] + ', "x": ' + "[" * 3000 + "]" * 3000 + "}",
        "bytes.geojson": features(point()).encode().replace(b"F0", b"\xff\xfe"),
        "nul.geojson": plain.replace("F0", "F\0"),
        "empty.geojson": "",
        "brace.geojson": "{",
    }


def geopackages() -> dict[str, bytes | str]:
    whole = geopackage()
    head = b"GP\0\1" + struct.pack("<i", 4326)
    endless_bytes = head + struct.pack("<bIII", 1, 3, 1, 2**31)
    nan = head + shapely.to_wkb(shapely.Point(float("inf"), 1.0))
    return {
        "good.gpkg": whole,
        "endless_view.gpkg": geopackage(f"CREATE VIEW v AS {ENDLESS}"),
        "endless_layer.gpkg": geopackage(f"CREATE VIEW v AS {ENDLESS}", registered("v")),
        "cross_join.gpkg": geopackage("CREATE VIEW v AS SELECT a.fid FROM blocks a, blocks b, blocks c"),
        "text_search.gpkg": geopackage("CREATE VIRTUAL TABLE v USING fts4(a)"),
        "computed_column.gpkg": geopackage("ALTER TABLE blocks ADD COLUMN c TEXT AS (name || name)"),
        "no_crs.gpkg": geopackage(srs=-1),
        "crs_file.gpkg": geopackage(
            "UPDATE gpkg_spatial_ref_sys SET definition='+init=/etc/hostname:1', organization='x', "
            "organization_coordsys_id=7 WHERE srs_id=4326"
        ),
        "contents_elsewhere.gpkg": geopackage("UPDATE gpkg_contents SET table_name='/etc/hostname'"),
        "contents_of_schema.gpkg": geopackage("UPDATE gpkg_contents SET table_name='sqlite_master'"),
        "no_contents.gpkg": geopackage("DROP TABLE gpkg_contents"),
        "two_layers.gpkg": geopackage(
            "CREATE TABLE land(fid INTEGER PRIMARY KEY, geom BLOB)",
            registered("land"),
            "INSERT INTO gpkg_geometry_columns VALUES('land','geom','POLYGON',4326,0,0)",
            "UPDATE gpkg_contents SET table_name='areas' WHERE table_name='blocks'",
            "UPDATE gpkg_geometry_columns SET table_name='areas' WHERE table_name='blocks'",
            "ALTER TABLE blocks RENAME TO areas",
        ),
        "no_rows.gpkg": geopackage(blobs=()),
        "infinite.gpkg": geopackage(blobs=(nan,)),
        "endless_shape.gpkg": geopackage(blobs=(endless_bytes,)),
        "cut_short.gpkg": whole[: len(whole) // 2],
        "shared_page.gpkg": shared_page(),
        "noise.gpkg": whole[:100] + random.Random(4).randbytes(3000),  # noqa: S311
        "other_database.gpkg": whole[:68] + bytes(4) + whole[72:],
    }


def shared_page() -> bytes:
    """Return a GeoPackage in which two children of a table are one and the same page."""
    whole = bytearray(geopackage(blobs=tuple(bytes([i]) * 150 for i in range(12))))
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(bytes(whole))
        ((root,),) = database.execute("SELECT rootpage FROM sqlite_master WHERE name='blocks'").fetchall()
    start = (root - 1) * 512
    first, second = (struct.unpack_from(">H", whole, start + 12 + 2 * i)[0] for i in range(2))
    whole[start + first : start + first + 4] = whole[start + second : start + second + 4]
    return bytes(whole)


def others() -> dict[str, bytes | str]:
    long_word = pa.array(["x" * 2_000_000] * 60)
    shp = shapefile(struct.pack("<idd", 1, 114.3, 30.6))
    return {
        "plain.parquet": parquet(geo=False),
        "noise.parquet": b"PAR1" + random.Random(5).randbytes(300) + b"PAR1",  # noqa: S311
        "cut_short.parquet": parquet()[:-40],
        "crs_file.parquet": parquet(geo=with_crs("+init=/etc/hostname:1")),
        "crs_address.parquet": parquet(geo=with_crs("http://localhost:9/crs")),
        "crs_nonsense.parquet": parquet(geo=with_crs({"type": "GeographicCRS"})),
        "geo_list.parquet": parquet(geo=lambda _: [1, 2]),
        "geo_other_column.parquet": parquet(geo=lambda said: {**said, "primary_column": "nowhere"}),
        "no_wkb.parquet": parquet(geometry=[b"\1\2\3"]),
        "long_word.parquet": parquet(long_word, geometry=[b""] * 60),
        "rows.parquet": parquet(geometry=[None] * 5_000_001),  # type: ignore[list-item]
        "pickled.parquet": pickled(),
        "header_only.osm.pbf": OSM_HEADER,
        "ways_only.osm.pbf": OSM_HEADER + blob(b"OSMData", ways_only()),
        "zero_in_text.osm.pbf": OSM_HEADER + blob(b"OSMData", ways_only(b"residen\0ial")),
        "cut_short.osm.pbf": (OSM_HEADER + blob(b"OSMData", ways_only()))[:-9],
        "noise.osm.pbf": OSM_HEADER + blob(b"OSMData", random.Random(6).randbytes(300)),  # noqa: S311
        "lying_size.osm.pbf": OSM_HEADER + blob(b"OSMData", ways_only(), raw_size=3),
        "bomb.osm.pbf": OSM_HEADER + blob(b"OSMOther", b"", raw_size=2**24) * 4,
        "large_blob.osm.pbf": OSM_HEADER + blob(b"OSMData", b"", raw_size=2**40),
        "long_header.osm.pbf": OSM_HEADER + struct.pack(">I", 2**31) + b"x",
        "header_only.shp": shp[:100],
        "not_named.dat": shp,
        "vrt.shp": shp[:100] + VRT.encode(),
        "vrt.shx": shape_index(10),
        "record_again.shp": shp,
        "record_again.shx": shape_index(*[2**25] * 40),
        "cut_short.shp": shapefile(struct.pack("<i", 3) + bytes(36) + struct.pack("<ii", 2**20, 2**20)),
        "cut_short.shx": shape_index(24),
        "no_index.shp": shp,
        "noise.gdb/a00000001.gdbtable": random.Random(7).randbytes(200),  # noqa: S311
        "noise.gdb/a00000001.gdbtablx": random.Random(8).randbytes(100),  # noqa: S311
        "empty.gdb/a00000001.gdbtable": b"",
        "row_again.gdb/a00000001.gdbtable": bytes(40) + struct.pack("<I", 2**24) + bytes(40),
        "row_again.gdb/a00000001.gdbtablx": struct.pack("<4I", 3, 1, 9, 5) + (40).to_bytes(5, "little") * 9,
        "places.kml": "<kml><Document><Placemark><name>&x;</name></Placemark></Document></kml>",
        "streets.osm": EXTERNAL + '<osm version="0.6"><node id="1" lat="1" lon="1"/></osm>',
        "packed.gz": b"\x1f\x8b\x08" + bytes(30),
    }


def graphs() -> dict[str, bytes | str]:
    crs_key = '<key id="c" for="graph" attr.name="crs" attr.type="string"/>'
    return {
        "billion_laughs.graphml": graphml(TWO_NODES + edge(), head=BILLION),
        "external.graphml": graphml(TWO_NODES + edge("&x;"), head=EXTERNAL),
        "outer_document_type.graphml": graphml(
            TWO_NODES + edge(), head='<!DOCTYPE g SYSTEM "http://localhost:9/x.dtd">'
        ),
        "entity_unknown.graphml": graphml(TWO_NODES + edge("&x;")),
        "nan.graphml": graphml(TWO_NODES + edge("nan")),
        "negative.graphml": graphml(TWO_NODES + edge("-5")),
        "infinite.graphml": graphml(TWO_NODES + edge("1e999")),
        "one_without_length.graphml": graphml(TWO_NODES + edge() + edge(None)),
        "node_nowhere.graphml": graphml(nodes((114.3, 30.6), ("nan", 30.6)) + edge()),
        "node_missing.graphml": graphml(nodes((114.3, 30.6)) + edge()),
        "no_edges.graphml": graphml(TWO_NODES),
        "crs_file.graphml": graphml(
            TWO_NODES + edge(), keys=crs_key, data='<data key="c">+init=/etc/hostname:1</data>'
        ),
        "crs_nonsense.graphml": graphml(TWO_NODES + edge(), keys=crs_key, data='<data key="c">nonsense</data>'),
        "deep.graphml": graphml("<a>" * 3000 + "</a>" * 3000),
        "cut_short.graphml": graphml(TWO_NODES + edge())[:-30],
        "bytes.graphml": graphml(TWO_NODES).encode() + b"\xff",
        "other_root.graphml": "<a/>",
        "unknown_key.graphml": graphml('<node id="0"><data key="zz">1</data></node>'),
        "unknown_type.graphml": graphml(TWO_NODES, keys='<key id="q" for="node" attr.name="q" attr.type="evil"/>'),
    }


def main() -> None:
    for name, content in corpus().items():
        path = HERE / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)


if __name__ == "__main__":
    main()
