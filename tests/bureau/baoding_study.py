"""An invented year of Baoding (示例) as files: what a reader of an audit asks for is in it, and can be worked by hand.

    python -m tests.bureau.baoding_study FOLDER [--doubt]

writes a study of today and of last year to FOLDER and audits both. A grid of streets of 500 m with lanes between them,
but for the rural north-east; a railway with three crossings from west to east; a works compound in the south-east that
only a link of 45 m would open; walled compounds whose gates lie on the far side. Four sub-districts, twelve
communities, fourteen centers with what a bureau keeps of them. Everything is invented, the streets too: nothing of it
says anything of the city.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from circles.network.geodesy import metres_per_degree
from tests.bureau.baoding_lists import (
    CENTER_HEADS,
    CENTERS,
    CLAIM_HEADS,
    CLAIMS,
    COMMUNITIES,
    COMPOUNDS,
    FUND_HEADS,
    FUNDS,
    MONEY,
    MONEY_HEADS,
    OWNER_HEADS,
    OWNERS,
    SERVICES,
    STATISTICS_HEADS,
    SUBDISTRICTS,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Place = tuple[float, float]

SEED = 20221231
CORNER = (115.44, 38.85)
"""The south-western corner, lon and lat; places are metres east and north of it."""

LAST_YEAR, THIS_YEAR = "2025-12-31", "2026-11-29"
NORMS = ("baoding-2022", "guobanfa-2021-56", "td-t-1063-2021")

CELL_M, COLUMNS, ROWS = 500, 10, 8
RAILWAY_M = 2250
CROSSINGS_M = (500, 2500, 4500)
DEAD_END_M = (3500, 3545, 500)
"""纬二路 comes from the east and ends 45 m short of 经八路: x of the street, x of its end, y."""

_NUMBERS = "一二三四五六七八九十"

STUDY = """# 示例：保定党群服务中心的一年。道路、中心、人口、街镇、资金和宣传口径均为编造，不反映保定实际。
# An illustration: a year of Baoding's centers. Streets, centers, people, districts, money and claims are all invented.
name = "保定示例"

[streets]
file = "roads.geojson"

[centers]
file = "centers.csv"
datum = "WGS-84"
label = "illustrative"

[blocks]
file = "{blocks}"

[gates]
file = "gates.csv"
datum = "WGS-84"

[statistics]
file = "communities.csv"

[owners]
file = "owners.csv"
{money}
[claims]
file = "claims.csv"

[population]
label = "illustrative"
source = "示例规则：每个居住单元 {least} 至 {most} 人，随机种子固定"
kind = "resident"
year = {year}

[scenario]
minutes = 15
walking_speed_kmh = 4.0
judged = "all"

[services]
required = "embedded-care-4"

[ranking]
level = "subdistrict"

[output]
title = "保定党群服务中心15分钟步行服务圈（示例）"
data_date = "{date}"
marking = "示例"

[[tiers]]
name = "街镇"
minutes = 30

[[tiers]]
name = "社区村"
minutes = 15
"""
MONEY_SECTIONS = """
[money]
file = "money.csv"

[funds]
file = "funds.csv"

