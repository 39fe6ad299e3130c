"""The database in a GeoPackage before GDAL opens it: at rest, sound pages, plain tables, nothing computed.

SQLite keeps what was saved last in ``<name>-wal`` while a program has the file open, or after it crashed. Whoever
opens such a file takes this log into it, GDAL does so for mere reading too, and even one without a log gets two files
beside it while it is read. So file and log are copied, and the log is taken into the copy, which then is examined.
"""

from __future__ import annotations

import itertools
import re
import shutil
import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from circles.errors import Finding, InputError
from circles.sources.files import limits
from circles.sources.files.format import CRS, LAYER, PART, Format

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd

    from circles.sources.files.format import Head

_IDS = (b"GPKG", b"GP10", b"GP11")
_KEEPS_A_LOG = b"\x02\x02"
_HOT_JOURNAL = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"
_TRIES = 3
_STEPS = 100_000
_MOST_TIMES_STEPS = 5_000
_TIMES_A_MB = 10
_EMPTY = 0b10000
_LONGEST_SQL = 200_000
_NAME = r"(?:\"[^\"]+\"|\[[^\]]+\]|`[^`]+`|\w+)"
_PLAIN_VIEW = re.compile(
    rf"CREATE\s+VIEW\s+{_NAME}\s*(?:\([^()]*\)\s*)?AS\s+SELECT\s[^()]*\sFROM\s+{_NAME}(?:\s+(?:AS\s+)?\w+)?"
    r"(?:\s+WHERE\s[^()]*)?;?\s*",
    re.IGNORECASE,
)
_BEYOND_PLAIN = re.compile(r"\b(?:JOIN|ORDER|GROUP|UNION|EXCEPT|INTERSECT|DISTINCT|WITH|LIMIT|SELECT)\b", re.IGNORECASE)
_INDEX = re.compile(rf"CREATE\s+VIRTUAL\s+TABLE\s+{_NAME}\s+USING\s+rtree\b", re.IGNORECASE)


@contextmanager
def at_rest(path: Path) -> Iterator[Path]:
    """Give a GeoPackage that can be read without writing: the file itself, or a copy with its log taken in.

    Parameters
    ----------
    path : Path
        A GeoPackage.

    Yields
    ------
    Path
        A file of the same name (but for a ``!``), removed afterwards where it is a copy.

    Raises
    ------
    InputError
        If a part beside it is a link, another program is in the middle of writing, the log is damaged, or both together
        are larger than is read.
    """
    whole = path.resolve()
    wal, journal, shared = (whole.with_name(f"{whole.name}-{part}") for part in ("wal", "journal", "shm"))
    for part in (wal, journal, shared):
        if part.is_symlink() or (part.exists() and not part.is_file()):
            raise InputError(Finding(code="linked_part", file=path.name, value=part.name))
    if journal.is_file() and _start(journal, 8) == _HOT_JOURNAL:
        raise InputError(Finding(code="database_unfinished", file=path.name, value=journal.name))
    if _start(whole, 20)[18:] != _KEEPS_A_LOG and not wal.is_file():
        yield path
        return
    size = sum(part.stat().st_size for part in (whole, wal) if part.is_file())
    limits.refuse_large_file(size, "GeoPackage", path.name)
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        copy = Path(folder).resolve() / path.name.replace("!", "_")  # which pyogrio takes for an archive's mark
        _copy(whole, wal, copy)
        _take_in_the_log(copy)
        yield copy


def _copy(whole: Path, wal: Path, copy: Path) -> None:
    """Copy a file and its log as they are at one moment."""
    for _ in range(_TRIES):
        before = _stamps(whole, wal)
        shutil.copyfile(whole, copy)
        if wal.is_file():
            shutil.copyfile(wal, copy.with_name(f"{copy.name}-wal"))
        if _stamps(whole, wal) == before:
            return
    raise InputError(Finding(code="database_changing", file=whole.name))


def _take_in_the_log(copy: Path) -> None:
    """Let SQLite move the pages of the log into the copy; nothing that stands in them is run."""
    try:
        with closing(sqlite3.connect(copy, isolation_level=None)) as database:
            database.execute("PRAGMA trusted_schema = OFF")
            database.execute("PRAGMA journal_mode = DELETE").fetchone()
    except sqlite3.Error as error:
        raise InputError(Finding(code="database_damaged", file=copy.name)) from error


def _stamps(*files: Path) -> list[tuple[int, int]]:
    return [(about.st_size, about.st_mtime_ns) for file in files if file.is_file() for about in (file.stat(),)]


def _start(file: Path, count: int) -> bytes:
    with file.open("rb") as stream:
        return stream.read(count)


def refuse_hostile_geopackage(path: Path) -> None:
    """Refuse a GeoPackage that is damaged, or in which reading a layer would run what its author wrote.

    It is at rest, as :func:`at_rest` gives it.

    SQLite may show one page in many places, tables may be views without end, and GDAL looks at each of them
    when it opens the file.

    Raises
    ------
    InputError
        If the pages or the schema are damaged, there are views that do more than choose rows and columns of one
        table, virtual tables other than spatial indexes, computed columns, or more than is read.
    """
    try:
        with closing(_opened(path.resolve())) as database:
            _check(database, path)
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise InputError(Finding(code="database_damaged", file=path.name)) from error


