"""What a GeoParquet file says of itself before its columns are unpacked: how much there is, which CRS."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from circles.errors import Finding, InputError
from circles.sources.files import limits
from circles.sources.files.format import CRS, LAYER, Format

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

_MOST_VALUES = limits.LAYER_CELLS + 2 * limits.VERTICES
_DICTIONARIES = frozenset({"PLAIN_DICTIONARY", "RLE_DICTIONARY"})


def refuse_hostile_parquet(path: Path) -> None:
    """Refuse a Parquet file without shapes, beyond what is read, with columns kept elsewhere or a CRS that is a file.

    Raises
    ------
    InputError
        For the first of them.
    ArrowException, OSError
        If the file is broken.
    """
    with pq.ParquetFile(path, memory_map=False) as file:
        about = file.metadata
        limits.refuse_long_layer(about.num_rows, about.num_columns, path.name)
        chunks = [about.row_group(i).column(j) for i in range(about.num_row_groups) for j in range(about.num_columns)]
        if any(chunk.file_path for chunk in chunks):
            raise InputError(Finding(code="linked_part", file=path.name, value=chunks[0].file_path))
        values = sum(chunk.num_values for chunk in chunks)
        if values > _MOST_VALUES:
            raise limits.too_many("too_many_table_cells", path.name, most=_MOST_VALUES, value=values)
        most = limits.most_unpacked(path.stat().st_size)
        limits.refuse_bomb(sum(chunk.total_uncompressed_size for chunk in chunks), most, path.name)
        _refuse_long_words(chunks, most, path)
        _refuse_crs(file.schema_arrow.metadata or {}, path.name)


def _refuse_long_words(chunks: list[Any], most: int, path: Path) -> None:
    """Refuse a column whose few long texts stand in many rows each: it unpacks to more than its pages say."""
    doubtful = {
        chunk.path_in_schema
        for chunk in chunks
        if chunk.physical_type == "BYTE_ARRAY"
        and _DICTIONARIES & set(chunk.encodings)
        and chunk.num_values * chunk.total_uncompressed_size > most
    }
    if not doubtful:
        return
    unpacked = 0
    with pq.ParquetFile(path, read_dictionary=sorted(doubtful), memory_map=False) as words:
        for name in sorted(doubtful):
            for column in words.read([name]).columns:
                unpacked += sum(_bytes_of(piece) for piece in column.chunks)
            limits.refuse_bomb(unpacked, most, path.name, part=name)


def _bytes_of(piece: pa.Array) -> int:
    """Return how many bytes the texts of a column piece are when each row has its own."""
    if not pa.types.is_dictionary(piece.type):
        return int(piece.nbytes)
    lengths = pa.compute.binary_length(piece.dictionary).to_numpy(zero_copy_only=False)
    used = piece.indices.drop_null().to_numpy(zero_copy_only=False)
    return int(np.nan_to_num(lengths.astype(np.float64))[used].sum()) if len(used) else 0


def _refuse_crs(metadata: dict[bytes, bytes], file: str) -> None:
    """Refuse a CRS that is not a description but a text, which PROJ might take for the name of a file."""
    if b"geo" not in metadata:
        raise InputError(Finding(code="parquet_without_shapes", file=file))
    said = json.loads(metadata[b"geo"])
    columns = said.get("columns", {}) if isinstance(said, dict) else None
    if not isinstance(columns, dict) or not all(isinstance(column, dict) for column in columns.values()):
        raise ValueError("its geo metadata describe no columns")
    for column in columns.values():
        crs = column.get("crs")
        if crs is not None and not isinstance(crs, dict):
            raise InputError(Finding(code="crs_names_a_file", file=file, value=str(crs)))


def _frame(path: Path) -> gpd.GeoDataFrame:
    import geopandas as gpd

    return gpd.read_parquet(path)


FORMAT = Format(
    name="GeoParquet",
    family=LAYER,
    honours=frozenset({CRS}),
    recognise=lambda head: head.start.startswith(b"PAR1"),
    refuse_hostile=refuse_hostile_parquet,
    frame=_frame,
)
