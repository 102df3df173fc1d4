"""The portal's page tree: made once, then the editors'."""

from typing import Any

from django.conf import settings
from wagtail.models import Locale, Page, Site

from core.models import BasePage
from core.province import Province
from datasets.blocks import FIGURE_BLOCKS
from datasets.models import FiguresPage
from directives.models import DirectivesPage
from home.models import GuidanceIndexPage, HomePage, HotlinesPage, NewsIndexPage, ServicesPage
from units.actions.stock import name_stock_rows
from units.actions.workflow import assign_review

SECTIONS: dict[str, tuple[type[BasePage], str]] = {
    "so-lieu": (FiguresPage, "Số liệu"),
    "duong-day-nong": (HotlinesPage, "Đường dây nóng"),
    "van-ban": (DirectivesPage, "Văn bản"),
    "huong-dan": (GuidanceIndexPage, "Hướng dẫn y tế"),
    "tin-tuc": (NewsIndexPage, "Tin tức"),
    "dich-vu-thiet-yeu": (ServicesPage, "Dịch vụ thiết yếu"),
}
"""{slug: (kind of page, title where the province's regulation gives none)}"""
LEADS = {
    "duong-day-nong": "Bấm vào số để gọi. Khó thở, đau ngực, lơ mơ: gọi cấp cứu ngay, không chờ tư vấn.",
    "huong-dan": "Việc cần làm khi mắc bệnh, khi tiếp xúc gần, khi đi lại, tiêm chủng và khám bệnh.",
    "tin-tuc": "Tin về tình hình dịch và công tác phòng, chống dịch trong tỉnh.",
    "dich-vu-thiet-yeu": "Nơi mua lương thực, thực phẩm, thuốc và nơi tiêm chủng, xét nghiệm đang hoạt động.",
}
"""{slug: what the page says first, until an editor says it otherwise}"""


def build_page_tree(province: Province) -> dict[str, int]:
    """{what: rows}. Makes what is missing; what editors changed stays as it is."""
    locale, _ = Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
    root = Page.get_first_root_node()
    Page.objects.filter(pk=root.pk).update(locale=locale)
    home = HomePage.objects.child_of(root).first() or _home_page(root, province, locale)
    _sections(home, province, locale)
    assign_review(home)
    _serve(home, province)
    name_stock_rows()
    _remove_welcome_page(root)
    return {"pages": home.get_descendants(inclusive=True).count()}


def _sections(home: HomePage, province: Province, locale: Locale) -> None:
    """The sections' pages: first those that the province's regulation lists, in its order and words, then the rest.

    There is one page of each kind, so one that an editor has renamed or moved is left alone. A section that no
    room has yet is passed over.
    """
    titles = {section.slug: section.title for section in province.sections if section.slug in SECTIONS}
    titles |= {slug: title for slug, (_, title) in SECTIONS.items() if slug not in titles}
    for slug, title in titles.items():
        model, _ = SECTIONS[slug]
        if not model.objects.exists():
            lead = {"lead": LEADS[slug]} if slug in LEADS else {}
            _publish(home, model(title=title, slug=slug, locale=locale, **lead))


def _home_page(root: Page, province: Province, locale: Locale) -> HomePage:
    page = HomePage(title=province.portal_title, slug="trang-chu", locale=locale, body=_first_body())
    _publish(root, page)
    return page


def _first_body() -> list[tuple[str, dict[str, Any]]]:
    """The figures, then what leads on from them: whom to call, and what has been ordered."""
    figures: list[tuple[str, dict[str, Any]]] = [(name, {"heading": ""}) for name, _ in FIGURE_BLOCKS]
    place = next(n for n, (name, _) in enumerate(figures, 1) if name == "distribution")
    leads_on: list[tuple[str, dict[str, Any]]] = [
        ("latest_directives", {"heading": "", "type": "", "issuer": "", "most": 5}),
        ("hotlines", {"heading": "", "area": "", "purpose": "", "most": 4}),
    ]
    return figures[:place] + leads_on + figures[place:]


def _publish(parent: Page, page: Page) -> None:
    """With a revision, which the editor's history and previews start from."""
    parent.add_child(instance=page)
    page.save_revision().publish()


def _serve(home: HomePage, province: Province) -> None:
    """One site answers for every host name."""
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    if site.root_page_id == home.pk:
        return
    site.hostname, site.port, site.site_name, site.root_page = "localhost", 80, province.portal_title, home
    site.save()


def _remove_welcome_page(root: Page) -> None:
    """The page that Wagtail's own migration makes: the only one below the root that has no model of its own."""
    for page in root.get_children().exact_type(Page):
        page.delete()
