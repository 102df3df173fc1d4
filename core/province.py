"""A province is a folder of data: `province.toml`, CSV and GeoJSON. No Python names one."""

import csv
import dataclasses
import datetime as dt
import io
import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from core.chart_rules import ChartRules, read_chart_rules
from core.check_rules import CheckRules, read_check_rules
from core.directive_ref import DirectiveRef
from core.known import known
from core.release_rules import ReleaseRules, read_release_rules
from core.review_rules import ReviewRules, read_review_rules
from core.suppression_rules import SuppressionRules, read_suppression_rules
from core.text import nfc

MOST_LINK_HOURS = 24 * 30
"""A link that opens an account does not lie about for longer."""


class ProvinceError(Exception):
    """Province data that cannot be used; names file, line and field."""

    def __init__(self, message: str, *, file: Path | str = "", line: int | None = None, field: str = "") -> None:
        place = [str(file)] if file else []
        place += [f"dòng {line}"] if line else []
        place += [f"cột {field}"] if field else []
        super().__init__(", ".join(place) + (": " if place else "") + message)


@dataclass(frozen=True)
class Section:
    """A section of the portal that the province's regulation lists."""

    slug: str
    title: str
    article: str


@dataclass(frozen=True)
class Decided:
    """The document by which the bodies that end on a day do so."""

    effective: dt.date
    decision: DirectiveRef


@dataclass(frozen=True)
class Thresholds:
    """When something is late, provisional or remarkable.

    `entry_opens_minutes`: how long before a slot its figures may be entered, so that they are signed when it comes.
    """

    late_minutes: int = 10
    entry_opens_minutes: int = 60
    provisional_days: int = 3
    jump_factor: float = 3.0
    map_breaks: tuple[float, ...] = (10, 25, 50, 100)


@dataclass(frozen=True)
class SignIn:
    """Who must have a second factor, by roles, and how long a session lasts: left alone, and at all.

    `simulated_second_factor`: whether the second factor is compulsory in a simulated database too. A real one
    never switches it off.
    """

    second_factor: tuple[str, ...] = ("administrator", "reviews")
    simulated_second_factor: bool = True
    idle_minutes: int = 30
    absolute_hours: int = 12


@dataclass(frozen=True)
class Accounts:
    """How a province handles accounts. Units by abbreviation, from whose persons those who watch all units come."""

    unit_sign_in: bool = True
    silent_days: int = 30
    link_hours: int = 72
    oversight: tuple[str, ...] = ()
    command_centre: tuple[str, ...] = ()


@dataclass(frozen=True)
class Notices:
    """`digest_at`: the time of day, such as "07:00", at which an account gets in one mail what it asked for daily."""

    digest_at: str = "07:00"


@dataclass(frozen=True)
class OpenData:
    """On what terms figures may be used: the licence's name, where it can be read, what it asks in a sentence."""

    licence: str = ""
    licence_url: str = ""
    conditions: str = ""


@dataclass(frozen=True)
class Province:
    """`province.toml` of one province, checked. `slots` are times of day such as "06:00", in order."""

    folder: Path
    slug: str
    code: str
    name: str
    short_name: str
    owner: str
    portal_title: str
    domain: str
    disease: str
    season_start: dt.date
    slots: tuple[str, ...]
    managed_by: str
    figures_by: tuple[str, ...]
    regulation: dict[str, Any]
    sections: tuple[Section, ...]
    thresholds: Thresholds
    map_indicator: str
    reorganisations: tuple[Decided, ...] = ()
    register_to: tuple[str, ...] = ()
    sign_in: SignIn = SignIn()
    accounts: Accounts = Accounts()
    notices: Notices = Notices()
    open_data: OpenData = OpenData()
    review: ReviewRules = field(default_factory=ReviewRules)
    checks: CheckRules = field(default_factory=CheckRules)
    charts: ChartRules = field(default_factory=ChartRules)
    suppression: SuppressionRules = field(default_factory=SuppressionRules)
    release: ReleaseRules = field(default_factory=ReleaseRules)

    def rows(self, name: str, *, fields: tuple[str, ...], optional: bool = False) -> Iterator["Row"]:
        """The rows of a CSV file of the folder. Raises `ProvinceError` for a missing file or column."""
        path = self.folder / name
        if optional and not path.exists():
            return
        yield from _read_csv(path, fields)

    def geojson(self, name: str) -> dict[str, Any]:
        """A FeatureCollection of the folder; an empty one if there is no such file."""
        path = self.folder / name
        if not path.exists():
            return {"type": "FeatureCollection", "features": []}
        try:
            return json.loads(path.read_text("utf-8"))
        except ValueError as error:
            raise ProvinceError(f"không phải GeoJSON ({error})", file=path) from error


