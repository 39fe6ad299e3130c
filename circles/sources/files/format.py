"""What a format of files is to the readers: how it is recognised, guarded and opened."""

from __future__ import annotations

import errno
from contextlib import nullcontext
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from circles.errors import Finding, InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path

    import geopandas as gpd

    from circles.sources.files.sheet_cells import SheetCells

LIST, WORKBOOK, LAYER, EXTRACT, GRAPH, REFUSED = "list", "workbook", "layer", "extract", "graph", "refused"
"""What holds a file's tables: delimited text, sheets, vector layers, OSM data, a street graph; or what is not read."""

CRS, PART, SHEETS = "crs", "layer", "sheets"
"""What a study may say of a file that not every format honours: its CRS, one of its layers or sheets, all sheets."""

_LOOKED_THROUGH = 64 * 1024
_OF_OTHERS = (b"OGRVRT", b"VRTDataset", b"OGRWFS", b"WFS_Capabilities", b"<GDAL", b"gdal_streamed_alg", b"adbc.")
"""Words by which GDAL knows files that send it elsewhere."""


@dataclass(frozen=True, kw_only=True)
class Head:
    """The beginning of a file: its first bytes, and its path for what these alone do not tell."""

    path: Path
    start: bytes

    @property
    def suffix(self) -> str:
        """Suffix of the name in small letters."""
        return self.path.suffix.lower()

    @property
    def text(self) -> bytes:
        """The bytes of a text without byte-order mark and leading space; empty where they are no text."""
        return self.start.removeprefix(b"\xef\xbb\xbf").lstrip() if self.is_text else b""

    @property
    def is_text(self) -> bool:
        """Whether it may be a text: no byte is zero."""
        return b"\0" not in self.start


def _as_it_is(path: Path) -> Path:
    # Whole: a driver that is told a bare name may take it for its own notation.
    return path.resolve()


def _nothing(path: Path) -> None:
    """Refuse nothing."""


def _no_encoding(path: Path) -> str | None:  # noqa: ARG001 as those that have one
    return None


def _nothing_lost(path: Path, layer: str | None, shapes: gpd.GeoSeries) -> list[Finding]:  # noqa: ARG001
    return []


@dataclass(frozen=True, kw_only=True)
class Format:
    """One format of files; those of vector layers say how a layer is read.

    Attributes
    ----------
    name : str
        As people know it.
    family : str
        What reads it: :data:`LIST`, :data:`WORKBOOK`, :data:`LAYER`, :data:`EXTRACT` or :data:`GRAPH`.
    recognise : callable
        Tells by its :class:`Head` whether a file is one; of folders, see :mod:`circles.sources.files.contents`.
    refuse_hostile : callable
        Raises an :class:`~circles.errors.InputError` for a file that must not be opened.
    at_rest : callable
        Gives, for a ``with`` block, the file to read in the place of one, so that reading changes nothing on disk.
    opened : callable
        What pyogrio is to open, so that the driver of this format reads the file and no other.
    honours : frozenset of str
        What a study may say of such a file and is followed: its ``crs``, one of its parts (``layer``), all ``sheets``.
    encoding : callable
        The encoding of the texts, None where the file says it.
    lost_shapes : callable
        Faults of features whose shape the driver dropped: given the path, the layer and the shapes that were read.
    frame : callable, optional
        Reads a whole file, where that is not done by pyogrio.
    sheets : callable, optional
        Reads the sheets of a workbook, where that is not done row by row by openpyxl.
    is_mixed : bool
        Whether points, lines and areas usually stand in one file: those that a table cannot use are left out, counted.
    suffixes : tuple of str
        Those by which GDAL knows the file, where its bytes alone are not enough for it.
    driver : str
        The driver of GDAL that must be the one to read it, where the name that is opened does not say it.
    options : mapping of str to str
        What the driver is told when it opens a file.
    reads_layer : str
        The only layer that GDAL is asked for.
    part_column : str
        The column that names the part of a feature, where a file has parts that are no layers to GDAL.
    assumed_crs : str
        The CRS that the format prescribes where a file says none.
    without_crs : str
        The code of the finding for a file without a CRS, where the format never has one.
    packing : callable, optional
        How osmium calls such a file.
    refused_as : str
        The code of the finding that says what to do instead, where a format is known and not read.
    """

    name: str
    family: str
    recognise: Callable[[Head], bool] = field(repr=False)
    refuse_hostile: Callable[[Path], None] = field(default=_nothing, repr=False)
    at_rest: Callable[[Path], AbstractContextManager[Path]] = field(default=nullcontext, repr=False)
    opened: Callable[[Path], str | Path | bytes] = field(default=_as_it_is, repr=False)
    honours: frozenset[str] = frozenset()
    encoding: Callable[[Path], str | None] = field(default=_no_encoding, repr=False)
    lost_shapes: Callable[[Path, str | None, gpd.GeoSeries], list[Finding]] = field(default=_nothing_lost, repr=False)
    frame: Callable[[Path], gpd.GeoDataFrame] | None = field(default=None, repr=False)
    sheets: Callable[[Path], list[SheetCells]] | None = field(default=None, repr=False)
    is_mixed: bool = False
    suffixes: tuple[str, ...] = ()
    driver: str = ""
    options: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    reads_layer: str = ""
    part_column: str = ""
    assumed_crs: str = ""
    without_crs: str = ""
    packing: Callable[[Path], str] | None = field(default=None, repr=False)
    refused_as: str = ""

    @property
    def has_layers(self) -> bool:
        """Whether a file may hold several layers."""
        return self.family == LAYER and PART in self.honours and not self.part_column


def refuse_other_driver(path: Path, form: Format) -> None:
    """Refuse a file by whose name or words GDAL would give it to another driver than the format's.

    Raises
    ------
    InputError
        If its name ends otherwise, or its beginning holds what makes a driver open other files or an address.
    """
    if form.suffixes and path.suffix.lower() not in form.suffixes:
        details = {"content": form.name, "suffix": form.suffixes[0]}
        raise InputError(Finding(code="suffix_needed", file=path.name, details=details))
    if not form.driver:
        return
    with path.open("rb") as stream:
        start = stream.read(_LOOKED_THROUGH)
    if any(word in start for word in _OF_OTHERS):
        raise InputError(Finding(code="address_refused", file=path.name))


def unreadable(file: str, error: Exception) -> InputError:
    """Return the error for a file that its reader gave up on: in our words, never in those of the reader.

    What the reader said stays the cause of the error, for who develops this.
    """
    if isinstance(error, OSError) and error.errno in (errno.EACCES, errno.EPERM):
        return InputError(Finding(code="file_not_permitted", file=file))
    return InputError(Finding(code="unreadable", file=file))
