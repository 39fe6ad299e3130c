# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Inputs: the same centers in five broken shapes
#
# Lists come as they are kept: a title above the header and a total below, merged cells, the datum of a web map, no projection file, no
# coordinates at all. Each of the five files below is the same list of 40 centers, broken in a way that happens in offices. For each one we
# ask `circles.check_study` what is wrong, mend it, and see whether the same 40 places come out.
#
# The streets are those of the bundled demo (Hankou, Wuhan; © OpenStreetMap contributors, ODbL). The centers are **invented (示例数据)**: the
# demo's own, and 27 more beside its streets.

# %%
import tempfile
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd

import circles

folder = Path(tempfile.mkdtemp()) / "汉口"
folder.mkdir()
demo = circles.demo_study()
given = pd.read_csv(demo / "centers.csv", encoding="utf-8-sig")
beside = [
    line.interpolate(0.4, normalized=True) for line in circles.read_streets(demo / "streets.geojson").geometry[::55]
][:27]
more = pd.DataFrame({"lon": [point.x for point in beside], "lat": [point.y for point in beside], "status": "open"})
centers = pd.concat([given, more], ignore_index=True)[["lon", "lat", "status"]].round(7)
centers.insert(0, "name", [f"示例{i:02d}党群服务中心" for i in range(1, 41)])
centers.head(3)


# %% [markdown]
# The rest of the study is the demo's. `study(...)` says which file the centers are in, and what else we have to say about it; `metres_off`
# tells how far the centers that were read lie from where they should.


# %%
def study(file, **said):
    return {
        "name": "汉口示例",
        "streets": {"file": demo / "streets.geojson"},
        "blocks": {"file": demo / "blocks.gpkg"},
        "centers": {"file": folder / file, "label": "illustrative", **said},
        "population": {"label": "illustrative"},
        "output": {"lang": "en"},
    }


def metres_off(file, **said):
    read = circles.read_study(study(file, **said)).centers.set_index("name").geometry.to_crs("EPSG:4547")
    true = gpd.GeoSeries.from_xy(centers["lon"], centers["lat"], crs="EPSG:4326").to_crs("EPSG:4547")
    true.index = centers["name"]
    return f"{len(read)} centers, at most {read.distance(true).max():.2f} m off"


def told(check):
    print(check.sentence())
    for finding in (*check.faults, *check.warnings):
        print("-", finding.text("en"))


# %% [markdown]
# ## 1. A CSV from an office: GB18030, a title, a total, telephone numbers
#
# Nothing needs mending here. The encoding is told by trying, the header is the row with most known names (名称, 经度, 纬度, 状态), rows that
# add up others are left out, and columns about persons never get further than this. All of it is said.

# %%
lines = ["汉口党群服务中心一览表,,,,", "名称,经度,纬度,状态,联系电话"]
words = {"open": "已启用", "closed": "停用"}
lines += [f"{row.name},{row.lon},{row.lat},{words[row.status]},13800000000" for row in centers.itertuples(index=False)]
lines += ["合计,,,,40"]
(folder / "一览表.csv").write_bytes("\r\n".join(lines).encode("gb18030"))

told(circles.check_study(study("一览表.csv")))
metres_off("一览表.csv")

# %% [markdown]
# ## 2. A workbook: merged cells, degrees with minutes, two slips of the pen
#
# 街道 stands once for several rows in a merged cell, which counts for every row that it reaches. Degrees, minutes and seconds are read. In one
# row longitude and latitude are swapped, in another there is a word: each is named with its row and column, as Excel shows them.


# %%
def sexagesimal(degrees):
    minutes, seconds = divmod(round(degrees * 3600, 4), 60)
    return f"{int(minutes // 60)}°{int(minutes % 60)}′{seconds:.4f}″"


book = openpyxl.Workbook()
sheet = book.active
sheet.append(["街道", "中心名称", "经度", "纬度", "状态"])
for i, row in enumerate(centers.itertuples(index=False)):
    sheet.append(
        ["甲街道" if i == 0 else None, row.name, sexagesimal(row.lon), sexagesimal(row.lat), words[row.status]]
    )
sheet.merge_cells("A2:A41")
right = [sheet["C5"].value, sheet["D5"].value, sheet["C9"].value]
sheet["C5"], sheet["D5"], sheet["C9"] = right[1], right[0], "待补"
book.save(folder / "台账.xlsx")

