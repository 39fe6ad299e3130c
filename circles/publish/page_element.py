"""The child of the folium map that carries the page: style, scripts, data and the call that starts it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from branca.element import MacroElement

from circles.publish import map_page, web_files
from circles.publish.offline_figure import LiteralElement, OwnScript

if TYPE_CHECKING:
    from collections.abc import Mapping


class PageElement(MacroElement):  # type: ignore[misc] # branca has no types
    """The page around the map.

    Parameters
    ----------
    packed : str
        The data, as :func:`circles.publish.packed_columns.packed` leaves them.
    options : mapping
        What the page's ``start`` is told: id of the data's element, their size, Leaflet's marker pictures and
        the name of the tile layer, if there is one.
    still : str
        What is seen where no script runs.
    """

    def __init__(self, *, packed: str, options: Mapping[str, Any], still: str) -> None:
        super().__init__()
        self.packed = packed
        self.options = options
        self.still = still

    def render(self, **kwargs: Any) -> None:
        """Put each part where it belongs in the figure, as it is: no template is run over it."""
        figure, name = self.get_root(), self.get_name()
        data = map_page.data_element(self.packed)
        start = map_page.start(self._parent.get_name(), self.options)
        style = map_page.style_element(web_files.page_style())
        figure.header.add_child(LiteralElement(style), name=f"{name}_style")
        figure.header.add_child(OwnScript(web_files.page_script()), name=f"{name}_script")
        figure.html.add_child(LiteralElement(self.still + data), name=name)
        figure.script.add_child(LiteralElement(start), name=name)
        for child in self._children.values():
            child.render(**kwargs)
