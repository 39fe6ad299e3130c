"""A FlatGeobuf file: one layer that begins with its own mark."""

from __future__ import annotations

from circles.sources.files.format import CRS, LAYER, Format

FORMAT = Format(
    name="FlatGeobuf",
    family=LAYER,
    honours=frozenset({CRS}),
    recognise=lambda head: head.start.startswith(b"fgb\x03fgb"),
    driver="FlatGeobuf",
    suffixes=(".fgb",),
)
