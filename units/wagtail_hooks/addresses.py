"""The room's own addresses under /quan-tri/."""

from typing import Any

from django.urls import path
from wagtail import hooks

from units.views.account_urls import ACCOUNT_ADDRESSES
from units.views.audit import AuditEntryView, AuditExportView, AuditListView
from units.views.deputies import DeputiesView, EndDeputyView
from units.views.duty_help import AnswerView, DutyHelpView, QuestionsView
from units.views.lockouts import LockoutsView
from units.views.notices import MailsView, NoticesView
from units.views.register import RegisterView
from units.views.reorganise import CancelChangeView, ReorganiseView
from units.views.review import ReviewPageView
from units.views.undone import UndoneView
from units.views.unit_pages import ReadPageView, UnitPagesView
from units.views.urgent import LaterReviewView, PublishAtOnceView
from units.views.writing import BeginPageView


@hooks.register("register_admin_urls")
def review_addresses() -> list[Any]:
    return [
        path("duyet/<int:state>/", ReviewPageView.as_view(), name="units_review"),
        path("cong-bo-khan/<int:revision_id>/", PublishAtOnceView.as_view(), name="units_publish_at_once"),
        path("xem-lai/<int:publication>/", LaterReviewView.as_view(), name="units_later_review"),
        path("duyet-thay/", DeputiesView.as_view(), name="units_deputies"),
        path("duyet-thay/<int:pk>/ket-thuc/", EndDeputyView.as_view(), name="units_end_deputy"),
        path("to-chuc/huy/<int:change>/", CancelChangeView.as_view(), name="units_cancel_change"),
        path("to-chuc/<int:unit>/<slug:kind>/", ReorganiseView.as_view(), name="units_reorganise"),
        path("dau-moi/", RegisterView.as_view(), name="units_register"),
        path("trang-don-vi/", UnitPagesView.as_view(), name="units_pages"),
        path("trang-don-vi/<int:page_id>/", ReadPageView.as_view(), name="units_read_page"),
        path("chua-lam/", UndoneView.as_view(), name="units_undone"),
        path("nhiem-vu/<int:duty>/huong-dan/", DutyHelpView.as_view(), name="units_duty_help"),
        path("hoi-dap/", QuestionsView.as_view(), name="units_questions"),
        path("hoi-dap/<int:question>/", AnswerView.as_view(), name="units_answer"),
        path("viet-moi/", BeginPageView.as_view(), name="units_begin_page"),
        path("khoa-dang-nhap/", LockoutsView.as_view(), name="units_lockouts"),
        path("thong-bao/tuy-chon/", MailsView.as_view(), name="units_mails"),
        path("thong-bao/", NoticesView.as_view(), name="units_notices"),
        path("nhat-ky/", AuditListView.as_view(), name="units_audit"),
        path("nhat-ky/xuat/", AuditExportView.as_view(), name="units_audit_export"),
        *ACCOUNT_ADDRESSES,
        path("nhat-ky/<int:pk>/", AuditEntryView.as_view(), name="units_audit_entry"),
    ]
