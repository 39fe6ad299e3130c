from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

from circles.sources.naming.aliases import read_aliases
from circles.sources.words.place_names import place_name
from tests.sources.small_files import codes_of

if TYPE_CHECKING:
    from pathlib import Path

TABLE = "名称,别名\n新华社区党群服务中心,红色驿家\n和平社区,老年大学\n"
LINES = '[aliases]\n"红色驿家" = "新华社区党群服务中心"\n"老年大学" = "和平社区"\n'


def written(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_aliases_are_the_same_from_a_table_a_workbook_and_lines(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for line in TABLE.splitlines():
        book.active.append(line.split(","))
    book.save(tmp_path / "别 名.xlsx")
    files = [written(tmp_path, "a.csv", TABLE), tmp_path / "别 名.xlsx", written(tmp_path, "a.toml", LINES)]
    for file in files:
        found = {name: (alias.alias, alias.name) for name, alias in read_aliases(file).items()}
        assert found == {
            place_name("红色驿家"): ("红色驿家", "新华社区党群服务中心"),
            place_name("老年大学"): ("老年大学", "和平社区"),
        }


def test_one_alias_of_two_names_is_a_fault_and_of_one_name_twice_is_none(tmp_path: Path) -> None:
    from circles.errors import InputError

    same = "alias,name\n红色驿家,新华社区\n红色 驿家,新华居委会\n"
    assert len(read_aliases(written(tmp_path, "a.csv", same))) == 1
    with pytest.raises(InputError) as caught:
        read_aliases(written(tmp_path, "a.csv", same + "红色驿家（在建）,和平社区\n"))
    (finding,) = caught.value.findings
    assert (finding.code, finding.row, finding.value) == ("alias_of_two", 4, "红色驿家（在建）")
    assert "新华社区" in finding.text("zh")
    assert "和平社区" in finding.text("en")


@pytest.mark.parametrize(
    ("name", "text", "codes"),
    [
        ("a.csv", "alias,name\n甲,\n,乙\n丙,丁\n", ["alias_incomplete", "alias_incomplete"]),
        ("a.csv", "alias,other\n甲,乙\n", ["missing_column"]),
        ("a.csv", "alias,name\n", ["empty_table"]),
        ("a.csv", "", ["empty_file"]),
        ("a.toml", "", ["aliases_not_found"]),
        ("a.toml", "[aliases]\n甲 = 1\n", ["unreadable"]),
        ("a.toml", '[aliases]\n"甲" = 1\n', ["aliases_not_found"]),
        ("a.toml", '[aliases]\n"甲" = "乙"\n"甲" = "丙"\n', ["unreadable"]),
        ("a.toml", '[aliases]\n"甲" = ""\n', ["alias_incomplete"]),
        ("a.toml", b"\xff\xfe", ["unreadable"]),
        ("a.toml", "a = " + "[" * 100_000, ["unreadable"]),
        ("a.json", "{}", ["wrong_content"]),
    ],
)
def test_what_is_no_list_of_aliases_is_refused(tmp_path: Path, name: str, text: str | bytes, codes: list[str]) -> None:
    assert codes_of(lambda: read_aliases(written(tmp_path, name, text))) == codes


def test_a_file_of_aliases_that_is_not_there(tmp_path: Path) -> None:
    for name in ("a.toml", "a.csv"):
        assert codes_of(lambda name=name: read_aliases(tmp_path / name)) == ["file_missing"]  # type: ignore[misc]
