"""An area lies in one of a higher level: no area lies within itself, by however many steps."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from tests.datasets import factories
from units.models import AdministrativeArea, Level
from units.selectors.areas import area_at, area_bearing


@pytest.fixture
def areas(db):
    return factories.build().areas


@pytest.mark.parametrize(("code", "parent"), [("1", "1"), ("1", "11"), ("1", "2"), ("40", "1"), ("11", "12")])
def test_an_area_lies_in_none_of_its_own_or_a_lower_level(areas, code, parent):
    area = areas[code]
    area.parent = areas[parent]
    with pytest.raises(ValidationError) as refused:
        area.full_clean()
    assert refused.value.message_dict["parent"] == ["Địa bàn phải thuộc một địa bàn của cấp cao hơn."]


def test_an_area_does_not_sink_to_the_level_of_those_in_it(areas):
    area = AdministrativeArea.objects.get(pk=areas["1"].pk)
    area.level, area.parent = Level.COMMUNE, areas["40"]
    with pytest.raises(ValidationError) as refused:
        area.full_clean()
    assert "level" in refused.value.message_dict


def test_areas_of_a_province_are_sound(areas):
    for area in areas.values():
        area.full_clean()


@pytest.mark.parametrize("code", ["", "\0", "1\0", "4" * 11, "1" * 5000, "khong-co", "١"])
def test_what_is_no_code_names_no_area(areas, code):
    assert area_at(code, dt.date(2021, 10, 8)) is None
    assert area_bearing(code, dt.date(2021, 10, 8)) is None
