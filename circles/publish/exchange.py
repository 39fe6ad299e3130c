"""Two folders change places by one step of the file system, so that a name always leads to one whole folder."""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_HERE = -100  # AT_FDCWD: paths are relative to the working folder
_SWAP = 2  # RENAME_EXCHANGE of Linux, RENAME_SWAP of macOS


def exchange(one: Path, other: Path) -> None:
    """Let two paths of one file system change places, at one moment for everybody who looks.

    Raises
    ------
    OSError
        If the system or this file system cannot, or a path may not be renamed; then nothing has changed.
    """
    done = _called(os.fsencode(one), os.fsencode(other))
    if done != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), str(one), None, str(other))


def _called(one: bytes, other: bytes) -> int:
    system = str(sys.platform)
    try:
        if system == "linux":
            return int(ctypes.CDLL(None, use_errno=True).renameat2(_HERE, one, _HERE, other, ctypes.c_uint(_SWAP)))
        if system == "darwin":
            return int(ctypes.CDLL(None, use_errno=True).renamex_np(one, other, ctypes.c_uint(_SWAP)))
    except AttributeError:  # an older C library
        ctypes.set_errno(errno.ENOSYS)
        return -1
    ctypes.set_errno(errno.ENOSYS)
    return -1
