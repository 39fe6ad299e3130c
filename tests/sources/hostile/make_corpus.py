"""Make the small hostile and broken files beside this script: ``python -m tests.sources.hostile.make_corpus``.

What each of them must give is said in ``corpus.csv``. Nothing is drawn at random without a seed.
"""

from __future__ import annotations

import bz2
import gzip
import json
import pickle
import random
import sqlite3
import struct
import zipfile
import zlib
from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import shapely

HERE = Path(__file__).parent

HEADER = "name,lon,lat\n"
BOOK = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.'
    'sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.worksheet+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
    'Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://'
    'schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="rId1"/>'
    "</sheets></workbook>",
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
    'Target="worksheets/sheet1.xml"/></Relationships>',
}
SHARED_TYPE = (
    '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'spreadsheetml.sharedStrings+xml"/>'
)
SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}<sheetData>{}</sheetData>{}</worksheet>'


def row(number: int | str, *cells: str) -> str:
    texts = "".join(
        f'<c r="{"ABCDEFG"[i]}{number}" t="inlineStr"><is><t>{cell}</t></is></c>' for i, cell in enumerate(cells)
    )
    return f'<row r="{number}">{texts}</row>'


ROWS = row(1, "name", "lon", "lat") + row(2, "A", "114.3", "30.6")
BAD_ROW = row(3, "B", "x", "30.6")


def book(sheet: str = "", **parts: str | bytes | None) -> bytes:
    """Return a workbook; a part given as None is left out, `/` is written as `__` and `.` as `_dot_`."""
    named = {name.replace("__", "/").replace("_dot_", "."): content for name, content in parts.items()}
    types = BOOK["[Content_Types].xml"]
    if "xl/sharedStrings.xml" in named:
        types = types.replace("</Types>", SHARED_TYPE + "</Types>")
    contents = {
        **BOOK,
        "[Content_Types].xml": types,
        "xl/worksheets/sheet1.xml": sheet or SHEET.format("", ROWS, ""),
        **named,
    }
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            if content is not None:
                archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def features(*shapes: Any, **members: Any) -> str:
    drawn = [{"type": "Feature", "properties": {"name": f"F{i}"}, "geometry": shape} for i, shape in enumerate(shapes)]
    return json.dumps({"type": "FeatureCollection", **members, "features": drawn})


def point(lon: Any = 114.3, lat: Any = 30.6) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [lon, lat]}


def crs(kind: str, **properties: str) -> dict[str, Any]:
    return {"type": kind, "properties": properties}


def tangle(corners: int) -> dict[str, Any]:
    draw = random.Random(9)  # noqa: S311 a shape, not a secret
    ring = [[114 + draw.randint(0, 999) / 1000, 30 + draw.randint(0, 999) / 1000] for _ in range(corners)]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


def geopackage(*statements: str, blobs: tuple[bytes, ...] | None = None, srs: int = 4326) -> bytes:
    """Return the smallest GeoPackage there can be, with one layer of one square, then changed by `statements`."""
    square = b"GP\0\1" + struct.pack("<i", srs) + shapely.to_wkb(shapely.box(114.3, 30.6, 114.31, 30.61))
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
        database.executescript(
            f"""PRAGMA page_size=512; PRAGMA application_id=0x47504B47; PRAGMA user_version=10300;
            CREATE TABLE gpkg_spatial_ref_sys(srs_name TEXT, srs_id INTEGER PRIMARY KEY, organization TEXT,
              organization_coordsys_id INTEGER, definition TEXT, description TEXT);
            INSERT INTO gpkg_spatial_ref_sys VALUES('WGS 84',4326,'EPSG',4326,'undefined',''),
              ('u',-1,'NONE',-1,'undefined',''),('g',0,'NONE',0,'undefined','');
            CREATE TABLE gpkg_contents(table_name TEXT PRIMARY KEY, data_type TEXT, identifier TEXT, description TEXT,
              last_change TEXT, min_x REAL, min_y REAL, max_x REAL, max_y REAL, srs_id INTEGER);
            CREATE TABLE gpkg_geometry_columns(table_name TEXT, column_name TEXT, geometry_type_name TEXT,
              srs_id INTEGER, z INTEGER, m INTEGER);
            CREATE TABLE blocks(fid INTEGER PRIMARY KEY, geom BLOB, name TEXT);
            INSERT INTO gpkg_contents VALUES('blocks','features','blocks','','2026-01-01T00:00:00Z',0,0,1,1,{srs});
            INSERT INTO gpkg_geometry_columns VALUES('blocks','geom','POLYGON',{srs},0,0);"""
        )
        for blob in blobs if blobs is not None else (square,):
            database.execute("INSERT INTO blocks(geom,name) VALUES(?,'B')", (blob,))
        for statement in statements:
            database.execute(statement)
        return database.serialize()