told(circles.check_study(study("台账.xlsx")))

# %% [markdown]
# The two rows are mended in the workbook, where they are wrong; no setting can guess them.

# %%
sheet["C5"], sheet["D5"], sheet["C9"] = right
book.save(folder / "台账.xlsx")
metres_off("台账.xlsx")

# %% [markdown]
# ## 3. A list in the datum of a web map
#
# Coordinates picked on Amap or Tencent are in GCJ-02. Any program reads the list without a word, half a kilometre away from where it should
# be. The datum doctor compares it with the streets. It says what to write, and converts nothing.

# %%
from circles.sources.geo.datum import gcj02_from_wgs84

lon, lat = gcj02_from_wgs84(centers["lon"], centers["lat"])
pd.DataFrame({"名称": centers["name"], "经度": lon.round(7), "纬度": lat.round(7)}).to_csv(
    folder / "高德.csv", index=False
)

told(circles.check_study(study("高德.csv")))
metres_off("高德.csv")

# %% [markdown]
# One line in the study, `datum = "GCJ-02"`, and the list lies where it should. The conversion is in the summary of every result.

# %%
metres_off("高德.csv", datum="GCJ-02")

# %% [markdown]
# ## 4. A Shapefile that lost its .prj and its .cpg
#
# Without the .cpg other programs show Ãû³Æ for 名称; here the encoding is told by its bytes. Without the .prj nobody can know the projection, and
# nothing is assumed: the error says what to write. Whoever made the file knows that it is CGCS2000, central meridian 114° (EPSG:4547).

# %%
points = gpd.GeoDataFrame(
    {"名称": centers["name"]}, geometry=gpd.points_from_xy(centers["lon"], centers["lat"], crs="EPSG:4326")
)
points.to_crs("EPSG:4547").to_file(folder / "中心.shp", encoding="GB18030")
for suffix in (".prj", ".cpg"):
    (folder / "中心.shp").with_suffix(suffix).unlink()

told(circles.check_study(study("中心.shp")))

# %%
metres_off("中心.shp", crs="EPSG:4547")

# %% [markdown]
# ## 5. A list without coordinates
#
# Names and addresses only. This is how lists of centers mostly are, and no study can be made of it yet.

# %%
pd.DataFrame({"中心名称": centers["name"], "地址": "示例路"}).to_csv(folder / "名单.csv", index=False)

told(circles.check_study(study("名单.csv")))

# %% [markdown]
# Somebody in the house has the points under similar names: "示例01党群中心" for "示例01党群服务中心". `match_places` sets the two side by side, and writes
# a workbook in which a person decides row by row; nothing is accepted by itself.

# %%
points.assign(名称=points["名称"].str.replace("党群服务中心", "党群中心")).to_file(folder / "点位.gpkg")
matches = circles.match_places(folder / "名单.csv", points=folder / "点位.gpkg")
circles.write_places(matches, folder / "centers_to_place.xlsx")
dict(matches.counts)

# %% [markdown]
# A person opens the workbook and writes 是 beside each candidate that is right. Here a loop does it, for all 40.

# %%
book = openpyxl.load_workbook(folder / "centers_to_place.xlsx")
sheet = book.worksheets[0]
header = next(row for row in sheet.iter_rows() if any(cell.value == "采用候选" for cell in row))
column = next(cell.column for cell in header if cell.value == "采用候选")
for row in range(header[0].row + 1, header[0].row + 1 + len(centers)):
    sheet.cell(row=row, column=column, value="是")
book.save(folder / "centers_to_place.xlsx")

metres_off("centers_to_place.xlsx")

# %% [markdown]
# ## A whole folder at once
#
# `circles init FOLDER` (here `circles.init_study`) looks at every file, says what it takes each one for and why, and writes a study with all guesses as
# comments. Most of these files are the list of centers again: the one with most in its favour is taken, the others are named beside it.

# %%
for file in ("streets.geojson", "blocks.gpkg"):
    (folder / file).write_bytes((demo / file).read_bytes())
begun = circles.init_study(folder, lang="en")
begun

# %% [markdown]
# The study it wrote can be planned as it is.

# %%
print(begun.study_file.read_text(encoding="utf-8").partition("[blocks]")[0])

# %%
circles.plan(circles.read_study(begun.study_file)).sentence("en")