"""
LEAST_PEOPLE, MOST_PEOPLE = 500, 1500
GROWTH = 50
"""People whom each block of the north gained between the years."""


def write_baoding(folder: str | Path, *, with_money: bool = True) -> Path:
    """Write the study of today (``study.toml``) and of last year (``study-2025.toml``) to a folder.

    Parameters
    ----------
    folder : path
        Made where it is not there.
    with_money : bool
        Whether the study has lists of money.

    Returns
    -------
    Path
        The study file of today.
    """
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    _write_layer(target / "roads.geojson", roads())
    for name, year in (("blocks.geojson", 2026), ("blocks-2025.geojson", 2025)):
        _write_layer(target / name, blocks(year))
    _write_list(target / "centers.csv", CENTER_HEADS, center_rows())
    _write_list(target / "gates.csv", ("小区编号", "出入口名称", "经度", "纬度"), gate_rows())
    _write_list(target / "communities.csv", STATISTICS_HEADS, statistics_rows())
    _write_list(target / "owners.csv", OWNER_HEADS, OWNERS)
    _write_list(target / "claims.csv", CLAIM_HEADS, CLAIMS)
    if with_money:
        _write_list(target / "money.csv", MONEY_HEADS, MONEY)
        _write_list(target / "funds.csv", FUND_HEADS, FUNDS)
    for name, own, year, date in (
        ("study.toml", "blocks.geojson", 2026, THIS_YEAR),
        ("study-2025.toml", "blocks-2025.geojson", 2025, LAST_YEAR),
    ):
        said = STUDY.format(
            blocks=own,
            year=year,
            date=date,
            least=LEAST_PEOPLE,
            most=MOST_PEOPLE,
            money=MONEY_SECTIONS if with_money else "\n",
        )
        (target / name).write_text(said, encoding="utf-8", newline="\n")
    return target / "study.toml"


def audit_words(folder: str | Path, year: int, *, out: str | Path | None = None, with_doubt: bool = False) -> list[str]:
    """Return the words of the command that audits a year, into ``y2025`` and ``y2026`` of the folder or `out`.

    How sure verdicts are is asked of this year alone: nothing is told of last year's.
    """
    home = Path(folder)
    last = home / "y2025"
    norms = [word for norm in NORMS for word in ("--norm", norm)]
    if year == 2025:
        return ["audit", str(home / "study-2025.toml"), *norms, "--as-of", LAST_YEAR, "--out", str(out or last)]
    before = ["--ledger", str(last / "ledger.csv"), "--earlier", str(last)]
    words = ["audit", str(home / "study.toml"), *norms, "--as-of", THIS_YEAR]
    return [*words, *before, *(["--doubt"] if with_doubt else []), "--out", str(out or home / "y2026")]


def roads() -> list[dict[str, Any]]:
    """Return the streets and the railway as features."""
    east, north = COLUMNS * CELL_M, ROWS * CELL_M
    street, end, across = DEAD_END_M
    half = CELL_M // 2
    lines: list[tuple[str, list[Place]]] = []
    for i in range(COLUMNS + 1):
        x, name = i * CELL_M, f"经{_numbered(i + 1)}路"
        south, beyond = range(0, RAILWAY_M, half), range(RAILWAY_M + half, north + 1, half)
        if x in CROSSINGS_M:
            lines.append((name, [(x, y) for y in (*south, *beyond)]))
        else:
            lines.append((name, [(x, y) for y in (*south, RAILWAY_M - 100)]))
            lines.append((name, [(x, y) for y in (RAILWAY_M + 100, *beyond)]))
    for j in range(ROWS + 1):
        y, name = j * CELL_M, f"纬{_numbered(j + 1)}路"
        # The works stand between 经八路 and 经九路.
        right = {0: street + CELL_M, across: end}.get(y)
        parts = [(0, east)] if right is None else [(0, street), (right, east)]
        lines += [(name, _stops(left, right, y)) for left, right in parts]
    for j in range(ROWS):
        y, name = j * CELL_M + half, f"纬{_numbered(j + 1)}里"
        if y != RAILWAY_M:
            parts = [(0, street), (street + 2 * CELL_M, east)] if j < 2 else [(0, east if j < ROWS // 2 else east // 2)]
            lines += [(name, _stops(left, right, y)) for left, right in parts]
    found = [
        _feature("LineString", _degrees(line), {"street_id": f"R{at:03d}", "name": name, "highway": "residential"})
        for at, (name, line) in enumerate(lines, start=1)
    ]
    rails = _degrees([(0, RAILWAY_M), (east, RAILWAY_M)])
    return [*found, _feature("LineString", rails, {"street_id": "R900", "name": "示例铁路", "railway": "rail"})]


def _stops(left: int, right: int, y: int) -> list[Place]:
    """Return where a street from west to east begins, is crossed and ends."""
    return [(x, y) for x in sorted({left, right, *(x for x in range(0, right + 1, CELL_M) if x > left)})]


def blocks(year: int = 2026) -> list[dict[str, Any]]:
    """Return the blocks of a year as features, two a cell; those of the works' cells are no homes."""
    draw = random.Random(SEED)  # noqa: S311 an illustration, not a secret
    walled = {(compound.cell, compound.half): compound for compound in COMPOUNDS}
    found = []
    for j in range(ROWS):
        for i in range(COLUMNS):
            for half, (low, high) in (("lower", (15, 240)), ("upper", (260, 485))):
                people = draw.randrange(LEAST_PEOPLE, MOST_PEOPLE, 10)
                if (i, j) in {(7, 0), (7, 1)}:
                    continue
                compound = walled.get(((i, j), half))
                x, y = i * CELL_M, j * CELL_M
                corners = [(x + 15, y + low), (x + 485, y + low), (x + 485, y + high), (x + 15, y + high)]
                subdistrict, community = district_of(i, j)
                people -= GROWTH if year == 2025 and j >= ROWS // 2 else 0
                said = {
                    "小区编号": block_id(i, j, half),
                    "小区名称": compound.name if compound else f"示例小区{block_id(i, j, half)[1:]}",
                    "常住人口": people,
                    "户数": round(people / 2.5),
                    "60岁及以上人口": round(people * 0.2),
                    "街道": subdistrict,
                    "社区": community,
                    "城乡": "农村" if subdistrict == SUBDISTRICTS[3] else "城市",
                    "封闭管理": "是" if compound else "否",
                }
                found.append(_feature("Polygon", [_degrees([*corners, corners[0]])], said))
    return found


def block_id(i: int, j: int, half: str) -> str:
    """Return the id of a block: its cell from the south-west, and 1 for the lower half, 2 for the upper."""
    return f"B{i:02d}{j:02d}{1 if half == 'lower' else 2}"


