"""OSM data of any format, opened for osmium once they are known to be harmless."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypeVar

from circles.sources.files import contents
from circles.sources.files.format import unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_Read = TypeVar("_Read")

_OUT_OF_ORDER = "out of order"
"""What osmium says of a file whose objects are not sorted by their ids."""


def osm_data(path: Path) -> Any:
    """Return what osmium is to read for a file of OSM data, its format named.

    Raises
    ------
    InputError
        If the file is of another kind, or must not be read.
    """
    import osmium

    return osmium.io.File(str(path.resolve()), _harmless(path))


def areas_read(path: Path, read: Callable[[Any], _Read]) -> _Read:
    """Return what `read` makes of OSM data from which it puts areas together; data out of order is sorted for it.

    Raises
    ------
    InputError
        If the file is broken or cut short, of another kind, or must not be read.
    """
    try:
        try:
            return read(osm_data(path))
        except RuntimeError as error:
            if _OUT_OF_ORDER not in str(error):
                raise
        with _osm_data_in_order(path) as data:
            return read(data)
    except (RuntimeError, OSError, ValueError) as error:
        raise unreadable(path.name, error) from error


@contextmanager
def _osm_data_in_order(path: Path) -> Iterator[Any]:
    """Give a copy of OSM data sorted by kind and id, which putting areas together needs; it is gone afterwards.

    Files are in that order by convention, not by their format.

    Raises
    ------
    InputError
        As for :func:`osm_data`.
    """
    import osmium

    form = _harmless(path)
    unsorted = osmium.MergeInputReader()
    unsorted.add_buffer(path.read_bytes(), form)
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "sorted.osm.pbf"
        with osmium.SimpleWriter(str(copy)) as writer:
            unsorted.apply(writer)
        yield osmium.io.File(str(copy), "pbf")


def _harmless(path: Path) -> str:
    """Return how a file of OSM data is packed, once it is known to be harmless."""
    content = contents.content_of(path)
    form = contents.FORMATS.get(content)
    if form is None or form.packing is None:
        raise contents.wrong_content(path, content, contents.EXTRACTS)
    form.refuse_hostile(path)
    return form.packing(path)
