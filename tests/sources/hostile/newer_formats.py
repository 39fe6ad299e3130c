"""Hostile files of the formats that few offices use: OSM as text, drawings, archives, other workbooks."""

from __future__ import annotations

import bz2
import gzip
import struct
import zipfile
from io import BytesIO

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


def newer() -> dict[str, bytes | str]:
    return {**osm_texts(), **drawn(), **other_books()}