def district_of(i: int, j: int) -> tuple[str, str]:
    """Return sub-district and community of a cell: a quadrant, and its west, its south-east or its north-east."""
    east, north = i >= COLUMNS // 2, j >= ROWS // 2
    subdistrict = SUBDISTRICTS[2 * north + east]
    column, row = i % (COLUMNS // 2), j % (ROWS // 2)
    return subdistrict, COMMUNITIES[subdistrict][0 if column < 2 else 1 if row < 2 else 2]


def center_rows() -> list[tuple[Any, ...]]:
    """Return the rows of the list of centers."""
    draw = random.Random(SEED)  # noqa: S311 an illustration, not a secret
    rows: list[tuple[Any, ...]] = []
    for number, (name, title, x, y, built, used, tier, at, own, opens, closes, floor, rooms) in enumerate(CENTERS):
        services = [service for service in SERVICES.split("、") if draw.random() < 0.8]
        capacity, staff, visits = (draw.randrange(*bounds) for bounds in ((8, 30), (4, 19), (12, 61)))
        lon, lat = _degrees([(int(x), int(y))])[0]
        subdistrict = SUBDISTRICTS[int(at)]
        community = COMMUNITIES[subdistrict][int(own)] if own else ""
        said = ("", "") if number == 9 else ("、".join(services), capacity * 1000)
        more = (*said, staff, visits * 100, "周一至周五 9:00-17:00")
        rows.append(
            (name, title, lon, lat, built, used, tier, subdistrict, community, opens, closes, floor, rooms, *more)
        )
    return rows


def gate_rows() -> list[tuple[Any, ...]]:
    """Return the gates of the compounds with walls."""
    return [
        (block_id(*compound.cell, compound.half), gate, *_degrees([(x, y)])[0])
        for compound in COMPOUNDS
        for gate, x, y in compound.gates
    ]


def statistics_rows() -> list[tuple[Any, ...]]:
    """Return what is known of each community: workers 15 to 22 for 10,000 people; of one no floor is known."""
    draw = random.Random(SEED)  # noqa: S311 an illustration, not a secret
    people: dict[tuple[str, str], int] = {}
    for block in blocks():
        said = block["properties"]
        key = (said["街道"], said["社区"])
        people[key] = people.get(key, 0) + said["常住人口"]
    rows: list[tuple[Any, ...]] = []
    for number, ((subdistrict, community), count) in enumerate(sorted(people.items())):
        is_rural = subdistrict == SUBDISTRICTS[3]
        floor = count * 38
        is_new = community == "示例锦湖三社区"
        services = round(floor * draw.randrange(7, 13) / 100)
        workers = round(count / 10_000 * draw.randrange(15, 23))
        floors = ("", "") if number == 2 else (services, floor)
        rows.append(
            (
                community,
                subdistrict,
                "农村" if is_rural else "城市",
                "是" if is_new else "否",
                *floors,
                workers,
                "" if is_rural else count,
            )
        )
    return rows


def _numbered(number: int) -> str:
    return _NUMBERS[number - 1] if number <= 10 else f"十{_NUMBERS[number - 11]}"


def _degrees(places: Iterable[Place]) -> list[Place]:
    """Return places in metres as degrees of seven decimals."""
    kx, ky = (float(k[0]) for k in metres_per_degree(np.array([CORNER[1]])))
    return [(round(CORNER[0] + x / kx, 7), round(CORNER[1] + y / ky, 7)) for x, y in places]


def _feature(shape: str, places: Any, properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "properties": dict(properties), "geometry": {"type": shape, "coordinates": places}}


def _write_layer(path: Path, features: Iterable[Mapping[str, Any]]) -> None:
    lines = (json.dumps(feature, ensure_ascii=False, separators=(",", ":")) for feature in features)
    head = '{"type":"FeatureCollection","features":[\n'
    path.write_text(head + ",\n".join(lines) + "\n]}\n", encoding="utf-8", newline="\n")


def _write_list(path: Path, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(heads)
        writer.writerows(rows)


def commands_of(words: Sequence[str]) -> tuple[str, list[list[str]]]:
    """Return the folder that was typed, and the commands that audit both years; other words are refused."""
    parser = argparse.ArgumentParser(description="Write the study of a bureau and audit both years.")
    parser.add_argument("folder")
    parser.add_argument("--doubt", action="store_true", help="ask how sure the verdicts of this year are")
    asked = parser.parse_args(words)
    return asked.folder, [audit_words(asked.folder, year, with_doubt=asked.doubt) for year in (2025, 2026)]


def main(words: Sequence[str]) -> None:
    """Write the study and audit both years."""
    folder, commands = commands_of(words)
    write_baoding(folder)
    for command in commands:
        subprocess.run([sys.executable, "-m", "circles", *command], check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
