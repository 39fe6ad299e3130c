"""A norm file is read row by row: all that is wrong with it at once, or whole."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from circles import InputError
from circles.norms.clauses import Origin
from circles.norms.norms_at_hand import asked_norms, norm, norm_names, read_norm
from circles.norms.reading import norm_of_text
from circles.service_lists import list_names, service_list

if TYPE_CHECKING:
    from pathlib import Path

ROW = {
    "clause": '"L-1"',
    "requirement": '"每处建筑面积不低于600平方米"',
    "measure": '"floor_area"',
    "base": '"设施"',
    "level": '"设施"',
    "comparison": '"不低于"',
    "value": "600",
    "unit": '"m2"',
    "force": '"地方规定"',
    "source": '{ standard = "本地文件" }',
    "status": '"verified"',
}
HEAD = 'standard = "本地文件"\ntitle = "本地"\n'


def written(*, head: str = HEAD, **changed: Any) -> str:
    row = {**ROW, **{key.rstrip("_"): value for key, value in changed.items()}}
    return head + "[[clause]]\n" + "".join(f"{key} = {value}\n" for key, value in row.items() if value is not None)


def faults(text: str) -> list[tuple[str, str | None]]:
    with pytest.raises(InputError) as raised:
        norm_of_text(text, name="local", file="local.toml")
    assert all(finding.file == "local.toml" for finding in raised.value.findings)
    return [(finding.code, finding.column) for finding in raised.value.findings]


def test_every_norm_and_every_list_at_hand_can_be_read() -> None:
    wanted = {"baoding-2022", "dezhou", "embedded-2024", "erqi-5", "gb-50180-2018", "guobanfa-2021-56", "huizhou-2022"}
    wanted |= {"jinshui-2021", "shenzhen-2016", "td-t-1062-2021", "td-t-1063-2021", "zhengdong"}
    assert wanted <= set(norm_names())
    for name in norm_names():
        assert all(clause.origin.standard == norm(name).standard for clause in norm(name).clauses), name
    for name in list_names():
        found = service_list(name)
        assert found.title.zh
        assert found.title.en
        assert found.status
        assert set(found.also) <= set(found.services)


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("huizhou-11", 11),
        ("huizhou-zones-5", 5),
        ("huizhou-services", 15),
        ("huizhou-venues-13", 13),
        ("shangdu-8", 8),
        ("shangdu-functions-3", 3),
        ("erqi-5", 5),
        ("embedded-care-4", 4),
        ("rural-ceremonies-2", 2),
    ],
)
def test_a_list_holds_what_the_programme_names(name: str, count: int) -> None:
    assert len(set(service_list(name).services)) == count
    assert not service_list(name).open


def test_a_list_of_which_three_of_eight_are_known_is_open() -> None:
    assert service_list("jinshui-8").open
    assert len(service_list("jinshui-8").services) == 3


@pytest.mark.parametrize(
    "key", ["source", "status", "base", "force", "clause", "requirement", "measure", "level", "unit"]
)
def test_a_row_without_what_makes_it_a_clause_is_refused(key: str) -> None:
    nothing: dict[str, str | None] = {key: None}
    (found,) = faults(written(head=HEAD, **nothing))
    assert found == ("norm_key_missing", f"{1 if key == 'clause' else 'L-1'}.{key}")


@pytest.mark.parametrize(
    ("changed", "wanted"),
    [
        ({"statuss": '"verified"'}, ("norm_key_unknown", "L-1.statuss")),
        ({"source": '{ standard = "别的文件" }'}, ("norm_source_other", "L-1.source.standard")),
        ({"source": '{ place = "2.0.1" }'}, ("norm_key_missing", "L-1.source.standard")),
        ({"source": '{ standard = "本地文件", page = "3" }'}, ("norm_key_unknown", "L-1.source.page")),
        ({"source": '"本地文件"'}, ("norm_wrong_kind", "L-1.source")),
        ({"status": '"sure"'}, ("not_a_choice", "L-1.status")),
        ({"base": '"人次"'}, ("not_a_choice", "L-1.base")),
        ({"base": '"人"'}, ("not_a_choice", "L-1.base")),
        ({"measure": '"floor"'}, ("not_a_choice", "L-1.measure")),
        ({"unit": '"km2"'}, ("not_a_choice", "L-1.unit")),
        ({"value": '"600"'}, ("norm_wrong_kind", "L-1.value")),
        ({"value": "true"}, ("norm_wrong_kind", "L-1.value")),
        ({"value": "nan"}, ("norm_bad_number", "L-1.value")),
        ({"value": "-1"}, ("norm_bad_number", "L-1.value")),
        ({"value": None}, ("norm_key_missing", "L-1.value")),
        ({"value_max": "700"}, ("norm_key_idle", "L-1.value_max")),
        ({"share": "101"}, ("norm_bad_number", "L-1.share")),
        ({"minutes": "15"}, ("norm_key_idle", "L-1.minutes")),
        ({"until": '"2025"'}, ("norm_wrong_kind", "L-1.until")),
        ({"from_": "2025-01-01", "until": "2024-12-31"}, ("norm_bad_dates", "L-1.until")),
        ({"scope": '{ level = "社区" }'}, ("norm_key_unknown", "L-1.scope.level")),
        ({"scope": '{ area = "郊区" }'}, ("not_a_choice", "L-1.scope.area")),
        ({"requirement": '{ zh = "面积" }'}, ("norm_wrong_kind", "L-1.requirement")),
        ({"measure": '"services_of_list"', "unit": '"项"'}, ("norm_key_missing", "L-1.list")),
        ({"measure": '"services_of_list"', "unit": '"项"', "list": '"huizhou-12"'}, ("not_a_choice", "L-1.list")),
    ],
)
def test_a_row_that_says_something_wrong_is_refused_at_its_key(
    changed: dict[str, str], wanted: tuple[str, str]
) -> None:
    assert faults(written(**changed)) == [wanted]


def test_all_faults_of_a_file_are_told_at_once_and_say_what_to_do() -> None:
    text = written(status=None, colour='"red"') + "[[clause]]\n" + written(head="", base=None).partition("\n")[2]
    with pytest.raises(InputError) as raised:
        norm_of_text(text, name="local", file="local.toml")
    told = raised.value.text("en").splitlines()
    assert len(told) == 4
    assert told[0].startswith("local.toml, key L-1.colour: This key is not known.")
    assert {finding.code for finding in raised.value.findings} == {
        "norm_key_unknown",
        "norm_key_missing",
        "norm_clause_twice",
    }


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("standard = [", "norm_not_toml"),
        (HEAD, "norm_without_clauses"),
        (HEAD + "clause = 3\n", "norm_without_clauses"),
        (written(head='standard = "本地文件"\ntitle = "本地"\nname = "x"\n'), "norm_key_unknown"),
        (written(head='standard = "本地文件"\n'), "norm_key_missing"),
    ],
)
def test_a_file_that_is_no_norm_is_refused(text: str, code: str) -> None:
    assert [found for found, _ in faults(text)] == [code]


def test_a_file_of_ones_own_replaces_rows_and_adds_others(tmp_path: Path) -> None:
    head = 'standard = "昌吉规划2023"\ntitle = "昌吉"\noverrides = "guobanfa-2021-56"\n'
    workers = {
        "clause": '"P14-18"',
        "measure": '"workers_per_10000"',
        "base": '"人"',
        "unit": '"人"',
        "value": "25",
        "source": '{ standard = "昌吉规划2023" }',
    }
    added = {**workers, "clause": '"CJ-1"', "value": "12.5"}
    text = written(head=head, **workers) + written(head="", **added)
    (tmp_path / "changji.toml").write_text(text, encoding="utf-8")
    (one,) = asked_norms([tmp_path / "changji.toml", "guobanfa-2021-56"])
    clauses = {clause.clause: clause for clause in one.clauses}
    assert list(clauses) == [*(clause.clause for clause in norm("guobanfa-2021-56").clauses), "CJ-1"]
    assert (clauses["P14-18"].value, clauses["CJ-1"].value) == (Fraction(25), Fraction("12.5"))
    assert clauses["P14-18"].origin == Origin(standard="昌吉规划2023")
    assert [(each.standard, len(each.clauses)) for each in one.replaced] == [("昌吉规划2023", 2)]
    assert clauses["P14-U"] == norm("guobanfa-2021-56").clauses[0]


def test_a_name_or_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError) as raised:
        asked_norms(["baoding"])
    assert "baoding-2022" in raised.value.text("en")
    with pytest.raises(InputError, match="cannot be read"):
        read_norm(tmp_path / "none.toml")
    (tmp_path / "gbk.toml").write_bytes(written().encode("gb18030"))
    with pytest.raises(InputError, match="UTF-8"):
        read_norm(tmp_path / "gbk.toml")
