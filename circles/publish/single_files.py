"""One file that is written: what may stand there before, and what is never replaced."""

from __future__ import annotations

import errno
import hashlib
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from circles.errors import Finding, OutputError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from circles.provenance import Source

_STREAMS = (Path("/dev"), Path("/proc"))


def refuse_input(file: Path, inputs: Iterable[str | Path]) -> None:
    """Refuse to write where an input of the run is, or a part of one, by whatever path or link it is named.

    Raises
    ------
    OutputError
        If `file` is one of `inputs`, a part of a Shapefile or a journal beside one, or in one that is a folder.
    """
    target = whole_path(file)
    if any(_is_part(target, Path(each).resolve()) for each in inputs):
        raise OutputError(Finding(code="output_is_input", file=str(file)))


def whole_path(path: Path) -> Path:
    """Return a path with every link followed.

    Raises
    ------
    OSError
        If links lead to one another.
    """
    try:
        target = path.resolve()
    except RuntimeError as error:  # of links that lead to one another, until Python 3.12
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP)) from error
    if target.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    return target


def read_from(files: Iterable[Path], sources: Iterable[Source]) -> list[Path]:
    """Return those of `files` that `sources` were read from, by their names and sums: a source knows no path."""
    known = {(source.file, source.sha256) for source in sources if source.sha256}
    names = {name for name, _ in known}
    there = [path for path in (each.resolve() for each in files) if path.name in names and path.is_file()]
    return [path for path in there if (path.name, sha256_of(path)) in known]


def is_stream(file: Path) -> bool:
    """Return whether `file` is no file that could be lost: a terminal, a pipe, standard output by its name."""
    if any(file.absolute().is_relative_to(folder) for folder in _STREAMS):
        return not file.is_block_device()
    return file.is_fifo() or file.is_char_device() or file.is_socket()


def _is_part(target: Path, given: Path) -> bool:
    if target == given or target.is_relative_to(given):
        return True
    with suppress(OSError):
        if target.samefile(given):
            return True
    if target.parent != given.parent:
        return False
    is_of_shape = given.suffix.lower() == ".shp" and target.stem == given.stem
    return is_of_shape or target.name.startswith(f"{given.name}-")


def sha256_of(path: Path) -> str:
    """Return the sha256 of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
