"""Releases: the public list and a page of each, and what the admin shows of one."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django.views.generic import FormView, TemplateView
from wagtail.admin.views.generic import InspectView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from core import access, clock
from core.problems import Refused
from datasets.actions.extra import ask_extra_release
from datasets.actions.preview import MINUTES_SHOWN, stage_preview
from datasets.actions.publish import plan_release
from datasets.models import Release
from datasets.release_forms import ExtraForm
from datasets.selectors import prepared
from datasets.selectors.asked import release_numbered
from datasets.selectors.clock_doubt import clock_doubt
from datasets.selectors.extra import newest_asked
from datasets.selectors.release_record import came_late, held, included_units, missed_before, record_of, records_page
from datasets.selectors.releases import newest_slot_passed, release_line, slot_time
from units.gate import GatedIndexView
from units.permissions import account
from units.policy import publishes_figures, watches
from units.selectors.areas import province_area

LIST = [{"title": "Trang chủ", "url": "/"}, {"title": "Số liệu", "url": "/so-lieu/"}]
MOST_NAMED = 20
SECONDS_TO_SEE_AGAIN = "3"


@access.public
@require_safe
def picture(request: HttpRequest, number: str) -> HttpResponse:
    """`/so-lieu/ban-cong-bo/N/hinh.png`: the release's figures as a picture for shared links."""
    release = release_numbered(number)
    area = province_area(release.date)
    if area is None:
        raise Http404("chưa có dữ liệu của tỉnh")
    kept = {"Cache-Control": "public, max-age=86400"}
    return HttpResponse(prepared.picture(release.number, area), content_type="image/png", headers=kept)


@access.public
@require_safe
def release_list(request: HttpRequest) -> HttpResponse:
    """`/so-lieu/ban-cong-bo/?truoc=N`: newest first, below number N. 404 for what is no number."""
    asked = request.GET.get("truoc")
    before = release_numbered(asked).number if asked is not None else None
    found, more = records_page(before=before)
    context = {
        "release": release_line(),
        "records": found,
        "more": more,
        "breadcrumbs": [*LIST, {"title": "Các bản công bố", "url": ""}],
    }
    return render(request, "datasets/releases.html", context)


@access.public
@require_safe
def release_page(request: HttpRequest, number: str) -> HttpResponse:
    """`/so-lieu/ban-cong-bo/<N>/`: when it came, what it included, what was missing. 404 for one that is not out."""
    line = release_numbered(number)
    release = Release.objects.get(number=line.number)
    context = record_context(release) | {
        "line": line,
        "most_named": MOST_NAMED,
        "breadcrumbs": [
            *LIST,
            {"title": "Các bản công bố", "url": reverse("releases")},
            {"title": f"Bản số {line.number}", "url": ""},
        ],
    }
    return render(request, "datasets/release.html", context)


def record_context(release: Release) -> dict[str, Any]:
    """What both pages of a release show."""
    return {
        "record": record_of(release),
        "late": came_late(release),
        "missed": missed_before(release),
        "held_until": held(release),
    }


def doubt_context() -> dict[str, Any]:
    """What both pages say of a clock in doubt; who may publish is told how."""
    return {"doubt": clock_doubt(), "now": clock.now(), "may_publish": True}


class ReleaseIndexView(GatedIndexView):
    """The list, with what a publisher does between slots, and why nothing comes at them."""

    extra_url_name = preview_url_name = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, context = account(self.request), super().get_context_data(**kwargs)
        if publishes_figures(user):
            return context | doubt_context() | {"extra_url": reverse(self.extra_url_name)}
        return context | doubt_context() | {"may_publish": False} if watches(user) else context

    @property
    def header_buttons(self) -> list[Any]:
        buttons = list(super().header_buttons)
        if publishes_figures(account(self.request)):
            extra, preview = reverse(self.extra_url_name), reverse(self.preview_url_name)
            buttons.append(HeaderButton("Xem trước kỳ tới", url=preview, icon_name="view"))
            buttons.append(HeaderButton("Công bố ngoài khung giờ", url=extra, icon_name="upload"))
        return buttons


class ReleaseInspectView(InspectView):
    """Who published, what was included, what was missing."""

    template_name = "datasets/admin/release_inspect.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        release = self.object
        return super().get_context_data(**kwargs) | record_context(release) | {"included": included_units(release)}


class ForPublishers:
    """403 for whoever may not publish."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not publishes_figures(account(request)):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


class BelowTheList(WagtailAdminTemplateMixin):
    """Its breadcrumbs lead back to the list of releases."""

    index_url_name = ""

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse(self.index_url_name), "label": "Bản công bố"}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.get_page_title()}]


class ExtraReleaseView(ForPublishers, BelowTheList, FormView):
    """What would go out now, outside the slots, and where that stands which was asked for.

    While it is under way the page comes again by itself, without any script.
    """

    model = Release
    form_class = ExtraForm
    template_name = "datasets/admin/extra_release.html"
    page_title = "Công bố ngoài khung giờ"
    header_icon = "upload"

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        context = self.get_context_data(**kwargs)
        again = {"Refresh": SECONDS_TO_SEE_AGAIN} if context["asked"] and context["asked"].waits else {}
        return self.render_to_response(context, headers=again)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        day, slot = newest_slot_passed(clock.now())
        asked = newest_asked()
        context = (
            super().get_context_data(**kwargs) | {"due_at": slot_time(day, slot), "asked": asked} | doubt_context()
        )
        if asked and asked.waits:
            return context
        try:
            plan = plan_release(day, slot, Release.Kind.EXTRA)
        except Refused as refusal:
            return context | {"refusal": refusal}
        would_be = Release(day=day, slot=slot, kind=plan.kind, contents=plan.contents())
        return context | {"record": record_of(would_be), "reports": plan.reports}

    def form_valid(self, form: ExtraForm) -> HttpResponse:
        operator = account(self.request).get_username()
        try:
            asked, new = ask_extra_release(reason=form.cleaned_data["reason"], operator=operator)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        if not new and asked.asked_by != operator:
            messages.warning(self.request, f"{asked.asked_by} đã đề nghị trước; chỉ công bố một bản, với lý do đó.")
        return redirect(self.request.path)


class PreviewView(ForPublishers, BelowTheList, TemplateView):
    """Stage what is approved by now and give the link that shows the portal with it."""

    model = Release
    template_name = "datasets/admin/preview.html"
    page_title = "Xem trước kỳ tới"
    header_icon = "view"
    extra_context = {"minutes": MINUTES_SHOWN}

    def post(self, request: HttpRequest) -> HttpResponse:
        found: dict[str, Any] = {}
        try:
            found["preview"] = stage_preview(operator=account(request).get_username())
        except Refused as refusal:
            found["refusal"] = refusal
        return self.render_to_response(self.get_context_data(**found), headers={"Cache-Control": "private, no-store"})
