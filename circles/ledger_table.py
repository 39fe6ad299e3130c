"""The ledger of problems (问题台账): its columns, who fills which, and the words that it may say."""

from __future__ import annotations

from circles.phrases import phrase
from circles.squeezed_text import squeezed
from circles.texts import LANGUAGES

LEDGER = (
    *("item_id", "problem", "basis", "subdistrict", "community", "people", "figures_of"),
    *("cause", "measure", "cause_found", "measure_found", "kept"),
    *("lead", "responsible", "supporting", "deadline", "status", "progress", "evidence", "first_listed", "verified"),
    *("former_ids", "change", "proposal", "overdue", "key"),
)
"""Columns in order. `people` are those affected, `figures_of` is the day of the run that found problem and people,
`basis` is the clause as a person cites it; `cause` and `measure` are what people go by, `cause_found` and
`measure_found` what this run finds, `kept` how the two agree; `key` is norm, clause and place: by it an item is known
again whose place has changed."""

NAMED = ("item_id", "former_ids")
"""Columns that ``ledger.csv`` heads by these keys in both languages; a workbook heads them in words, as all others."""

CLERKS = (
    *("cause", "measure", "lead", "responsible", "supporting", "deadline", "status", "progress", "evidence"),
    *("first_listed", "verified"),
)
"""Columns that people fill: what stands there is never changed."""

SAID_OF_ALL_PARTS = ("lead", "responsible", "supporting", "deadline", "status", "first_listed")
"""What people said of a whole that holds for a part that is split off it: who sees to it, until when, where it stands.
What they wrote of why, how and how far is of the whole, and stands in its row alone."""

CHANGES = (
    *("first", "new", "continuing", "split", "rebound", "gone", "merged", "unchecked", "over", "encouraged", "untold"),
    "by_hand",
)
"""What became of an item since the last ledger: 新增, 延续, split off another one (分出), 反弹, 已消除, gone into
another one (并入), not looked at (未核) because nobody asked for its clause, the period of that is over or it cannot be
told, no longer a problem because its clause only encourages, or listed by a person without an id (自列). Where there
was none every item is listed first (首次列入): new it is to nothing."""

STATUSES = ("not_started", "under_way", "done_unchecked", "closed", "rebound")
"""Where a person says an item stands: 未启动, 整改中, 已完成待核, 已销号, 反弹."""

KEPT = ("same", "cause", "measure", "both", "part_found", "not_found")
"""Of a row that was in the last ledger: whether the cause and the measure that people go by are what this run finds,
which of the two is another, or that this run found only one of them, the same, or neither."""

PROPOSALS = ("close", "reopen")
"""What is proposed to whoever keeps the ledger: to close an item (建议销号), or to list it again as 反弹."""

OWNERS = ("task", "subdistrict", "lead", "responsible", "supporting")
"""Who sees to what, texts as they are written: the kind of task, in one sub-district or in all."""


def is_said(status: object, *keys: str) -> bool:
    """Return whether a person's status is one of :data:`STATUSES`, in either language."""
    text = squeezed(status) if isinstance(status, str) else ""
    words = (phrase(f"ledger.status.{key}").text(lang) for key in keys for lang in LANGUAGES)
    return bool(text) and text in map(squeezed, words)
