"""What hostile files are put together from: books, layers, databases, blocks and graphs of few bytes."""

from __future__ import annotations

import json
import pickle
import random
import sqlite3
import struct
import zipfile
import zlib
from contextlib import closing
from io import BytesIO
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import shapely

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
