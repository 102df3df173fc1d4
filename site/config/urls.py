"""Every address of the portal. `RULES`: who may open the subtrees that come from libraries."""

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from config import api
from core import access
from datasets.views import charts, comparison, corrections, definitions, open_data, releases
from directives.views import downloads, feeds
from home.views import areas, health, hotlines
from search import feeds as search_feeds
from search import views as search_views
from units.views import sign_in
from units.views.account_link import AccountLinkView

RULES = {
    "dang-nhap/buoc-hai/": access.PUBLIC,  # for who has given the password and is not signed in yet
    "dang-nhap/": access.SIGNED_IN,  # allauth's own decorators ask for it on each view
    "dang-xuat/": access.PUBLIC,
    "quan-tri/": access.SIGNED_IN,  # Wagtail's own decorator asks for access_admin on each view
    "api/v1/": access.PUBLIC,
    "_util/": access.SIGNED_IN,
    "((?:": access.PUBLIC,  # Wagtail's page tree: live pages, private ones behind their own gate
}

urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("", include("units.sign_in.urls")),
    path("tai-khoan/<str:word>/", AccountLinkView.as_view(), name="account_link"),
    path("dia-ban/", areas.area_search, name="areas"),
    path("dia-ban/<str:code>/", areas.area_page, name="area"),
    path("duong-day-nong/danh-ba.vcf", hotlines.contacts, name="contacts"),
    path("van-ban/rss/", feeds.rss, name="directives_feed"),
    path("van-ban/hieu-luc/rss/", feeds.force_rss, name="directives_force_feed"),
    path("van-ban/atom/", feeds.atom, name="directives_atom"),
    path("van-ban/hieu-luc/atom/", feeds.force_atom, name="directives_force_atom"),
    path("van-ban/<slug:slug>/tep/<str:sha256>/<str:name>", downloads.file, name="directive_file"),
    path(
        "van-ban/<slug:slug>/tep/<str:sha256>/trang/<int:number>.webp",
        downloads.page_image,
        name="directive_page_picture",
    ),
    path("so-lieu/chi-tieu/", definitions.indicators, name="definitions"),
    path("so-lieu/ban-cong-bo/", releases.release_list, name="releases"),
    path("so-lieu/ban-cong-bo/<str:number>/", releases.release_page, name="release"),
    path("so-lieu/ban-cong-bo/<str:number>/hinh.png", releases.picture, name="release_picture"),
    path("so-lieu/bieu-do/<slug:slug>/<str:code>/", charts.page, name="chart"),
    path("so-lieu/bieu-do/<slug:slug>/<str:code>/nhung/", charts.embed, name="chart_embed"),
    path("so-lieu/bieu-do/<slug:slug>/<str:code>/bieu-do.csv", charts.as_csv, name="chart_csv"),
    path("so-lieu/bieu-do/<slug:slug>/<str:code>/bieu-do.png", charts.as_png, name="chart_png"),
    path("so-lieu/bieu-do/<slug:slug>/<str:code>/bieu-do.svg", charts.as_svg, name="chart_svg"),
    path("so-lieu/so-sanh/", comparison.comparison, name="comparison"),
    path("dinh-chinh/", corrections.corrections, name="corrections"),
    path("dinh-chinh/atom/", corrections.atom, name="corrections_atom"),
    path("dinh-chinh/rss/", corrections.rss, name="corrections_feed"),
    path("dinh-chinh/<str:key>/", corrections.correction, name="correction"),
    path("du-lieu-mo/", open_data.page, name="open_data"),
    path("du-lieu-mo/tu-dien.csv", open_data.dictionary, name="open_data_dictionary"),
    path("du-lieu-mo/ban-<int:number>/datapackage.json", open_data.package, name="open_data_package"),
    path("du-lieu-mo/ban-<int:number>/<slug:part>.<slug:form>", open_data.file, name="open_data_file"),
    path("du-lieu-mo/ban-<int:number>/<slug:part>.<slug:form>.sha256", open_data.checksum, name="open_data_checksum"),
    path("du-lieu-mo/<slug:part>.<slug:form>", open_data.newest, name="open_data_newest"),
    path("tim-kiem/", search_views.results, name="search"),
    path("tim-kiem/goi-y/", search_views.complete, name="search_completions"),
    path("tim-kiem/rss/", search_feeds.rss, name="search_feed"),
    path("quan-tri/login/", sign_in.not_here),
    path("quan-tri/password_reset/", sign_in.not_here),
    path("_util/login/", sign_in.not_here),
    path("quan-tri/", include(wagtailadmin_urls)),
    path("api/v1/", api.urls),
    path("", include(wagtail_urls)),
]

handler400 = "config.errors.bad_request"
handler404 = "config.errors.not_found"
