"""What is to be paid, and out of what (资金测算表): columns of the lists, and of the table that is made of them."""

from __future__ import annotations

MONEY = ("item", "task", "quantity", "unit", "unit_price", "price_basis", "fund", "year", "secured", "target")
"""What is to be paid, texts as they are written; a price without a unit is in yuan. `target` names the center, block or
measure that an item is for."""

FUNDS = ("fund", "limit", "uses")
"""Out of what: how many 万元 at most, for which tasks or items, as it is written; what is not said is no limit."""

ESTIMATE = (*MONEY, "total", "paid", "limit", "beyond", "remarks")
"""`total` and `paid`, the part that is secured, in 万元 (float64, NaN where not known); `limit` is what the source may
give in 万元 (NaN where none is said), `beyond` by how many 万元 more is asked of it (NaN where it is not); `remarks`
are codes: no_quantity, no_price, no_fund, secured_unsaid, over_limit, other_use, gap_unknown."""
