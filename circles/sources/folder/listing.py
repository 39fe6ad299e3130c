"""A folder as a planner hands it over: which of its files may be inputs, and why the others are passed over."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from circles import texts
from circles.errors import Finding, InputError
from circles.sources.files import contents
from circles.sources.files.format import unreadable
from circles.sources.files.toml import FAULTS, toml_of
from circles.sources.folder.editions import together
from circles.sources.folder.file_words import may_be_list, may_be_table, role_by_name
from circles.sources.folder.glimpses import Glimpse, glimpses_of
from circles.sources.folder.recognising import Candidate, Reason, candidate_of, is_result, problem_of
from circles.sources.study.settings_workbook import is_settings_sheet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MOST_FILES = 5_000
"""Files of a folder whose names are read."""

MOST_LOOKED_INTO = 300
"""Files of a folder that are looked into."""

_STUDY_BYTES = 2**20
_RESULT_LAYERS = {"blocks", "circles", "service_area", "gaps"}
_OF_WORKBOOK = ("verdict", "reason", "walk_m", "center_id")
_PARTS_OF: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        ".shp": frozenset((".dbf", ".shx", ".prj", ".cpg", ".sbn", ".sbx", ".qix", ".qmd", ".idm", ".ind", ".qpj")),
        ".tab": frozenset((".dat", ".map", ".id", ".ind")),
    }
)
"""Parts that stand beside a file of several, by its ending."""

_BESIDE_ANY = (".shp.xml", ".aux.xml", ".ovr", ".tfw", ".tifw", ".gpkg-wal", ".gpkg-shm", ".gpkg-journal")


@dataclass(frozen=True, kw_only=True)
class PassedOver:
    """A file, or several of them, that is not taken as an input, and why.

    Attributes
    ----------
    file : str
        Its name, and the layer's or sheet's where it has several.
    reason : Reason
        Why it is not taken.
    finding : Finding or None
        What is wrong with it, where it is a table that cannot be read.
    may_be : str
        The role that its name says, where it may be a list that is not read.
    """

    file: str
    reason: Reason
    finding: Finding | None = None
    may_be: str = ""


@dataclass(frozen=True, kw_only=True)
class FolderSeen:
    """What stands in a folder.

    Attributes
    ----------
    folder : Path
        The folder.
    candidates : tuple of Candidate
        What each layer, sheet or file may be taken as, by file name.
    passed : tuple of PassedOver
        What is not taken.
    """

    folder: Path
    candidates: tuple[Candidate, ...] = ()
    passed: tuple[PassedOver, ...] = ()


def look_at_folder(folder: str | Path) -> FolderSeen:
    """Return what the files of a folder may be taken as; sub-folders are not entered, File Geodatabases are.

    Files are told by their content and columns. Links to files are followed.

    Raises
    ------
    InputError
        If there is no such folder, or it may not be read.
    """
    path = Path(folder)
    paths, more = _paths(path)
    passed = [_passed("…", "too_many", count=more, most=MOST_FILES)] if more else []
    looked: list[Path] = []
    for each in paths:
        reason = _not_data(each)
        if reason is not None:
            passed.append(PassedOver(file=_shown(each.name), reason=reason))
        elif len(looked) < MOST_LOOKED_INTO:
            looked.append(each)
        else:
            passed.append(_passed(_shown(each.name), "not_looked_into", most=MOST_LOOKED_INTO))
    candidates: list[Candidate] = []
    for each in looked:
        seen, why = _looked_into(each)
        candidates += seen
        passed += why
    return FolderSeen(folder=path, candidates=tuple(candidates), passed=tuple(passed))


def _paths(folder: Path) -> tuple[list[Path], int]:
    """Return the first entries of a folder by name, and how many more there are."""
    try:
        if not folder.exists():
            raise InputError(Finding(code="folder_missing", file=folder.name))
        if not folder.is_dir():
            raise InputError(Finding(code="not_a_folder", file=folder.name))
        # By name, so that what is cut off does not depend on the disk.
        paths = sorted(folder.iterdir(), key=lambda path: path.name)
    except OSError as error:
        raise unreadable(folder.name, error) from error
    stems = {whole: {path.stem for path in paths if path.suffix.lower() == whole} for whole in _PARTS_OF}
    paths = [path for path in paths if not _is_beside(path, stems)]
    return paths[:MOST_FILES], max(0, len(paths) - MOST_FILES)


def _is_beside(path: Path, stems: Mapping[str, set[str]]) -> bool:
    """Return whether a file belongs to another one, or is hidden."""
    name = path.name.lower()
    beside = any(path.suffix.lower() in parts and path.stem in stems[whole] for whole, parts in _PARTS_OF.items())
    return name.startswith(".") or beside or name.endswith(_BESIDE_ANY)


def _not_data(path: Path) -> Reason | None:
    """Return why a file is passed over without a look into it."""
    key = ""
    try:
        path.name.encode("utf-8")
        if path.name.startswith("~$"):
            key = "open_in_excel"
        elif contents.is_geodatabase(path):
            key = ""
        elif path.is_dir():
            key = "sub_folder"
        elif not path.is_file():
            key = "no_file"
    except UnicodeEncodeError:
        key = "name_not_utf8"
    except OSError:
        key = "no_file"
    return Reason(key=f"init_passed.{key}") if key else None


def _looked_into(path: Path) -> tuple[list[Candidate], list[PassedOver]]:
    try:
        if _is_study_file(path):
            return [], [_passed(path.name, "study")]
        seen = glimpses_of(path)
    except InputError as error:
        # Of several faults the first will do here: the readers tell all of them.
        return [], [_unread(path, error.findings[0])]
    except OSError as error:
        return [], [_unread(path, unreadable(path.name, error).findings[0])]
    if any(is_settings_sheet(glimpse.layer) for glimpse in seen):
        return [], [_passed(path.name, "study")]
    if _is_ours(seen):
        return [], [_passed(path.name, "result")]
    taken = [(glimpse, candidate_of(glimpse)) for glimpse in seen]
    passed = [
        replace(_passed(_shown(glimpse.title), "not_recognised"), may_be=_may_be(glimpse))
        for glimpse, candidate in taken
        if candidate is None
    ]
    return together([candidate for _, candidate in taken if candidate is not None]), passed


def _unread(path: Path, finding: Finding) -> PassedOver:
    """Return a file that cannot be read, and what to do about it; of what is no table at all, that it is none."""
    if finding.code in ("unknown_content", "wrong_content"):
        may_be = role_by_name(path.name) if may_be_list(path.suffix) else ""
        return PassedOver(file=path.name, reason=Reason(key="init_passed.unknown_content"), may_be=may_be)
    kept = finding if may_be_table(path.suffix) else None
    return PassedOver(file=path.name, reason=problem_of(finding), finding=kept, may_be=role_by_name(path.name))


def _may_be(glimpse: Glimpse) -> str:
    """Return the role that the name says of a table with content that no rule recognises."""
    stem = glimpse.path.name.partition(".")[0]
    return role_by_name(f"{glimpse.layer}|{stem}") if glimpse.sample else ""


def _is_ours(seen: Sequence[Glimpse]) -> bool:
    if {glimpse.layer for glimpse in seen} >= _RESULT_LAYERS:
        return True
    return any(is_result(glimpse) or _is_workbook(glimpse) for glimpse in seen)


def _is_workbook(glimpse: Glimpse) -> bool:
    """Return whether a sheet is the blocks of a result in words, in either language."""
    heads = ({texts.say(f"workbook.column.{name}", lang) for name in _OF_WORKBOOK} for lang in texts.LANGUAGES)
    return any(each <= set(glimpse.columns) for each in heads)


def _is_study_file(path: Path) -> bool:
    if path.suffix.lower() != ".toml" or path.stat().st_size > _STUDY_BYTES:
        return False
    try:
        return bool({"streets", "centers"} & toml_of(path).keys())
    except FAULTS:
        return False


def _passed(file: str, key: str, **details: object) -> PassedOver:
    return PassedOver(file=file, reason=Reason(key=f"init_passed.{key}", details=details))


def _shown(name: str) -> str:
    return name.encode("utf-8", "replace").decode("utf-8")
