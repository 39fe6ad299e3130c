"""What a file of a folder is taken as, by rules that can be told: each gives points and says why."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from circles.answers.matches import marks_in
from circles.phrases import phrase
from circles.sources.files import contents
from circles.sources.files.contents import RASTER
from circles.sources.files.format import LIST, WORKBOOK
from circles.sources.folder.file_words import says_road_surface, words_for
from circles.sources.folder.glimpses import LINE, POINT, POLYGON
from circles.sources.inputs.edits import edit_kind
from circles.sources.words.columns import find_columns, plain
from circles.sources.words.cut_names import whole_names
from circles.sources.words.venues import venue_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from circles.errors import Finding
    from circles.sources.folder.glimpses import Glimpse

ROLES = (
    "streets",
    "centers",
    "blocks",
    "gates",
    "area",
    "subdistricts",
    "communities",
    "edits",
    "control",
    "raster",
)
"""What a file may be taken as, in the order in which ties are broken."""

LEAST_POINTS = 30
"""With fewer points a file is only named as a possibility."""

_FEW_POLYGONS = 3
_MANY_POLYGONS = 5
_HALF = 0.5
_DOUBT = "other_venues"
"""A rule that leaves a file a possibility, and no more."""

_NAME_FIELDS = (
    ("centers", "name"),
    ("blocks", "name"),
    ("communities", "community"),
    ("subdistricts", "subdistrict"),
)


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why something is taken for what it is: the key of a text, that of what to do, and what both name."""

    key: str
    remedy: str = ""
    details: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))

    def text(self, lang: str) -> str:
        """Return the reason in words."""
        why = phrase(self.key, **self.details)
        if not self.remedy:
            return why.text(lang)
        return phrase("finding_place.said", problem=why, remedy=phrase(self.remedy, **self.details)).text(lang)


def problem_of(finding: Finding) -> Reason:
    """Return what is wrong with an input, and what to do about it, as a reason."""
    known = {"file": finding.file, "row": finding.row, "column": finding.column, "value": finding.value}
    stem = f"finding.{finding.code}"
    return Reason(key=f"{stem}.problem", remedy=f"{stem}.remedy", details={**known, **finding.details})


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """One layer, sheet or file taken as something.

    Attributes
    ----------
    role : str
        One of :data:`ROLES`.
    glimpse : Glimpse
        What was seen of it.
    points : int
        Of all rules that hold.
    reasons : tuple of Reason
        The rules that hold, the weightiest first.
    """

    role: str
    glimpse: Glimpse
    points: int
    reasons: tuple[Reason, ...]

    @property
    def is_sure(self) -> bool:
        """Whether the points are enough to write it into a study."""
        return self.points >= LEAST_POINTS


class _Rule(NamedTuple):
    role: str
    points: int
    name: str
    holds: Callable[[Glimpse], Mapping[str, object] | None]
    """What the reason names where the rule holds, else None."""


def candidate_of(glimpse: Glimpse) -> Candidate | None:
    """Return what a glimpse is taken as: the role with most points, None where no rule holds."""
    found = [candidate for role in ROLES if (candidate := _as(glimpse, role)).points > 0]
    return max(found, key=lambda candidate: candidate.points, default=None)


