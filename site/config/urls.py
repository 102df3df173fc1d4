"""Every address of the portal. `RULES`: who may open the subtrees that come from libraries."""

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from core import access
from home.views import health
from units.views import sign_in

RULES = {
    "quan-tri/": access.SIGNED_IN,  # Wagtail's own decorator asks for access_admin on each view
    "_util/": access.SIGNED_IN,
    "((?:": access.PUBLIC,  # Wagtail's page tree: live pages, private ones behind their own gate
}

urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("dang-nhap/", sign_in.SignInView.as_view(), name="sign_in"),
    path("quan-tri/login/", sign_in.not_here),
    path("quan-tri/password_reset/", sign_in.not_here),
    path("quan-tri/", include(wagtailadmin_urls)),
    path("", include(wagtail_urls)),
]
