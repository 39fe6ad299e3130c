"""The map as a file: self-contained, one policy, the same bytes, and nothing half written."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import folium
import folium.plugins
import pytest

from circles.errors import OutputError
from circles.planning_study import Output
from circles.publish.coverage_map import OSM_TILES, coverage_map, map_html, show, write_map
from circles.publish.offline_page import escaped
from tests.publish.drawn_plan import drawn_plan
from tests.workflows.long_road import sited

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE_TITLE = "</title><script>alert(1)</script> & \"q\" 'r' `s` ${t} {{ u }} \\ {z}"


class Elements(HTMLParser):
    """Every start tag of a page with its attributes, and the text of its title."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.title = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1][0] == "title" and not self.title:
            self.title = data

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="module")
def page() -> str:
    return map_html(drawn_plan())


def test_nothing_is_loaded_from_outside(page: str) -> None:
    elements = Elements(page)
    addresses = [
        value
        for _, attributes in elements.tags
        for name, value in attributes.items()
        if name in {"src", "href", "srcset", "data"}
    ]
    assert addresses == []
    assert not elements.named("link")
    loaded = re.findall(r"url\(\s*['\"]?(?!data:|#)", page)
    assert loaded == []
    assert "sourceMappingURL" not in page


def test_policy_comes_first_and_lets_only_own_scripts_run(page: str) -> None:
    elements = Elements(page)
    after_head = [tag for tag, _ in elements.tags][2:4]
    assert after_head == ["meta", "meta"]
    policy = elements.named("meta")[0]
    assert policy["http-equiv"] == "Content-Security-Policy"
    content = policy["content"] or ""
    nonce = re.search(r"script-src 'nonce-([A-Za-z0-9+/]{24})'", content)
    assert nonce
    assert content.startswith("default-src 'none'; ")
    assert "http" not in content
    scripts = elements.named("script")
    assert len(scripts) == 4
    assert sum(script.get("nonce") == nonce[1] for script in scripts) == 3
    assert [script.get("type") for script in scripts if "nonce" not in script] == ["text/plain"]


def test_two_renders_are_the_same_and_another_plan_has_another_nonce(page: str) -> None:
    assert map_html(drawn_plan()) == page
    drawn = coverage_map(drawn_plan())
    assert drawn.get_root().render() == page
    assert drawn.get_root().render() == page
    other = map_html(drawn_plan(output=Output(title="x")))
    assert re.findall(r"nonce-[^']+", other) != re.findall(r"nonce-[^']+", page)


def test_no_name_of_the_plan_is_in_the_page_as_it_stands(page: str) -> None:
    plan = drawn_plan()
    names = [*plan.blocks["name"], *plan.centers["name"], *plan.pieces["name"].dropna()]
    assert [name for name in names if name in page] == []


def test_title_is_escaped_and_reads_as_it_was_written() -> None:
    hostile = map_html(drawn_plan(output=Output(title=HOSTILE_TITLE)))
    assert HOSTILE_TITLE not in hostile
    assert Elements(hostile).title == HOSTILE_TITLE


@pytest.mark.parametrize("character", "&<>\"'`${}\\")
def test_every_character_of_the_table_is_escaped(character: str) -> None:
    assert escaped(f"a{character}b") == f"a&#{ord(character)};b"


def test_page_says_its_language() -> None:
    assert '<html lang="zh-CN">' in map_html(drawn_plan())
    assert '<html lang="en">' in map_html(drawn_plan(), lang="en")


def test_tiles_come_only_where_asked_for() -> None:
    page = map_html(drawn_plan(), tiles=True)
    assert OSM_TILES in page
    assert "img-src data: blob: https://tile.openstreetmap.org; " in page
    assert page == map_html(drawn_plan(), tiles=True)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_page_written_without_folium_is_foliums(lang: str) -> None:
    for answer in (drawn_plan(output=Output(title=HOSTILE_TITLE)), sited(new=1)):
        assert map_html(answer, lang=lang) == coverage_map(answer, lang=lang).get_root().render()