def registered(name: str) -> str:
    return f"INSERT INTO gpkg_contents VALUES('{name}','features','{name}','','2026-01-01T00:00:00Z',0,0,1,1,4326)"


def parquet(column: Any = None, *, geo: Any = None, geometry: list[bytes] | None = None, **extra: Any) -> bytes:
    shapes = geometry if geometry is not None else [shapely.to_wkb(shapely.box(114.3, 30.6, 114.31, 30.61))]
    table = pa.table(
        {"geometry": pa.array(shapes, pa.binary()), **({} if column is None else {"name": column}), **extra}
    )
    metadata = {} if geo is False else {b"geo": json.dumps(GEO if geo is None else geo(GEO)).encode()}
    stream = BytesIO()
    pq.write_table(table.replace_schema_metadata(metadata), stream, compression="zstd", dictionary_pagesize_limit=2**26)
    return stream.getvalue()


def with_crs(text: Any) -> Any:
    return lambda said: {**said, "columns": {"geometry": {**said["columns"]["geometry"], "crs": text}}}


class Executed:
    """Would raise where it is unpickled."""

    def __reduce__(self) -> tuple[Any, ...]:
        return (eval, ("1/0",))


def pickled() -> bytes:
    field = pa.field(
        "name",
        pa.string(),
        metadata={
            b"ARROW:extension:name": b"arrow.py_extension_type",
            b"ARROW:extension:metadata": pickle.dumps(Executed()),
        },
    )
    shapes = [shapely.to_wkb(shapely.Point(114.3, 30.6))] * 2
    schema = pa.schema([pa.field("geometry", pa.binary()), field], metadata={b"geo": json.dumps(GEO).encode()})
    stream = BytesIO()
    pq.write_table(pa.table([pa.array(shapes, pa.binary()), pa.array(["A", "B"])], schema=schema), stream)
    return stream.getvalue()


def varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


def field(number: int, value: int | bytes) -> bytes:
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def blob(kind: bytes, data: bytes, *, raw_size: int | None = None) -> bytes:
    body = field(2, len(data) if raw_size is None else raw_size) + field(3, zlib.compress(data, 9))
    head = field(1, kind) + field(3, len(body))
    return struct.pack(">I", len(head)) + head + body


OSM_HEADER = blob(b"OSMHeader", field(4, b"OsmSchema-V0.6") + field(4, b"DenseNodes"))


def ways_only(highway: bytes = b"residential") -> bytes:
    """Return one block with one way whose two nodes are nowhere."""
    texts = b"".join(field(1, text) for text in (b"", b"highway", highway))
    way = field(1, 7) + field(2, varint(1)) + field(3, varint(2)) + field(8, varint(2) + varint(2))
    return field(1, texts) + field(2, field(3, way))


