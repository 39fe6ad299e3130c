"""Arrays through a pipe: a length, then a numpy archive; no pickles."""

from __future__ import annotations

import io
import struct
from dataclasses import fields
from typing import TYPE_CHECKING

import numpy as np

from circles.siting.solver.highs import Solved, SparseModel

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import IO

    from numpy.typing import NDArray

    Arrays = Mapping[str, NDArray[np.generic]]

_LENGTH = struct.Struct("<q")


def send(pipe: IO[bytes], arrays: Arrays) -> None:
    """Write one message of named arrays."""
    archive = io.BytesIO()
    np.savez(archive, **arrays)  # type: ignore[arg-type]
    pipe.write(_LENGTH.pack(archive.tell()))
    pipe.write(archive.getbuffer())
    pipe.flush()


def receive(pipe: IO[bytes]) -> dict[str, NDArray[np.generic]] | None:
    """Read one message; None where the other side is gone, in the middle of one too."""
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    body = pipe.read(length)
    if len(body) < length:
        return None
    with np.load(io.BytesIO(body), allow_pickle=False) as archive:
        return {name: archive[name] for name in archive.files}


def arrays_of_model(model: SparseModel) -> dict[str, NDArray[np.generic]]:
    """Return a model as named arrays."""
    return {field.name: np.asarray(getattr(model, field.name)) for field in fields(model)}


def model_from_arrays(arrays: Arrays) -> SparseModel:
    """Return the model that :func:`arrays_of_model` took apart."""
    parts = {field.name: arrays[field.name] for field in fields(SparseModel)}
    return SparseModel(**{**parts, "maximize": bool(parts["maximize"])})  # type: ignore[arg-type]


def arrays_of_solved(solved: Solved) -> dict[str, NDArray[np.generic]]:
    """Return what the solver found as named arrays; what is None is left out."""
    arrays = {name: np.array(getattr(solved, name)) for name in ("status", "objective", "relaxations")}
    if solved.values is not None:
        arrays["values"] = solved.values
    if solved.bound is not None:
        arrays["bound"] = np.array(str(solved.bound))
    return arrays


def solved_from_arrays(arrays: Arrays) -> Solved:
    """Return what :func:`arrays_of_solved` took apart."""
    values = arrays.get("values")
    return Solved(
        status=str(arrays["status"]),
        values=None if values is None else values.astype(np.float64),
        objective=float(str(arrays["objective"])),
        bound=int(str(arrays["bound"])) if "bound" in arrays else None,
        relaxations=int(str(arrays["relaxations"])),
    )
