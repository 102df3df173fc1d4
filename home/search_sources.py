"""What this room lets people find: guidance, hotlines, services, news and the page of figures.

Nothing of a page that is kept for some readers, nor of what stands below it.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db.models import Q
from django.urls import reverse

from core import province
from core.restrictions import is_for_all
from core.searchable import Entry, Section, Source
from datasets.models import Facility, FiguresPage, Indicator, Release
from home.models import GuidancePage, Hotline, HotlinesPage, NewsPage, ServicesPage
from home.selectors.articles import plain_text

CHUNK = 500
LONGEST_KEY = 9
PAGE_OF_FIGURES = "so-lieu"
"""Key of the whole page; those of indicators are their codes."""
FORMATS = "Tải về dạng CSV, Excel (XLSX), JSON, Parquet."
HISTORY = f"Tệp số liệu theo ngày, theo địa bàn. {FORMATS}"
OF_THE_DAY = f"Tệp số liệu của bản công bố mới nhất. {FORMATS}"
DICTIONARY = "Tên, đơn vị tính, định nghĩa của từng chỉ tiêu, từng cột trong tệp số liệu."
DATA_FILES = {
    "tep-lich-su": ("Dữ liệu mở: toàn bộ số liệu từ đầu đến nay", "", HISTORY),
    "tep-ngay": ("Dữ liệu mở: số liệu trong ngày", "", OF_THE_DAY),
    "tu-dien": ("Từ điển dữ liệu", "#tu-dien", DICTIONARY),
}
"""{key: (title, anchor on the page of open data, text)}"""
Keys = Collection[str] | None


def _of(keys: Keys) -> Q:
    """Rows of these keys, which are primary keys; of all for None."""
    if keys is None:
        return Q()
    return Q(pk__in=[int(key) for key in keys if key.isascii() and key.isdigit() and len(key) <= LONGEST_KEY])


class GuidanceSource(Source):
    kind = "guidance"

    def entries(self, keys: Keys = None) -> Iterator[Entry]:
        for page in GuidancePage.objects.live().filter(is_for_all(), _of(keys)).order_by("pk").iterator(CHUNK):
            yield Entry(
                kind=self.kind,
                key=str(page.pk),
                title=page.title,
                url=page.get_url() or "",
                summary=page.summary,
                sections=tuple(Section(text) for text in plain_text(page.body)),
                date=page.reviewed_on,
                type=page.get_topic_display(),
            )


class NewsSource(Source):
    kind = "news"

    def entries(self, keys: Keys = None) -> Iterator[Entry]:
        for page in NewsPage.objects.live().filter(is_for_all(), _of(keys)).order_by("pk").iterator(CHUNK):
            yield Entry(
                kind=self.kind,
                key=str(page.pk),
                title=page.title,
                url=page.get_url() or "",
                summary=page.summary,
                sections=tuple(Section(text) for text in plain_text(page.body)),
                date=page.date,
                issuer=page.source,
            )


class HotlineSource(Source):
    """A hotline is found by what it is for, by where, and by its number."""

    kind = "hotline"

    def entries(self, keys: Keys = None) -> Iterator[Entry]:
        listing = _address_of(HotlinesPage)
        found = Hotline.objects.filter(live=True).filter(_of(keys)).select_related("area__parent")
        for hotline in found.order_by("pk").iterator(CHUNK) if listing else ():
            words = (hotline.get_purpose_display(), hotline.answered_by, hotline.note, _around(hotline.area))
            yield Entry(
                kind=self.kind,
                key=str(hotline.pk),
                title=f"{hotline.name}: {hotline.phones}",
                url=f"{listing}{_near(hotline.area)}#so-{hotline.pk}",
                summary=" · ".join(part for part in (hotline.answered_by, hotline.hours) if part),
                sections=(Section(_sentences(words)),),
                number=hotline.phones,
                type=hotline.get_purpose_display(),
                areas=_codes(hotline.area),
                shown_from=hotline.valid_from,
                shown_until=hotline.valid_to,
            )


class ServiceSource(Source):
    """Places of every kind: who looks for a pharmacy looks for a vaccination site in the same way."""

    kind = "service"

    def entries(self, keys: Keys = None) -> Iterator[Entry]:
        listing = _address_of(ServicesPage)
        found = Facility.objects.filter(live=True).exclude(status=Facility.Status.CLOSED).filter(_of(keys))
        for place in found.select_related("area__parent").order_by("pk").iterator(CHUNK) if listing else ():
            words = (place.get_kind_display(), place.sub_kind_label, place.address, _around(place.area))
            yield Entry(
                kind=self.kind,
                key=str(place.pk),
                title=place.name,
                url=f"{listing}?loai={place.kind}&dia-ban={place.area.code}#co-so-{place.pk}",
                summary=" · ".join(part for part in (place.address, place.opening_hours, place.phone) if part),
                sections=(Section(_sentences(words)),),
                type=place.get_kind_display(),
                areas=_codes(place.area),
                shown_from=place.valid_from,
                shown_until=place.valid_to,
            )


class DatasetSource(Source):
    """The page of figures, each indicator on it, and the files of open data once there is a release."""

    kind = "dataset"

    def entries(self, keys: Keys = None) -> Iterator[Entry]:
        page = FiguresPage.objects.live().filter(is_for_all()).first()
        if page:
            yield from self._figures(page, keys)
        yield from self._files(keys)

    def _figures(self, page: FiguresPage, keys: Keys) -> Iterator[Entry]:
        address = page.get_url() or ""
        if keys is None or PAGE_OF_FIGURES in keys:
            text = (
                "Số ca mắc mới, đang điều trị, khỏi bệnh, tử vong, xét nghiệm, tiêm chủng theo ngày và theo địa bàn."
            )
            yield self._entry(PAGE_OF_FIGURES, page.title, address, text)
        found = Indicator.objects.all() if keys is None else Indicator.objects.filter(code__in=list(keys))
        for indicator in found.order_by("order", "pk"):
            yield self._entry(indicator.code, indicator.name, f"{address}#chi-tieu", indicator.definition)

    def _files(self, keys: Keys) -> Iterator[Entry]:
        asked = DATA_FILES if keys is None else {key: DATA_FILES[key] for key in DATA_FILES if key in keys}
        if asked and Release.objects.exclude(published_at=None).exists():
            for key, (title, anchor, text) in asked.items():
                yield self._entry(key, title, f"{reverse('open_data')}{anchor}", text)

    def _entry(self, key: str, title: str, url: str, text: str) -> Entry:
        owner, sections = province.current().owner, (Section(text),) if text else ()
        return Entry(self.kind, key, title, url, sections, summary=text, type="Số liệu", issuer=owner)


SOURCES: list[Source] = [GuidanceSource(), HotlineSource(), ServiceSource(), NewsSource(), DatasetSource()]


def _address_of(model: type[Any]) -> str:
    """Where the page that lists the rows is; empty while it is not published, and then nothing of it is found."""
    page = model.objects.live().filter(is_for_all()).first()
    return (page.get_url() or "") if page else ""


def _sentences(parts: Iterable[str]) -> str:
    """What people wrote, each with one full stop between it and the next."""
    return ". ".join(part.rstrip(". ") for part in parts if part)


def _near(area: Any) -> str:
    return f"?dia-ban={area.code}" if area.parent_id else ""


def _around(area: Any) -> str:
    """ "Phường Hưng Dũng, Thành phố Vinh"."""
    above = area.parent
    return f"{area.name}, {above.name}" if above is not None and above.parent_id else area.name


def _codes(area: Any) -> tuple[str, ...]:
    """What is of the province is about no area in particular."""
    return (area.code,) if area.parent_id else ()