def shape_head(size: int) -> bytes:
    return struct.pack(">i20xi", 9994, size // 2) + struct.pack("<2i8d", 1000, 1, 114, 30, 115, 31, 0, 0, 0, 0)


def shapefile(*records: bytes) -> bytes:
    body = b"".join(struct.pack(">2i", i, len(record) // 2) + record for i, record in enumerate(records, 1))
    return shape_head(100 + len(body)) + body


def shape_index(*lengths: int) -> bytes:
    """Return an index whose entries all point to the first record and say how many words it has."""
    return shape_head(100 + 8 * len(lengths)) + b"".join(struct.pack(">2i", 50, length) for length in lengths)


def graphml(body: str, *, head: str = "", keys: str = "", data: str = "") -> str:
    return (
        f'<?xml version="1.0"?>{head}<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
        '<key id="x" for="node" attr.name="x" attr.type="double"/><key id="y" for="node" attr.name="y" attr.type='
        f'"double"/><key id="l" for="edge" attr.name="length" attr.type="string"/>{keys}'
        f'<graph edgedefault="directed">{data}{body}</graph></graphml>'
    )


def nodes(*places: tuple[Any, Any]) -> str:
    return "".join(
        f'<node id="{i}"><data key="x">{x}</data><data key="y">{y}</data></node>' for i, (x, y) in enumerate(places)
    )


TWO_NODES = nodes((114.3, 30.6), (114.31, 30.6))


def edge(length: str | None = "900") -> str:
    said = "" if length is None else f'<data key="l">{length}</data>'
    return f'<edge source="0" target="1">{said}</edge>'


STREETS = features({"type": "LineString", "coordinates": [[114.28, 30.58], [114.29, 30.58]]})
STUDY = (
    'name = "S"\n[streets]\nfile = "good_streets.geojson"\n[centers]\nfile = "good.csv"\n[blocks]\nfile = "good.csv"\n'
)
BILLION = (
    '<!DOCTYPE g [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {"abcdefghij"[i + 1]} "{("&" + "abcdefghij"[i] + ";") * 10}">' for i in range(9))
    + "]>"
)
EXTERNAL = '<!DOCTYPE g [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
DTD = '<!DOCTYPE worksheet [<!ENTITY a "b">]>'
VRT = (
    '<OGRVRTDataSource><OGRVRTLayer name="good"><SrcDataSource relativeToVRT="1">good.csv</SrcDataSource>'
    "</OGRVRTLayer></OGRVRTDataSource>"
)
GEO = {
    "version": "1.0.0",
    "primary_column": "geometry",
    "columns": {"geometry": {"encoding": "WKB", "geometry_types": []}},
}
ENDLESS = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c) SELECT max(x) AS m FROM c"


def corpus() -> dict[str, bytes | str]:
    """Return every file by its name; those of a folder with a slash."""
    return {**studies(), **lists(), **workbooks(), **geojson(), **geopackages(), **others(), **graphs(), **newer()}


def newer() -> dict[str, bytes | str]:
    return {**osm_texts(), **drawn(), **other_books()}


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


OSM = '<osm version="0.6"><node id="1" lat="30.6" lon="114.3"/><node id="2" lat="30.61" lon="114.3"/>{}</osm>'
WAY = '<way id="5"><nd ref="1"/><nd ref="2"/><tag k="highway" v="residential"/></way>'
KML = '<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{}</Document></kml>'
MARK = "<Placemark><name>A</name><Point><coordinates>{}</coordinates></Point></Placemark>"
GPX = '<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">{}</gpx>'
LAUGHS = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
DRAWING = "  0\nSECTION\n  2\nENTITIES\n{}  0\nENDSEC\n  0\nEOF\n"
TOPOLOGY = (
    '{{"type":"Topology","objects":{{"s":{{"type":"MultiLineString","arcs":{}}}}},'
    '"arcs":[[[114.3,30.6],[114.3,30.61]]]}}'
)
ODS_TABLE = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:'
    'text:1.0"><office:body><office:spreadsheet><table:table table:name="S">{}</table:table></office:spreadsheet>'
    "</office:body></office:document-content>"
)


