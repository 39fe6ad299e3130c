"""A database of SQLite or SpatiaLite that is no GeoPackage: known, and not read."""

from __future__ import annotations

from circles.sources.files.format import REFUSED, Format

FORMAT = Format(
    name="SQLite",
    family=REFUSED,
    # After the GeoPackage, which begins with the same words.
    recognise=lambda head: head.start.startswith(b"SQLite format 3\0"),
    refused_as="database_not_read",
)
