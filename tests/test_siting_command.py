"""``circles site`` as a planner types it: files, words, the plan that reproduces it, and what cannot be asked."""

from __future__ import annotations

import csv
import json
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pytest
from typer.testing import CliRunner

from circles import cli
from circles.publish.result_folder import SITING_FILES
from tests.study_files import centers, write_town
from tests.test_commands import called
from tests.test_contract import FILES, rows_of, summary_of
from tests.towns import degrees

if TYPE_CHECKING:
    from pathlib import Path

SITES = ["site_id", "name", "lon", "lat", "gained_population", "gained_blocks"]


def table(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def siting_of(folder: Path) -> Any:
    return json.loads((folder / "siting.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study in an office's own plane and words, and the result of siting one center."""
    folder = tmp_path_factory.mktemp("规划 局") / "我的 研究"
    given = centers()
    points = gpd.GeoSeries(gpd.points_from_xy(given["lon"], given["lat"]), crs=4326).to_crs("EPSG:4547")
    office = given.assign(lon=points.x, lat=points.y, 面积=["600", "", "300"])
    study = write_town(folder, tables={"centers": office.rename(columns={"name": "机构", "lon": "东", "lat": "北"})})
    columns = 'columns = { name = "机构", lon = "东", lat = "北" }\ncrs = "EPSG:4547"\nlabel = "planned"'
    text = study.read_text(encoding="utf-8")
    study.write_text(text.replace('file = "centers.csv"', f'file = "centers.csv"\n{columns}'), encoding="utf-8")
    ended = called("site", str(study), "--new", "1", "--out", str(folder / "结果 一"))
    assert ended.exit_code == 0, ended.output
    (folder / "said.txt").write_text(ended.output, encoding="utf-8")
    return folder


def test_the_folder_holds_what_plan_writes_and_three_files_more(home: Path) -> None:
    assert {path.name for path in (home / "结果 一").iterdir()} == {*FILES, *SITING_FILES}
    summary = summary_of(home / "结果 一")
    assert set(SITING_FILES) <= set(summary["files"])
    assert any("never" in each["en"] or "neither parcels" in each["en"] for each in summary["warnings"])


def test_the_new_ones_alone_and_all_centers_together(home: Path) -> None:
    sites = table(home / "结果 一" / "sites.csv")
    assert list(sites[0])[:6] == SITES
    assert [row["site_id"] for row in sites] == ["S01"]
    everyone = table(home / "结果 一" / "centers.csv")
    assert [row["center_id"] for row in everyone] == ["A", "C", "F", "S01"]
    assert [row["status"] for row in everyone] == ["open", "closed", "open", "open"]
    assert everyone[0]["floor_area_m2"] == "600"
    assert [bool(row["note"]) for row in everyone] == [False, False, False, True]
    assert "never parcels" in sites[0]["note"]
    assert {name: everyone[-1][name] for name in ("name", "lon", "lat")} == {
        name: sites[0][name] for name in ("name", "lon", "lat")
    }


def test_a_narrow_terminal_cuts_no_figure(home: Path, tmp_path: Path) -> None:
    text = "candidate_id,name,lon,lat,cost\nK,," + ",".join(map(str, degrees([(1400, 1000)])[0])) + ",123456789\n"
    (tmp_path / "given.csv").write_text(text, encoding="utf-8")
    words = ("--new", "1", "--candidates", str(tmp_path / "given.csv"), "--out", str(tmp_path / "out"))
    ended = CliRunner().invoke(cli.app, ["site", str(home / "study.toml"), *words], env={"COLUMNS": "60"})
    assert ended.exit_code == 0, ended.output
    assert siting_of(tmp_path / "out")["sites"][0]["cost"] == 123456789
    assert "…" not in ended.output


def test_the_proof_is_a_file(home: Path) -> None:
    told = siting_of(home / "结果 一")
    wanted = {"question", "status", "objective", "bound", "gap", "covered_before", "covered_after", "seed"}
    assert wanted <= set(told)
    assert (told["status"], told["gap"], told["seed"]) == ("optimal", 0.0, 0)
    assert told["objective"] == told["bound"] == told["covered_after"]
    gained = sum(float(row["gained_population"]) for row in table(home / "结果 一" / "sites.csv"))
    assert told["covered_after"] - told["covered_before"] == gained > 0
    assert not [name for name in told if "duration" in name or "second" in name]
    run = json.loads((home / "结果 一" / "run.json").read_text(encoding="utf-8"))
    assert {"site_walks", "site_search", "site_plan"} <= set(run["durations_s"])


def test_a_plan_with_the_centers_written_gives_the_same(home: Path, tmp_path: Path) -> None:
    ended = called(
        "plan", str(home / "study.toml"), "--centers", str(home / "结果 一" / "centers.csv"), "--out", str(tmp_path)
    )
    assert ended.exit_code == 0, ended.output
    assert (tmp_path / "blocks.csv").read_bytes() == (home / "结果 一" / "blocks.csv").read_bytes()
    one, other = summary_of(tmp_path), summary_of(home / "结果 一")
    for name in ("account", "counts", "minutes", "headline", "circles", "labels", "scenario"):
        assert one[name] == other[name]


def test_the_terminal_tells_the_answer_and_the_notice(home: Path) -> None:
    said = " ".join((home / "said.txt").read_text(encoding="utf-8").split())
    for words in (
        "Proposed site 1",
        "people gained",
        "Proven",
        "never parcels",
        "coverage.html",
        "Candidates: 8 made",
    ):
        assert words in said
    ended = called("site", str(home / "study.toml"), "--new", "1", "--lang", "zh", "--out", str(home / "结果 二"))
    for words in ("建议点1", "新增人口", "已证明最优", "不是具体宗地", "备选点"):
        assert words in ended.output
    assert table(home / "结果 二" / "centers.csv")[-1]["name"] == "建议点1"


def test_all_but_the_run_repeats(home: Path, tmp_path: Path) -> None:
    assert called("site", str(home / "study.toml"), "--new", "1", "--out", str(tmp_path)).exit_code == 0
    for name in {*FILES, *SITING_FILES} - {"run.json"}:
        assert (tmp_path / name).read_bytes() == (home / "结果 一" / name).read_bytes(), name


def test_candidates_of_a_file_and_every_option(home: Path, tmp_path: Path) -> None:
    lon, lat = degrees([(1000, 500), (1500, 1000), (500, 1000)]).T
    rows = [
        f"{name},{x},{y},{cost},老年人活动中心" for name, x, y, cost in zip("甲乙丙", lon, lat, (5, 6, 7), strict=True)
    ]
    (tmp_path / "备选.csv").write_text("\n".join(["名称,经度,纬度,造价(万元),类型", *rows]), encoding="utf-8")
    words = [
        "--candidates",
        str(tmp_path / "备选.csv"),
        "--new",
        "2",
        "--budget",
        "110000",
        "--seed",
        "3",
        "--minutes",
        "14",
    ]
    ended = called("site", str(home / "study.toml"), *words, "--time-limit", "30", "--out", str(tmp_path / "out"))
    assert ended.exit_code == 0, ended.output
    sites = table(tmp_path / "out" / "sites.csv")
    assert {row["candidate_name"] for row in sites} <= {"甲", "乙"}
    assert {row["kind"] for row in sites} == {"老年人活动中心"}
    assert siting_of(tmp_path / "out")["question"] == {
        "objective": "people", "new": 2, "budget": 110000, "weight": "population", "seed": 3,
    }  # fmt: skip
    assert summary_of(tmp_path / "out")["scenario"]["minutes"] == 14
    assert "upgrade of 老年人活动中心" in " ".join(ended.output.split())


@pytest.mark.parametrize(
    "words",
    [
        ("--objective", "fewest", "--share", "0.4"),
        ("--objective", "total_walk", "--new", "1"),
        ("--objective", "worst_walk", "--new", "1"),
        ("--phases", "1，1"),
        ("--relocate", "1"),
        ("--new", "1", "--weight", "dwellings"),
        ("--new", "1", "--capacity", "150"),
    ],
)
def test_other_questions_are_answered(home: Path, tmp_path: Path, words: tuple[str, ...]) -> None:
    ended = called("site", str(home / "study.toml"), *words, "--out", str(tmp_path / "out"))
    assert ended.exit_code == 0, ended.output
    assert siting_of(tmp_path / "out")["status"] == "optimal"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "--new"),
        (("--new", "0"), "0"),
        (("--new", "9999"), "9999"),
        (("--new", "1", "--budget", "5"), "cost"),
        (("--phases", "1,x"), "--phases"),
        (("--new", "1", "--objective", "stars"), "stars"),
        (("--objective", "fewest"), "B3"),
        (("--new", "1", "--equity"), "sub-districts"),
        (("--new", "1", "--candidates", "nowhere.csv"), "nowhere.csv"),
        (("--new", "1", "--weight", "stars"), "stars"),
        (("--new", "many"), "--new"),
    ],
)
def test_what_cannot_be_asked_says_why_and_writes_nothing(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    ended = called("site", str(home / "study.toml"), *words)
    assert ended.exit_code == 2, ended.output
    assert said in ended.output
    assert "Traceback" not in ended.output
    assert list(tmp_path.iterdir()) == []


def test_a_list_of_ones_own_is_not_overwritten(home: Path, tmp_path: Path) -> None:
    (tmp_path / "centers.csv").write_text("mine", encoding="utf-8")
    ended = called("site", str(home / "study.toml"), "--new", "1", "--out", str(tmp_path))
    assert ended.exit_code == 2
    assert (tmp_path / "centers.csv").read_text(encoding="utf-8") == "mine"
    assert called("plan", str(home / "study.toml"), "--out", str(tmp_path)).exit_code == 0
    assert (tmp_path / "centers.csv").read_text(encoding="utf-8") == "mine"


def test_a_later_plan_leaves_the_siting_and_its_own_input(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    study = str(home / "study.toml")
    assert called("site", study, "--new", "1").exit_code == 0
    (tmp_path / "maps" / "note.txt").write_text("mine", encoding="utf-8")
    earlier = {path.name: path.read_bytes() for path in (tmp_path / "maps").iterdir()}
    for words in (("plan", study), ("plan", study, "--centers", "maps/centers.csv"), ("site", study, "--new", "2",
                  "--centers", "maps/centers.csv")):  # fmt: skip
        ended = called(*words)
        assert ended.exit_code == 2, ended.output
        assert "--out" in ended.output
        assert {path.name: path.read_bytes() for path in (tmp_path / "maps").iterdir()} == earlier
    assert called("plan", study, "--centers", "maps/centers.csv", "--out", "maps/plan").exit_code == 0
    assert {path.name for path in (tmp_path / "maps" / "plan").iterdir()} == FILES
    assert len(rows_of(tmp_path / "maps" / "plan")) == 7
    assert called("site", study, "--new", "1").exit_code == 0, "a siting takes the place of a siting"
    assert (tmp_path / "maps" / "note.txt").read_text(encoding="utf-8") == "mine"


def test_an_interrupt_in_the_search_gives_the_best_found_so_far(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from circles.siting.best_sites import best_sites

    def pressed(instance: Any, asked: Any, *, stop: Any) -> Any:
        signal.raise_signal(signal.SIGINT)
        assert stop()
        return best_sites(instance, asked, stop=stop)

    monkeypatch.setattr("circles.workflows.siting.best_sites", pressed)
    before = signal.getsignal(signal.SIGINT)
    ended = called("site", str(home / "study.toml"), "--new", "1", "--out", str(tmp_path / "out"))
    status = siting_of(tmp_path / "out")["status"]
    # A search so small may prove its best before it looks up: then nothing is left out.
    assert ended.exit_code == {"stopped": 130, "optimal": 0}[status], ended.output
    assert signal.getsignal(signal.SIGINT) is before


def test_an_interrupt_elsewhere_ends_the_run(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def pressed(*_: object, **__: object) -> object:
        signal.raise_signal(signal.SIGINT)
        raise AssertionError("the interrupt was not heard")

    monkeypatch.setattr("circles.workflows.siting.posed", pressed)
    ended = called("site", str(home / "study.toml"), "--new", "1", "--out", str(tmp_path / "out"))
    assert ended.exit_code != 0
    assert not (tmp_path / "out").exists()


def test_the_help_needs_nothing_heavy() -> None:
    program = (
        "import sys; from typer.testing import CliRunner; from circles import cli; "
        "assert CliRunner().invoke(cli.app, ['site', '--help']).exit_code == 0; "
        "print([name for name in ('geopandas', 'highspy', 'numba', 'folium') if name in sys.modules])"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert ended.stdout.strip() == "[]"
