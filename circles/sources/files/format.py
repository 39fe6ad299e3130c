"""What a format of files is to the readers: how it is recognised, guarded and opened."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from circles.errors import Finding, InputError

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    import geopandas as gpd

LIST, WORKBOOK, LAYER, EXTRACT, GRAPH, REFUSED = "list", "workbook", "layer", "extract", "graph", "refused"
"""What holds a file's tables: delimited text, sheets, vector layers, OSM data, a street graph; or what is not read."""

_LONGEST_WHY = 300


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
    has_layers : bool
        Whether a file may hold several layers.
    encoding : callable
        The encoding of the texts, None where the file says it.
    lost_shapes : callable
        Faults of features whose shape the driver dropped: given the path, the layer and the shapes that were read.
    frame : callable, optional
        Reads a whole file, where that is not done by pyogrio.
    """

    name: str
    family: str
    recognise: Callable[[Head], bool] = field(repr=False)
    refuse_hostile: Callable[[Path], None] = field(default=_nothing, repr=False)
    at_rest: Callable[[Path], AbstractContextManager[Path]] = field(default=nullcontext, repr=False)
    opened: Callable[[Path], str | Path | bytes] = field(default=_as_it_is, repr=False)
    has_layers: bool = False
    encoding: Callable[[Path], str | None] = field(default=_no_encoding, repr=False)
    lost_shapes: Callable[[Path, str | None, gpd.GeoSeries], list[Finding]] = field(default=_nothing_lost, repr=False)
    frame: Callable[[Path], gpd.GeoDataFrame] | None = field(default=None, repr=False)


def unreadable(file: str, error: Exception) -> InputError:
    """Return the error for a file that its reader gave up on."""
    words = str(error).strip() or repr(error)
    why = "".join(letter if letter.isprintable() else " " for letter in words)
    shown = why if len(why) <= _LONGEST_WHY else f"{why[:_LONGEST_WHY]}…"
    return InputError(Finding(code="unreadable", file=file, details={"why": shown}))