def broken_shapes(path: Path, layer: str | None, shapes: gpd.GeoSeries) -> list[Finding]:
    """Return a fault for each feature that has a shape in the file and none when it is read.

    Parameters
    ----------
    path : Path
        A GeoPackage.
    layer : str
        Its layer.
    shapes : GeoSeries
        As they were read.
    """
    missing = [i for i, is_missing in enumerate(shapes.isna()) if is_missing]
    if not missing:
        return []
    with closing(_opened(path.resolve())) as database:
        asked = "SELECT column_name FROM gpkg_geometry_columns WHERE lower(table_name) = lower(?)"
        ((column,),) = database.execute(asked, (layer,)).fetchall()
        starts = f"SELECT substr({_quoted(column)}, 1, 4) FROM {_quoted(layer)}"  # noqa: S608 quoted
        heads = [head for (head,) in database.execute(starts)]
    wrong = [i for i in missing if i < len(heads) and heads[i] and not _says_empty(heads[i])]
    return [Finding(code="shape_broken", file=path.name, row=i + 1) for i in wrong]


def _says_empty(head: object) -> bool:
    return isinstance(head, bytes) and len(head) == 4 and bool(head[3] & _EMPTY)


def _opened(whole: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{whole.as_uri()}?mode=ro&immutable=1", uri=True)


def _quoted(name: object) -> str:
    return '"' + str(name).replace('"', '""') + '"'


def _check(database: sqlite3.Connection, path: Path) -> None:
    # SQLite counts its own steps: the same file is refused on every machine, however busy it is.
    most, counted = _MOST_TIMES_STEPS + _TIMES_A_MB * (path.stat().st_size // limits.MB), itertools.count(1)
    database.set_progress_handler(lambda: next(counted) > most, _STEPS)
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, min(path.stat().st_size + limits.MB, 2**31 - 1))
    schema = [
        (str(kind), str(name), str(sql or ""))
        for kind, name, sql in database.execute("SELECT type, name, sql FROM sqlite_master")
    ]
    if len(schema) > limits.PARTS:
        raise limits.too_many("too_many_parts", path.name, most=limits.PARTS, value=len(schema))
    for kind, name, sql in schema:
        if _is_computed(kind, sql) or len(sql) > _LONGEST_SQL:
            raise InputError(Finding(code="layer_not_a_table", file=path.name, value=name))
    _refuse_shared_pages(database, path)
    # A virtual table is asked nothing: its own tables are among the others.
    tables = [name for kind, name, sql in schema if kind == "table" and not _INDEX.match(sql)]
    for name in tables:
        _refuse_columns(database, name, path)


def _is_computed(kind: str, sql: str) -> bool:
    if kind == "view":
        body = re.split(r"\bSELECT\b", sql, maxsplit=1, flags=re.IGNORECASE)[-1]
        tables = re.split(r"\bFROM\b", body, maxsplit=1, flags=re.IGNORECASE)[-1]
        plain = (
            _PLAIN_VIEW.fullmatch(sql) is not None and "," not in re.split(r"\bWHERE\b", tables, flags=re.IGNORECASE)[0]
        )
        return not plain or _BEYOND_PLAIN.search(body) is not None
    virtual = kind == "table" and re.match(r"CREATE\s+VIRTUAL\b", sql, re.IGNORECASE) is not None
    return virtual and _INDEX.match(sql) is None


def _refuse_shared_pages(database: sqlite3.Connection, path: Path) -> None:
    """Refuse pages that are damaged or stand in two places: rows could be read from them without end."""
    told = [str(row[0]) for row in database.execute("PRAGMA quick_check(20)")]
    damage = next((text for text in told if re.search(r"\bpage\b|malformed|Freelist|Main freelist", text)), None)
    if damage is not None:
        raise InputError(Finding(code="database_damaged", file=path.name))


def _refuse_columns(database: sqlite3.Connection, name: str, path: Path) -> None:
    quoted = _quoted(name)
    columns = database.execute(f"PRAGMA table_xinfo({quoted})").fetchall()
    if any(column[6] in (2, 3) for column in columns):
        raise InputError(Finding(code="layer_not_a_table", file=path.name, value=name))
    if len(columns) > limits.COLUMNS:
        raise limits.too_many("too_many_columns", path.name, most=limits.COLUMNS, value=len(columns))
    added = sum(len(str(column[4] or "")) for column in columns)
    if added > 1000:  # what stands in rows that do not hold it
        (rows,) = database.execute(f"SELECT count(*) FROM {quoted}").fetchone()  # noqa: S608 quoted above
        limits.refuse_bomb(rows * added, limits.most_unpacked(path.stat().st_size), path.name, part=name)


def _is_geopackage(head: Head) -> bool:
    return head.start.startswith(b"SQLite format 3\0") and head.start[68:72] in _IDS


def _path_or_bytes(path: Path) -> Path | bytes:
    """Return what to open: the bytes where the path holds a ``!``, which pyogrio takes for an archive's mark."""
    whole = path.resolve()
    return whole.read_bytes() if "!" in str(whole) else whole


FORMAT = Format(
    name="GeoPackage",
    family=LAYER,
    recognise=_is_geopackage,
    refuse_hostile=refuse_hostile_geopackage,
    at_rest=at_rest,
    opened=_path_or_bytes,
    honours=frozenset({CRS, PART}),
    lost_shapes=broken_shapes,
)
