"""Names of columns that the ten bytes of a Shapefile cut, known by their beginning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circles.sources.words.columns import fields_known, kinds_known, names_known, plain
from circles.sources.words.statuses import asked_by

if TYPE_CHECKING:
    from collections.abc import Sequence

_CUT_BYTES = 10


def whole_names(columns: Sequence[str], kind: str) -> dict[str, str]:
    """Return, for each name that was cut, the one known name that it begins: 常住人口 for 常住人.

    Only where all known names with this beginning are of one field and mean the same, and no other column has it.

    Parameters
    ----------
    columns : sequence of str
        The table's column names.
    kind : str
        What the table is for.

    Examples
    --------
    >>> whole_names(["常住人", "people_60_", "楼栋"], "blocks")
    {'常住人': '常住人口', 'people_60_': 'people_60_plus'}
    """
    if kind not in kinds_known():
        return {}
    found = {column: name for column in columns if _may_be_cut(column) and (name := _begun_by(column, kind))}
    whole = [found.get(column, column) for column in columns]
    return {column: name for column, name in found.items() if whole.count(name) == 1}


def _may_be_cut(column: str) -> bool:
    """Return whether a name fills the ten bytes of a field's name, but for what the next letter would have taken."""
    utf_8, gbk = len(column.encode()), len(column.encode("gb18030"))
    return _CUT_BYTES - 2 <= utf_8 <= _CUT_BYTES or _CUT_BYTES - 1 <= gbk <= _CUT_BYTES


def _begun_by(column: str, kind: str) -> str:
    """Return the best known name that begins with a column's; nothing where it is whole, or could be of two."""
    beginning = plain(column)
    begun = [
        (field, name)
        for field in fields_known(kind)
        for name in names_known(kind, field)
        if plain(name).startswith(beginning)
    ]
    if not begun or any(plain(name) == beginning for _, name in begun) or len({field for field, _ in begun}) > 1:
        return ""
    if begun[0][0] == "status" and len({asked_by(name) for _, name in begun}) > 1:
        return ""  # 是否在 may be 是否在用 or 是否在建
    return begun[0][1]