def best_first(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return candidates for one role, the best first: by points, then by rows, then by name."""
    return sorted(
        candidates,
        key=lambda each: (-each.points, -(each.glimpse.rows or 0), -each.glimpse.seen_rows, each.glimpse.title),
    )


def fields_of(glimpse: Glimpse, kind: str) -> Mapping[str, str]:
    """Return the column of each field that a glimpse has, as a table of this kind."""
    cut = whole_names(glimpse.columns, kind) if glimpse.content in contents.SHAPEFILES else {}
    named = {cut.get(column, column): column for column in glimpse.columns}
    cells = {name: glimpse.sample[column] for name, column in named.items()}
    return {field: named[column] for field, column in find_columns(tuple(named), kind, cells=cells)[0].items()}


def is_result(glimpse: Glimpse) -> bool:
    """Return whether a table was written by ``circles plan``."""
    return {"verdict", "reason", "walk_m", "block_id"} <= set(glimpse.columns)


def _as(glimpse: Glimpse, role: str) -> Candidate:
    held = [(rule, said) for rule in _RULES if rule.role == role and (said := rule.holds(glimpse)) is not None]
    held.sort(key=lambda each: -each[0].points)
    reasons = tuple(Reason(key=f"init_because.{rule.name}", details=said) for rule, said in held if rule.points > 0)
    # A word in the name alone is no content: it only adds to what the content says.
    by_content = any(rule.points > 0 and rule.name != "file_word" for rule, _ in held)
    points = sum(rule.points for rule, _ in held) if by_content else 0
    if points < 1 and any(rule.name == _DOUBT for rule, _ in held):
        points = int(by_content)
    return Candidate(role=role, glimpse=glimpse, points=points, reasons=reasons)


def _has(*fields: str, kind: str) -> Callable[[Glimpse], Mapping[str, object] | None]:
    """Return a rule: any of these fields has a column."""

    def holds(glimpse: Glimpse) -> Mapping[str, object] | None:
        there = fields_of(glimpse, kind)
        found = [there[each] for each in fields if each in there]
        return {"columns": ", ".join(found)} if found else None

    return holds


def _is(test: Callable[[Glimpse], bool]) -> Callable[[Glimpse], Mapping[str, object] | None]:
    """Return a rule that names how many rows there are and what kind of file it is."""

    def holds(glimpse: Glimpse) -> Mapping[str, object] | None:
        said = {"count": "–" if glimpse.rows is None else f"{glimpse.rows:,}", "content": glimpse.content}
        return said if test(glimpse) else None

    return holds


def _where(
    test: Callable[[Glimpse], bool], rule: Callable[[Glimpse], Mapping[str, object] | None]
) -> Callable[[Glimpse], Mapping[str, object] | None]:
    return lambda glimpse: rule(glimpse) if test(glimpse) else None


def _file_word(role: str) -> Callable[[Glimpse], Mapping[str, object] | None]:
    def holds(glimpse: Glimpse) -> Mapping[str, object] | None:
        stem = glimpse.path.name.partition(".")[0]
        names = plain(f"{glimpse.layer}|{stem}")
        found = next((word for word in words_for("files", role) if word in names), None)
        return None if found is None else {"word": found}

    return holds


def _names(role: str) -> Callable[[Glimpse], Mapping[str, object] | None]:
    """Return a rule: at least half of the names in the rows hold, or end with, one of the role's words."""

    def holds(glimpse: Glimpse) -> Mapping[str, object] | None:
        names = _names_in(glimpse)
        fitting = [word for name in names if (word := _name_word(name, role))]
        if not fitting or len(fitting) < _HALF * len(names):
            return None
        shown = max(set(fitting), key=lambda word: (fitting.count(word), word))
        return {"word": shown, "fitting": len(fitting), "of": len(names)}

    return holds


def _name_word(name: str, role: str) -> str:
    if role == "communities" and _name_word(name, "blocks"):
        return ""
    held = (word for word in words_for("holds", role) if word in name)
    ending = (word for word in words_for("ends", role) if name.endswith(word) and name != word)
    return next(held, next(ending, ""))


def _names_in(glimpse: Glimpse) -> tuple[str, ...]:
    """Return the names in the first rows, in their plain form."""
    column = next((at for kind, field in _NAME_FIELDS if (at := fields_of(glimpse, kind).get(field))), None)
    return tuple(plain(name) for name in glimpse.sample.get(column or "", ()) if name.strip())


def _unit_columns(glimpse: Glimpse) -> tuple[str, ...]:
    """Return the columns that say a community or a sub-district."""
    there = fields_of(glimpse, "control")
    return tuple(there[field] for field in ("community", "subdistrict") if field in there)


def _one_row_each(field: str) -> Callable[[Glimpse], Mapping[str, object] | None]:
    """Return a rule: a column names a unit, another one in every row; that of blocks repeats itself."""

    def holds(glimpse: Glimpse) -> Mapping[str, object] | None:
        column = fields_of(glimpse, "control").get(field)
        values = [value for value in glimpse.sample.get(column or "", ()) if value]
        return {"columns": column} if values and len(set(values)) == len(values) and _is_polygon(glimpse) else None

    return holds


def _other_venues(glimpse: Glimpse) -> Mapping[str, object] | None:
    """Return what holds of a list in which no row is of a service center, and half of them are of something else."""
    names = glimpse.sample.get(fields_of(glimpse, "centers").get("name", ""), ())
    kinds = [glimpse.sample[column] for column in _kind_columns(glimpse)]
    rows = [(name, " ".join(said)) for name, *said in zip(names, *kinds, strict=False)]
    venues = [venue_of(name, kind) for name, kind in rows if name or kind]
    others = sum(venue.is_center is False for venue in venues)
    is_other = others and others >= _HALF * len(venues) and not any(venue.is_center for venue in venues)
    return {"fitting": others, "of": len(venues)} if is_other else None


def _kind_columns(glimpse: Glimpse) -> list[str]:
    """Return the columns that say what a row is of, in so many words."""
    return [
        column for column in glimpse.columns if any(word in plain(column) for word in words_for("columns", "kinds"))
    ]


def _own_name(role: str) -> Callable[[Glimpse], Mapping[str, object] | None]:
    """Return a rule: a column of names says whose they are, 小区名称, and neither file nor columns speak of gates."""

    def holds(glimpse: Glimpse) -> Mapping[str, object] | None:
        found = [column for column in glimpse.columns if plain(column) in words_for("columns", role)]
        return {"columns": ", ".join(found)} if found and not _speaks_of_gates(glimpse) else None

    return holds


def _never(role: str) -> Callable[[Glimpse], Mapping[str, object] | None]:
    """Return a rule: a word in the name or in a column says that it is a list of something else."""

    def holds(glimpse: Glimpse) -> Mapping[str, object] | None:
        stem = glimpse.path.name.partition(".")[0]
        names = [plain(f"{glimpse.layer}|{stem}"), *map(plain, glimpse.columns)]
        return {} if any(word in name for word in words_for("never", role) for name in names) else None

    return holds


def _is_road_surface(glimpse: Glimpse) -> bool:
    return _is_polygon(glimpse) and not (_has_people(glimpse) or _unit_columns(glimpse)) and says_road_surface(glimpse)


def _speaks_of_gates(glimpse: Glimpse) -> bool:
    """Return whether the name of a file or of one of its columns holds a word for gates."""
    named = any(word in plain(column) for column in glimpse.columns for word in words_for("files", "gates"))
    return named or _file_word("gates")(glimpse) is not None


def _is_named_after_blocks(glimpse: Glimpse) -> bool:
    """Return whether a list of places is called 小区 and is not of its gates: its names may be any."""
    return is_placed(glimpse) and _file_word("blocks")(glimpse) is not None and not _speaks_of_gates(glimpse)


def _edit_kinds(glimpse: Glimpse) -> Mapping[str, object] | None:
    column = fields_of(glimpse, "edits").get("kind")
    values = [value for value in glimpse.sample.get(column or "", ()) if value]
    drawn = glimpse.shape not in {"", POLYGON}  # polygons alone are rather blocks of one kind: 封闭小区
    return {"columns": column} if values and drawn and all(map(edit_kind, values)) else None


def _is_list(glimpse: Glimpse) -> bool:
    return not glimpse.shape and contents.family_of(glimpse.content) in (LIST, WORKBOOK)


def _is_polygon(glimpse: Glimpse) -> bool:
    return glimpse.shape == POLYGON


def _is_empty(glimpse: Glimpse) -> bool:
    return _is_polygon(glimpse) and not _has_people(glimpse)


def needs_places(glimpse: Glimpse) -> bool:
    """Return whether a list has neither coordinates nor the places that a person accepted (``circles place``)."""
    return _is_list(glimpse) and not is_placed(glimpse) and not marks_in(glimpse.columns)


def is_placed(glimpse: Glimpse) -> bool:
    """Return whether a glimpse shows points, or columns of coordinates."""
    found, findings = find_columns(glimpse.columns, "centers", cells=glimpse.sample)
    doubtful = {finding.details["field"] for finding in findings}
    return glimpse.shape == POINT or (_is_list(glimpse) and {"lon", "lat"} <= {*found, *doubtful})


def _has_people(glimpse: Glimpse) -> bool:
    return bool({"population", "dwellings"} & fields_of(glimpse, "blocks").keys())


def _are_gates_by_name(glimpse: Glimpse) -> bool:
    """Return whether rows are gates that name their compound (小区名称, 出入口名称), by a column or the file's name."""
    fields = fields_of(glimpse, "gates")
    said = "gate_name" in fields or _file_word("gates")(glimpse) is not None
    return is_placed(glimpse) and "block_name" in fields and said and not _has_people(glimpse)


def _points_or_list(glimpse: Glimpse) -> bool:
    return glimpse.shape == POINT or _is_list(glimpse)


def _houses(glimpse: Glimpse) -> bool:
    """Return whether rows may be blocks: polygons, points, or a list in which they have names."""
    named = _is_list(glimpse) and "name" in fields_of(glimpse, "blocks")
    return _is_polygon(glimpse) or is_placed(glimpse) or named


def _is_totals(glimpse: Glimpse) -> bool:
    """Return whether a list has a row for a unit: where its rows have names of their own they are something else."""
    named = "name" in fields_of(glimpse, "blocks")
    return _is_list(glimpse) and not is_placed(glimpse) and not named and bool(_unit_columns(glimpse))


_RULES = (
    _Rule("streets", 100, "osm_extract", _is(lambda glimpse: glimpse.content in contents.EXTRACTS)),
    _Rule("streets", 90, "street_graph", _is(lambda glimpse: glimpse.content == contents.GRAPHML)),
    _Rule("streets", 60, "lines", _is(lambda glimpse: glimpse.shape == LINE)),
    _Rule("streets", 20, "street_class", _where(lambda each: each.shape == LINE, _has("highway", kind="streets"))),
    _Rule("streets", 40, "road_surface", _is(_is_road_surface)),
    _Rule("streets", 10, "file_word", _file_word("streets")),
    _Rule("centers", 40, "center_names", _where(_points_or_list, _names("centers"))),
    _Rule(
        "centers",
        20,
        "center_columns",
        _where(_points_or_list, _has("status", "floor_area_m2", kind="centers")),
    ),
    # Every list of places has these.
    _Rule("centers", 10, "center_columns", _where(_points_or_list, _has("address", "kind", kind="centers"))),
    _Rule("centers", 60, "matched", _is(lambda each: bool(marks_in(each.columns)) and not _has_people(each))),
    _Rule("centers", 10, "named_points", _where(is_placed, _has("name", kind="centers"))),
    _Rule("centers", 25, "file_word", _file_word("centers")),
    _Rule("centers", -40, "people_columns", _is(_has_people)),
    _Rule("centers", -60, _DOUBT, _other_venues),
    _Rule("blocks", 60, "matched", _is(lambda each: bool(marks_in(each.columns)) and _has_people(each))),
    _Rule("blocks", 50, "people_columns", _where(_houses, _has("population", "dwellings", kind="blocks"))),
    _Rule("blocks", -40, "center_names", _where(_is_list, _names("centers"))),
    _Rule("blocks", 20, "many_polygons", _is(lambda each: _is_polygon(each) and (each.rows or 0) >= _MANY_POLYGONS)),
    _Rule("blocks", 20, "block_names", _where(_houses, _names("blocks"))),
    _Rule("blocks", 30, "block_column", _where(_houses, _own_name("blocks"))),
    _Rule("blocks", 10, "named_points", _where(_is_named_after_blocks, _has("name", kind="blocks"))),
    _Rule("blocks", 25, "file_word", _file_word("blocks")),
    _Rule("blocks", -80, "never", _never("blocks")),
    _Rule("blocks", -100, "road_surface", _is(_is_road_surface)),
    _Rule("gates", 40, "gate_blocks", _where(is_placed, _has("block_id", kind="gates"))),
    _Rule("gates", 60, "gates_by_name", _where(_are_gates_by_name, _has("block_name", "gate_name", kind="gates"))),
    _Rule("blocks", -90, "gates_by_name", _is(_are_gates_by_name)),
    _Rule("gates", -40, "people_columns", _is(_has_people)),
    _Rule("gates", 30, "file_word", _file_word("gates")),
    _Rule("area", 40, "few_polygons", _is(lambda each: _is_empty(each) and 0 < (each.rows or 0) <= _FEW_POLYGONS)),
    _Rule("area", 30, "one_polygon", _is(lambda each: _is_empty(each) and each.rows == 1)),
    _Rule("area", 25, "file_word", _file_word("area")),
    _Rule("area", -100, "road_surface", _is(_is_road_surface)),
    _Rule("communities", 60, "unit_names", _where(_is_polygon, _names("communities"))),
    _Rule("communities", 45, "unit_column", _one_row_each("community")),
    _Rule("communities", 40, "file_word", _file_word("communities")),
    _Rule("subdistricts", 60, "unit_names", _where(_is_polygon, _names("subdistricts"))),
    _Rule("subdistricts", 45, "unit_column", _one_row_each("subdistrict")),
    _Rule("subdistricts", 40, "file_word", _file_word("subdistricts")),
    _Rule("edits", 120, "edit_kinds", _edit_kinds),
    _Rule("control", 70, "totals", _where(_is_totals, _has("total", kind="control"))),
    _Rule("control", 10, "file_word", _file_word("control")),
    _Rule("raster", 70, "one_band", _is(lambda glimpse: glimpse.content == RASTER)),
    _Rule("raster", 10, "file_word", _file_word("raster")),
)
