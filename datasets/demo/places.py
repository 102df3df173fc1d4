"""Simulated facilities of every kind, with invented names, addresses and telephone numbers."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from .polygons import random_point

OPEN, PAUSED = "hoat_dong", "tam_dung"
PAUSED_PART = 0.08
PHONE_NUMBERS = 10_000
LONGEST_OPEN_DAYS = 100

NAMES = (
    "Hoa Nắng",
    "Mây Trắng",
    "Sao Mai",
    "Gió Xanh",
    "Đồng Xanh",
    "Suối Trong",
    "Nắng Sớm",
    "Cầu Vồng",
    "Hoa Gạo",
    "Lá Biếc",
    "Bến Trăng",
    "Trúc Vàng",
    "Sen Hồng",
    "Đồi Thông",
    "Cỏ Non",
    "Chim Sâu",
)
ALL_DAY = "24/24"
OFFICE_HOURS = "07:30–11:30, 13:30–17:00"
SHOP_HOURS = "07:00–21:00"


class Pattern(NamedTuple):
    """How facilities of one kind are made: name with ``{name}`` and ``{number}``, hours, capacity range."""

    kind: str
    sub_kind: str
    name: str
    hours: str
    capacity: tuple[int, int] | None = None
    counts_use: bool = False


BASIC = (
    Pattern("chot_kiem_soat", "", "Chốt kiểm soát dịch số {number} – cầu {name}", ALL_DAY),
    Pattern("cach_ly", "", "Khu cách ly tập trung Trường Cao đẳng {name}", ALL_DAY, (60, 400), True),
    Pattern("dieu_tri", "", "Cơ sở điều trị {name}", ALL_DAY, (30, 250), True),
    Pattern("xet_nghiem", "", "Điểm lấy mẫu xét nghiệm Nhà văn hóa {name}", OFFICE_HOURS, (100, 600)),
    Pattern("tiem_chung", "", "Điểm tiêm chủng Trường THCS {name}", OFFICE_HOURS, (150, 800)),
)
ESSENTIAL = (
    Pattern("thiet_yeu", "cho", "Chợ {name}", "05:00–17:00"),
    Pattern("thiet_yeu", "nha_thuoc", "Nhà thuốc {name} {number}", SHOP_HOURS),
    Pattern("thiet_yeu", "sieu_thi", "Siêu thị {name}", SHOP_HOURS),
    Pattern("thiet_yeu", "thuc_pham", "Cửa hàng thực phẩm sạch {name}", SHOP_HOURS),
    Pattern("thiet_yeu", "truc_tuyen", "Điểm bán hàng trực tuyến {name}", ALL_DAY),
)


@dataclass(frozen=True)
class PlaceDistrict:
    """A district for facilities: code, name, GeoJSON geometry and its communes as (code, name)."""

    code: str
    name: str
    geometry: Mapping[str, Any]
    communes: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class DemoPlace:
    """An invented facility; ``area`` is its commune's code, or its district's where that has no communes.

    ``capacity`` counts beds, for testing and vaccination people a day; ``in_use`` only beds.
    """

    name: str
    kind: str
    sub_kind: str
    district: str
    area: str
    address: str
    lng: float
    lat: float
    phone: str
    opening_hours: str
    link: str
    capacity: int | None
    in_use: int | None
    valid_from: date
    status: str


def simulated_places(
    districts: Sequence[PlaceDistrict], seed: int, *, until: date, phone_prefix: str
) -> list[DemoPlace]:
    """Return seven or eight facilities a district, every one open by ``until``.

    A telephone number is the prefix, such as "0238 000", and four digits that occur once.
    """
    rng = random.Random(f"places:{seed}")
    digits = iter(rng.sample(range(PHONE_NUMBERS), PHONE_NUMBERS))
    places = []
    for index, district in enumerate(districts):
        names = iter(rng.sample(NAMES, len(NAMES)))
        for pattern in patterns_for(index, rng):
            phone = f"{phone_prefix} {next(digits):04d}"
            places.append(make_place(pattern, district, next(names), phone, until, rng))
    return places


def patterns_for(index: int, rng: random.Random) -> Iterator[Pattern]:
    """Yield every kind, the essential one two or three times; its services take turns among districts."""
    yield from BASIC
    for step in range(rng.choice((2, 3))):
        yield ESSENTIAL[(2 * index + step) % len(ESSENTIAL)]


def make_place(
    pattern: Pattern, district: PlaceDistrict, name: str, phone: str, until: date, rng: random.Random
) -> DemoPlace:
    number = rng.randint(1, 9)
    area, address = address_in(district, rng)
    lng, lat = random_point(district.geometry, rng)
    status = PAUSED if rng.random() < PAUSED_PART else OPEN
    capacity, in_use = beds(pattern, status, rng)
    return DemoPlace(
        name=pattern.name.format(name=name, number=number),
        kind=pattern.kind,
        sub_kind=pattern.sub_kind,
        district=district.code,
        area=area,
        address=address,
        lng=lng,
        lat=lat,
        phone=phone,
        opening_hours=pattern.hours,
        link=f"https://cua-hang-{phone[-4:]}.example/" if pattern.sub_kind == "truc_tuyen" else "",
        capacity=capacity,
        in_use=in_use,
        valid_from=until - timedelta(days=rng.randint(3, LONGEST_OPEN_DAYS)),
        status=status,
    )


def address_in(district: PlaceDistrict, rng: random.Random) -> tuple[str, str]:
    """Return the code of an area of the district and an address there, in a street that does not exist."""
    street = f"Số {rng.randint(1, 180)} đường Mẫu {rng.randint(1, 30)}"
    if not district.communes:
        return district.code, f"{street}, {district.name}"
    code, name = rng.choice(district.communes)
    return code, f"{street}, {name}, {district.name}"


def beds(pattern: Pattern, status: str, rng: random.Random) -> tuple[int | None, int | None]:
    if pattern.capacity is None:
        return None, None
    capacity = 10 * round(rng.randint(*pattern.capacity) / 10)
    in_use = rng.randint(0, capacity) if status == OPEN else 0
    return capacity, in_use if pattern.counts_use else None
