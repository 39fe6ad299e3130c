"""QGIS styles of the written layers: real ``.qml`` files in ``styles/``, legends in the reader's language.

Inside is blue #0072B2, outside vermilion #D55E00 with hatching, not evaluated grey; never red against green.
"""

from __future__ import annotations

from importlib.resources import files
from string import Template
from xml.sax.saxutils import escape

from circles import texts

_LEGENDS = {
    "inside": "verdict.inside",
    "outside": "verdict.outside",
    "not_evaluated": "verdict.not_evaluated",
    "open": "status.open",
    "closed": "status.closed",
    "not_attached": "qgis.not_attached",
    "circle": "qgis.circle",
    "service_area": "qgis.service_area",
    "gap": "qgis.gap",
}
_SHAPES = {"MultiPolygon": "polygon", "Point": "point"}


def layer_style(layer: str, geometry_type: str, lang: str, *, minutes: float) -> str | None:
    """Return the QML of a layer, or None where there is none for its geometry type.

    Parameters
    ----------
    layer : str
        Name of a layer of ``plan.gpkg``.
    geometry_type : str
        ``MultiPolygon``, ``Point`` or another.
    lang : str
        ``zh`` or ``en``.
    minutes : float
        Time allowed, named in a legend.
    """
    file = files("circles.publish") / "styles" / f"{layer}.{_SHAPES.get(geometry_type, 'mixed')}.qml"
    if not file.is_file():
        return None
    legends = {
        name: escape(texts.say(key, lang, minutes=f"{minutes:g}"), {'"': "&quot;"}) for name, key in _LEGENDS.items()
    }
    return Template(file.read_text(encoding="utf-8")).substitute(legends)