@dataclass(frozen=True)
class Row:
    """One row of a province's CSV; complains with its own place."""

    file: Path
    line: int
    values: dict[str, str]

    def __getitem__(self, field: str) -> str:
        return self.values[field]

    def required(self, field: str) -> str:
        if not self.values[field]:
            raise self.error("không được để trống", field)
        return self.values[field]

    def date(self, field: str) -> dt.date | None:
        """A date `2021-10-08`, or None where the cell is empty or the column is left out."""
        if not self.values.get(field):
            return None
        try:
            return dt.date.fromisoformat(self.values[field])
        except ValueError as error:
            raise self.error(f"“{self.values[field]}” không phải ngày dạng 2021-10-08", field) from error

    def one_of(self, field: str, allowed: Any) -> str:
        value = self.required(field)
        if value not in allowed:
            raise self.error(f"“{value}” không thuộc danh mục {', '.join(map(str, allowed))}", field)
        return value

    def error(self, message: str, field: str = "") -> ProvinceError:
        return ProvinceError(message, file=self.file.name, line=self.line, field=field)


def current() -> Province:
    """The province that the database holds; before one is loaded, the one that PROVINCE names."""
    return load(settings.PROVINCES_DIR / (known().province or settings.PROVINCE))


def load(folder: Path) -> Province:
    """Read `province.toml` of a folder; raises `ProvinceError`."""
    path = Path(folder) / "province.toml"
    if not path.is_file():
        raise ProvinceError("không có tệp province.toml", file=folder)
    return _load(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _load(path: Path, _changed: int) -> Province:
    try:
        data = tomllib.loads(path.read_text("utf-8"))
        return _province(path.parent, data)
    except tomllib.TOMLDecodeError as error:
        raise ProvinceError(f"không đúng cú pháp TOML ({error})", file=path) from error
    except KeyError as error:
        raise ProvinceError("thiếu mục bắt buộc", file=path, field=str(error.args[0])) from error
    except (TypeError, ValueError) as error:
        raise ProvinceError(f"giá trị không hợp lệ ({error})", file=path) from error


def _province(folder: Path, data: dict[str, Any]) -> Province:
    slots = tuple(data["slots"])
    if not slots or list(slots) != sorted({_slot(slot) for slot in slots}):
        raise ValueError("slots phải là các giờ dạng 06:00, tăng dần")
    texts = ("slug", "code", "name", "short_name", "owner", "portal_title", "domain", "disease", "managed_by")
    thresholds, indicators = data.get("thresholds", {}), _column(folder / "indicators.csv", "code")
    checks = read_check_rules(data.get("checks", {}), indicators=indicators)
    if "map_breaks" in thresholds:
        thresholds = thresholds | {"map_breaks": tuple(thresholds["map_breaks"])}
    return Province(
        folder=folder,
        **{name: nfc(str(data[name])) for name in texts},
        season_start=_date(data["season_start"]),
        slots=slots,
        figures_by=tuple(data["figures_by"]),
        regulation=data["regulation"],
        sections=tuple(Section(**section) for section in data.get("sections", [])),
        thresholds=Thresholds(**thresholds),
        map_indicator=data["map"]["indicator"],
        register_to=tuple(data.get("register_to", ())),
        accounts=_accounts(data.get("accounts", {})),
        reorganisations=tuple(_decided(row) for row in data.get("reorganisations", [])),
        sign_in=_sign_in(data.get("sign_in", {})),
        notices=_notices(data.get("notices", {})),
        open_data=OpenData(**{name: nfc(text) for name, text in data.get("open_data", {}).items()}),
        review=read_review_rules(data.get("review", {}), subjects=_column(folder / "duties.csv", "subject")),
        checks=checks,
        charts=read_chart_rules(data.get("charts", {}), indicators=indicators, leading=data["map"]["indicator"]),
        suppression=read_suppression_rules(
            data.get("suppression", {}), indicators=indicators, balances=checks.balances
        ),
        release=read_release_rules(data.get("release", {}), units=_column(folder / "units.csv", "abbreviation")),
    )


def _column(path: Path, name: str) -> set[str]:
    """What stands in a file's column; nothing where there is no such file, as loading it will complain."""
    return {row[name] for row in _read_csv(path, (name,))} if path.is_file() else set()


def _notices(given: dict[str, Any]) -> Notices:
    found = Notices(**given)
    if _slot(found.digest_at) != found.digest_at:
        raise ValueError("notices: digest_at phải là giờ dạng 07:00")
    return found


def _sign_in(given: dict[str, Any]) -> SignIn:
    rules = SignIn(**given | {"second_factor": tuple(given.get("second_factor", SignIn.second_factor))})
    if not isinstance(rules.simulated_second_factor, bool):
        raise TypeError("simulated_second_factor phải là true hoặc false")
    if not (1 <= rules.idle_minutes <= 24 * 60 and 1 <= rules.absolute_hours <= 7 * 24):
        raise ValueError("idle_minutes từ 1 đến 1440, absolute_hours từ 1 đến 168")
    return rules


def _accounts(data: dict[str, Any]) -> Accounts:
    """Raises TypeError for what is unknown or of another type, ValueError for a span that is none."""
    given: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in data.items()}
    found = Accounts(**given)
    for one in dataclasses.fields(Accounts):
        if type(getattr(found, one.name)) is not type(one.default):
            raise TypeError(f"accounts.{one.name}")
    if found.silent_days < 1 or not 1 <= found.link_hours <= MOST_LINK_HOURS:
        raise ValueError(f"accounts: silent_days ít nhất là 1, link_hours từ 1 đến {MOST_LINK_HOURS}")
    return found