def packed(how: int = zipfile.ZIP_DEFLATED, **parts: str | bytes) -> bytes:
    """Return a zip; `/` is written as `__` and `.` as `_dot_`."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name.replace("__", "/").replace("_dot_", ".")), content, how)
    return stream.getvalue()


def osm_texts() -> dict[str, bytes | str]:
    return {
        "history.osm": OSM.format('<way id="5" version="2" visible="false"/>'),
        "change.osm": "<osmChange version='0.6'><delete><way id='5'/></delete></osmChange>",
        "laughs.osm": LAUGHS + OSM.format(WAY),
        "cut_short.osm": OSM.format(WAY)[:-60],
        "bomb.osm.bz2": bz2.compress(OSM.format(" " * (60 * 2**20)).encode()),
        "cut_short.osm.gz": gzip.compress(OSM.format(WAY).encode(), mtime=0)[:-20],
        "ways_without_nodes.osm": '<osm version="0.6">' + WAY + "</osm>",
    }


def drawn() -> dict[str, bytes | str]:
    insert = "  0\nINSERT\n  8\n0\n  2\nB\n 70\n30000\n 71\n30000\n"
    return {
        "laughs.kml": LAUGHS + KML.format(MARK.format("114.3,30.6")),
        "no_number.kml": KML.format(MARK.format("east,30.6")),
        "swapped.kml": KML.format(MARK.format("30.6,114.3")),
        "cut_short.kml": KML.format(MARK.format("114.3,30.6"))[:-30],
        "no_places.kml": KML.format(""),
        "bomb.kmz": packed(zipfile.ZIP_BZIP2, doc_dot_kml=KML.format(" " * (60 * 2**20))),
        "not_packed.kmz": b"PK\x03\x04" + bytes(40),
        "list.ovkml": KML.format(MARK.format("114.3,30.6")),
        "no_place.gpx": GPX.format("<wpt><name>A</name></wpt>"),
        "laughs.gpx": LAUGHS + GPX.format('<wpt lat="30.6" lon="114.3"/>'),
        "array.dxf": DRAWING.format(insert),
        "no_crs.dxf": DRAWING.format("  0\nLINE\n  8\nROAD\n 10\n0\n 20\n0\n 11\n9\n 21\n9\n"),
        "elsewhere.dxf": "999\n<OGRVRTDataSource>\n" + DRAWING.format(""),
        "binary.dxf": b"AutoCAD Binary DXF\r\n\x1a\x00" + bytes(40),
        "drawing.dwg": b"AC1032" + bytes(60),
        "no_arc.topojson": TOPOLOGY.format("[[7]]"),
        "cut_short.fgb": b"fgb\x03fgb\x00" + bytes(8),
        "elsewhere.tab": '!table\n!version 300\n!charset Neutral\n\nDefinition Table\n  File "other.dat"\n  Type DBF\n',
        "alone.tab": "!table\n!version 300\n!charset Neutral\n\nDefinition Table\n  Type NATIVE\n  Fields 1\n",
        "part.map": b"\x00\x02" + bytes(40),
        "two.zip": packed(a_dot_shp=b"\0", b_dot_shp=b"\0"),
        "bomb.zip": packed(zipfile.ZIP_BZIP2, a_dot_shp=b"\0\0\x27\x0a" + bytes(60 * 2**20)),
        "link.geojsonl": '{"type":"Feature","crs":{"type":"link","properties":{"href":"/etc"}},"geometry":null}\n{}\n',
        "joined.geojson": '{"type":"FeatureCollection","features":[]}\n{"type":"FeatureCollection","features":[]}\n',
        "overpass.json": '{"version":0.6,"elements":[]}',
        "node_link.json": '{"directed":true,"multigraph":true,"nodes":[],"links":[]}',
        "esri.json": '{"geometryType":"esriGeometryPoint","features":[]}',
        "bare_array.json": "[1]",
        "database.sqlite": b"SQLite format 3\0" + bytes(100),
    }


def other_books() -> dict[str, bytes | str]:
    mime = "application/vnd.oasis.opendocument.spreadsheet"
    cell = '<table:table-cell office:value-type="string"{}><text:p>A</text:p></table:table-cell>'
    again = '<table:table-row table:number-rows-repeated="1048576">{}</table:table-row>'
    wide = again.format(cell.format(' table:number-columns-repeated="16384"'))
    # A row of number 16,777,215, with one cell in column 16,777,215.
    far = b"\x00\x04" + struct.pack("<I", 0xFFFFFF) + b"\x02\x0c" + struct.pack("<I", 0xFFFFFF) + bytes(8)
    return {
        "endless.ods": packed(mimetype=mime, content_dot_xml=ODS_TABLE.format(wide)),
        "laughs.ods": packed(mimetype=mime, content_dot_xml=LAUGHS + ODS_TABLE.format("")),
        "bomb.ods": packed(zipfile.ZIP_BZIP2, mimetype=mime, content_dot_xml=ODS_TABLE.format(" " * (60 * 2**20))),
        "cut_short.ods": packed(mimetype=mime, content_dot_xml=ODS_TABLE.format(again)[:-200]),
        "far.xlsb": packed(xl__workbook_dot_bin=b"", xl__worksheets__sheet1_dot_bin=far),
        "no_sheet.xlsb": packed(xl__workbook_dot_bin=b""),
        "no_workbook.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    }


def main() -> None:
    for name, content in corpus().items():
        path = HERE / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)


if __name__ == "__main__":
    main()