def test_page_without_tiles_needs_no_folium(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("folium", "branca", "jinja2"):
        monkeypatch.setitem(sys.modules, name, None)
    assert map_html(drawn_plan()) == page
    with pytest.raises(ImportError):
        map_html(drawn_plan(), tiles=True)


def test_further_folium_layers_can_be_added() -> None:
    drawn = coverage_map(drawn_plan())
    folium.Marker([30.6, 114.3], popup="幸福里", tooltip="x").add_to(drawn)
    folium.LayerControl().add_to(drawn)
    assert "L.marker(" in drawn.get_root().render()


def test_the_library_that_popups_use_is_there_for_them_alone(page: str) -> None:
    assert "jQuery v3" not in page
    drawn = coverage_map(drawn_plan())
    folium.Marker([30.6, 114.3], popup="幸福里").add_to(drawn)
    assert "jQuery v3" in drawn.get_root().render()


def test_a_layer_that_needs_a_link_is_refused_by_name() -> None:
    drawn = coverage_map(drawn_plan())
    folium.plugins.MarkerCluster().add_to(drawn)
    with pytest.raises(OutputError) as refused:
        drawn.get_root().render()
    assert {finding.code for finding in refused.value.findings} == {"map_needs_link"}
    assert "markercluster" in refused.value.text("zh")


@pytest.mark.parametrize(
    ("layer", "code"),
    [
        (lambda: folium.TileLayer("https://tiles.example/{z}/{x}/{y}.png", attr="x"), "map_needs_tiles"),
        (lambda: folium.Marker([30.6, 114.3], icon=folium.Icon(color="red")), "map_needs_icons"),
        (lambda: folium.Marker([30.6, 114.3], popup="<img src='https://example.org/a.png'>"), "map_needs_address"),
    ],
)
def test_a_layer_that_needs_the_network_is_refused(layer: object, code: str) -> None:
    drawn = coverage_map(drawn_plan())
    layer().add_to(drawn)  # type: ignore[operator]
    with pytest.raises(OutputError) as refused:
        drawn.get_root().render()
    assert code in {finding.code for finding in refused.value.findings}


def test_a_layer_cannot_borrow_the_nonce() -> None:
    drawn = coverage_map(drawn_plan())
    folium.Marker([30.6, 114.3], popup='<script nonce="@nonce@">alert(1)</script>').add_to(drawn)
    page = drawn.get_root().render()
    nonce = re.findall(r"'nonce-([^']+)'", page)[0]
    assert page.count(f'nonce="{nonce}"') == 4
    assert len(re.findall(r"</script", page)) == len(Elements(page).named("script"))


def test_notebook_shows_a_frame_of_the_asked_height() -> None:
    shown = show(drawn_plan(), height=480)
    assert isinstance(shown, folium.Map)
    frame = Elements(shown._repr_html_()).named("iframe")
    assert [part["height"] for part in frame] == ["480px"]
    assert frame[0]["srcdoc"] == shown.get_root().render()


def test_write_map_replaces_an_earlier_map(tmp_path: Path, page: str) -> None:
    file = tmp_path / "新 文件夹" / "coverage.html"
    assert write_map(drawn_plan(), file) == file
    file.write_text("earlier", encoding="utf-8")
    write_map(drawn_plan(), str(file))
    assert file.read_bytes().decode("utf-8") == page
    assert [entry.name for entry in file.parent.iterdir()] == ["coverage.html"]


def test_a_map_that_cannot_be_written_leaves_the_earlier_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "coverage.html"
    file.write_text("earlier", encoding="utf-8")

    def held(self: Path, target: Path) -> None:
        raise PermissionError(13, "open elsewhere", str(target), None, str(self))

    monkeypatch.setattr("pathlib.Path.replace", held)
    with pytest.raises(OutputError, match=r"coverage\.html") as refused:
        write_map(drawn_plan(), file)
    assert "open elsewhere" in str(refused.value)
    assert file.read_text(encoding="utf-8") == "earlier"
    assert [entry.name for entry in tmp_path.iterdir()] == ["coverage.html"]


def test_a_folder_where_the_file_should_be_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "coverage.html").mkdir()
    with pytest.raises(OutputError, match=r"coverage\.html"):
        write_map(drawn_plan(), tmp_path / "coverage.html")
    assert [entry.name for entry in tmp_path.iterdir()] == ["coverage.html"]


def test_folium_is_imported_only_when_a_map_is_made() -> None:
    code = "import sys, circles.publish.coverage_map; sys.exit('folium' in sys.modules or 'branca' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_plan_without_gaps_circles_or_walks_still_has_a_map() -> None:
    plan = drawn_plan()
    bare = replace(plan, gaps=plan.gaps.iloc[:0], circles=plan.circles.iloc[:0], walks=plan.walks.iloc[:0])
    assert "circlesPage.start(map_circles" in map_html(bare)