def _decided(row: dict[str, Any]) -> Decided:
    return Decided(_date(row["effective"]), DirectiveRef(nfc(row["issuer"]), nfc(row["number"]), _date(row["date"])))


def _slot(text: str) -> str:
    return dt.time.fromisoformat(text).strftime("%H:%M")


def _date(value: Any) -> dt.date:
    if not isinstance(value, dt.date):
        raise TypeError(f"{value!r} phải là ngày")
    return value


def _read_csv(path: Path, fields: tuple[str, ...]) -> Iterator[Row]:
    reader = csv.DictReader(io.StringIO(_text(path), newline=""), strict=True)
    missing = [field for field in fields if field not in (reader.fieldnames or [])]
    if missing:
        raise ProvinceError("thiếu cột", file=path.name, line=1, field=", ".join(missing))
    try:
        for record in reader:
            if None in record or None in record.values():
                raise ProvinceError("số ô không khớp với dòng tiêu đề", file=path.name, line=reader.line_num)
            values = {key: nfc(value).strip() for key, value in record.items()}
            yield Row(file=path, line=reader.line_num, values=values)
    except csv.Error as error:
        line = reader.line_num + 1  # of the row before, when reading this one failed
        raise ProvinceError(f"không đúng cú pháp CSV ({error})", file=path.name, line=line) from error


def _text(path: Path) -> str:
    if not path.is_file():
        raise ProvinceError("không có tệp này", file=path)
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ProvinceError("không phải văn bản mã UTF-8", file=path.name, line=line) from error
