"""OSM data of any format, opened for osmium once they are known to be harmless."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from circles.sources.files import contents

if TYPE_CHECKING:
    from pathlib import Path


def osm_data(path: Path) -> Any:
    """Return what osmium is to read for a file of OSM data, its format named.

    Raises
    ------
    InputError
        If the file is of another kind, or must not be read.
    """
    import osmium

    content = contents.content_of(path)
    form = contents.FORMATS.get(content)
    if form is None or form.packing is None:
        raise contents.wrong_content(path, content, contents.EXTRACTS)
    form.refuse_hostile(path)
    return osmium.io.File(str(path.resolve()), form.packing(path))
