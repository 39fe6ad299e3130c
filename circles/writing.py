"""The one way a file is written: whole under a hidden name beside its place, then moved there.

Whoever reads sees the earlier file or the new one, never a part of it. What goes wrong is an OSError of the system's
own; the caller says it in the words of its file.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import NamedTemporaryFile

_READABLE_BY_ALL = 0o644


def write_whole(target: Path, content: bytes) -> None:
    """Write a file, or leave the earlier one as it is; a link stays, and what it leads to is replaced.

    Parameters
    ----------
    target : Path
        Its folder exists.
    content : bytes
        Of the file.

    Raises
    ------
    OSError
        If the file cannot be written or replaced; nothing is left beside it.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     write_whole(Path(folder) / "note.txt", b"1,000 m")
    ...     [(path.name, path.read_bytes()) for path in Path(folder).iterdir()]
    [('note.txt', b'1,000 m')]
    """
    place = target.resolve()
    part = part_beside(place, content)
    try:
        part.replace(place)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def part_beside(target: Path, content: bytes) -> Path:
    """Write a hidden file in the folder of `target`, ready to be moved there, and return its path.

    Raises
    ------
    OSError
        If it cannot be written; nothing is left.
    """
    with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", suffix=".part", delete=False) as stream:
        part = Path(stream.name)
        try:
            stream.write(content)
            stream.flush()
            # A temporary file is readable by its owner alone.
            part.chmod(_READABLE_BY_ALL)
        except BaseException:
            stream.close()
            part.unlink(missing_ok=True)
            raise
    return part
