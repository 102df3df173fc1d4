"""Points on the map: a field that a form can be trusted with, and Leaflet served by the portal itself."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from wagtailgeowidget.helpers import geosgeometry_str_to_struct
from wagtailgeowidget.panels import LeafletPanel as OutsideLeafletPanel
from wagtailgeowidget.widgets import LeafletField as OutsideLeafletField

LATITUDES, LONGITUDES = (8.0, 23.6), (102.0, 110.0)
"""Vietnam's mainland and near islands, in degrees."""


def point(longitude: float, latitude: float) -> str:
    """As stored: `SRID=4326;POINT(105.67 18.67)`."""
    return f"SRID=4326;POINT({longitude:.6f} {latitude:.6f})"


def coordinates(stored: str) -> tuple[float, float] | None:
    """(longitude, latitude) of a stored point, None without one."""
    parts = geosgeometry_str_to_struct(stored) if stored else None
    try:
        return (float(parts["x"]), float(parts["y"])) if parts else None
    except ValueError:
        return None


def validate_point(stored: str) -> None:
    """Refuse what is no point in Vietnam."""
    where = coordinates(str(stored)) if stored else (LONGITUDES[0], LATITUDES[0])
    if where is None or not in_vietnam(*where):
        raise ValidationError("Tọa độ không hợp lệ hoặc nằm ngoài Việt Nam.")


def in_vietnam(longitude: float, latitude: float) -> bool:
    """Whether both degrees are plausible; a swapped pair is not."""
    return LONGITUDES[0] <= longitude <= LONGITUDES[1] and LATITUDES[0] <= latitude <= LATITUDES[1]


class PointField(models.CharField):
    """A point in WGS 84 as text, empty where it is not known."""

    default_validators = [validate_point]


class LeafletField(OutsideLeafletField):
    """The map of a form, with vendored Leaflet: the library's own loads it from an outside host."""

    @property
    def media(self) -> forms.Media:
        # leaflet.js first: the controller connects as soon as it is registered.
        return forms.Media(
            css={"all": ("vendor/leaflet/leaflet.css", "wagtailgeowidget/css/leaflet-field.css")},
            js=(
                "vendor/leaflet/leaflet.js",
                "wagtailgeowidget/js/leaflet-field.js",
                "wagtailgeowidget/js/leaflet-field-controller.js",
            ),
        )


class LeafletPanel(OutsideLeafletPanel):
    """A panel for a `PointField`."""

    def widget_overrides(self) -> dict[str, forms.Widget]:
        widget = LeafletField(
            address_field=self.address_field,
            zoom_field=self.zoom_field,
            hide_latlng=self.hide_latlng,
            zoom=self.zoom,
            srid=4326,
            id_prefix="id_",
        )
        return {self.field_name: widget}
