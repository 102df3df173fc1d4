"""The portal's page tree: made once, then the editors'."""

from django.conf import settings
from wagtail.models import Locale, Page, Site

from core.province import Province
from datasets.blocks import FIGURE_BLOCKS
from datasets.models import FiguresPage
from home.models import HomePage


def build_page_tree(province: Province) -> dict[str, int]:
    """{what: rows}. Makes what is missing; what editors changed stays as it is."""
    locale, _ = Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
    root = Page.get_first_root_node()
    Page.objects.filter(pk=root.pk).update(locale=locale)
    home = HomePage.objects.child_of(root).first() or _home_page(root, province, locale)
    if not FiguresPage.objects.exists():
        _publish(home, FiguresPage(title="Số liệu", slug="so-lieu", locale=locale))
    _serve(home, province)
    _remove_welcome_page(root)
    return {"pages": home.get_descendants(inclusive=True).count()}


def _home_page(root: Page, province: Province, locale: Locale) -> HomePage:
    body = [(name, {"heading": ""}) for name, _ in FIGURE_BLOCKS]
    page = HomePage(title=province.portal_title, slug="trang-chu", locale=locale, body=body)
    _publish(root, page)
    return page


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
