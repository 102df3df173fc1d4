"""From a Vega-Lite specification to a small SVG that scales with its column and stands alone.

The converter writes a picture for scripts: fixed size, roles and names on every bar, fonts on every word.
Here it becomes one image with one name; what its elements share moves to their group.
"""

import json
import re
from functools import lru_cache
from typing import Any
from xml.etree import ElementTree as Tree

import vl_convert

from datasets.charts.theme import NUMBER_LOCALE, THEME

__all__ = ["hatch", "render"]

_SVG = "{http://www.w3.org/2000/svg}"
_ROWS = "rows"
_DROPPED = ("class", "role", "pointer-events", "stroke-miterlimit", "font-family", "font-size", "font-style")
_DEFAULTS = {"opacity": "1", "stroke-width": "1", "fill-opacity": "1"}
_SHARED = (
    "fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "text-anchor",
    "font-weight",
)  # fmt: skip
_LONG_NUMBER = re.compile(r"-?\d*\.\d+(?:e-?\d+)?")

Tree.register_namespace("", _SVG.strip("{}"))


def render(spec: dict[str, Any], *, label: str, css_class: str, defs: tuple[Tree.Element, ...] = ()) -> str:
    """The drawing of `spec` as SVG text: role `img`, `label` as its name, a viewBox and no fixed size."""
    size = {name: spec[name] for name in ("width", "height", "padding")}
    alike = {name: part for name, part in spec.items() if name not in size}
    drawing = json.loads(_compiled(json.dumps(alike | {"data": {"name": _ROWS}}, sort_keys=True))) | size
    next(data for data in drawing["data"] if data["name"] == _ROWS)["values"] = spec["data"]["values"]
    source = vl_convert.vega_to_svg(drawing, allowed_base_urls=[], format_locale=NUMBER_LOCALE)
    drawn = Tree.fromstring(source)  # noqa: S314, the converter in this process wrote it
    for child in list(drawn):
        _tidy(child, drawn)
    root = Tree.Element(f"{_SVG}svg", _root_attributes(drawn.get("viewBox", ""), label, css_class))
    if defs:
        Tree.SubElement(root, f"{_SVG}defs").extend(defs)
    root.extend(drawn)
    return Tree.tostring(root, encoding="unicode")


@lru_cache(maxsize=128)
def _compiled(spec: str) -> str:
    """A Vega-Lite specification without data and size as one of Vega, in JSON: areas with alike charts share it."""
    return json.dumps(vl_convert.vegalite_to_vega(json.loads(spec) | {"width": 1, "height": 1}))


def hatch(identifier: str, paint: str = THEME["chart-bar"]) -> Tree.Element:
    """A pattern of slanting strokes, by default in the colour of the bars, for provisional values."""
    box = {"width": "5", "height": "5", "patternUnits": "userSpaceOnUse", "patternTransform": "rotate(45)"}
    pattern = Tree.Element(f"{_SVG}pattern", {"id": identifier, **box})
    Tree.SubElement(pattern, f"{_SVG}rect", {"width": "2.2", "height": "5", "fill": paint})
    return pattern


def _root_attributes(view_box: str, label: str, css_class: str) -> dict[str, str]:
    font = {"font-family": THEME["font"], "font-size": "14px"}
    return {"class": css_class, "viewBox": view_box, "role": "img", "aria-label": label, **font}


def _tidy(element: Tree.Element, parent: Tree.Element) -> None:
    """Clean `element` from the leaves upwards and take it out of `parent` when nothing of it is drawn."""
    for child in list(element):
        _tidy(child, element)
    if _draws_nothing(element):
        parent.remove(element)
        return
    _clean_attributes(element)
    if element.tag == f"{_SVG}g":
        _raise_shared(element)
        _unwrap(element, parent)


def _draws_nothing(element: Tree.Element) -> bool:
    if element.tag == f"{_SVG}g":
        return len(element) == 0
    return element.get("class") in ("background", "foreground") or element.get("display") == "none"


def _clean_attributes(element: Tree.Element) -> None:
    for name, value in list(element.attrib.items()):
        if name in _DROPPED or name.startswith("aria-") or _DEFAULTS.get(name) == value:
            del element.attrib[name]
        elif name in ("d", "transform", "x", "y", "x2", "y2"):
            element.set(name, _LONG_NUMBER.sub(_one_decimal, value))
    if element.get("transform") == "translate(0,0)":
        del element.attrib["transform"]
    if element.get("font-weight") == "700":
        element.set("class", "strong")


def _one_decimal(match: re.Match[str]) -> str:
    return f"{round(float(match[0]), 1) + 0.0:g}"


def _raise_shared(group: Tree.Element) -> None:
    """Move attributes that every child of `group` has alike to `group` itself."""
    for name in _SHARED:
        values = {child.get(name) for child in group}
        if len(values) == 1 and None not in values:
            for child in group:
                del child.attrib[name]
            group.set(name, values.pop() or "")


def _unwrap(group: Tree.Element, parent: Tree.Element) -> None:
    """Put the children of a group that says nothing in its place."""
    if not group.attrib:
        position = list(parent).index(group)
        parent.remove(group)
        for offset, child in enumerate(group):
            parent.insert(position + offset, child)
