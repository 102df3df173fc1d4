"""What Wagtail brings and the portal words, colours or silences its own way."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.forms.choosers import (
    AnchorLinkChooserForm,
    EmailLinkChooserForm,
    ExternalLinkChooserForm,
    PhoneLinkChooserForm,
)
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted
from wagtail.sites.views import IndexView as SitesView
from wagtail.users.forms import PagePermissionsForm


@hooks.register("insert_global_admin_css")
def portal_colours() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("portal/css/admin.css"))


def no_mails() -> None:
    """Wagtail's own mails go by lists of accounts, not by what a unit may know. The desk tells what waits."""
    for signal, name in (
        (task_submitted, "group_approval_task_submitted_email_notification"),
        (workflow_submitted, "workflow_state_submitted_email_notification"),
        (workflow_rejected, "workflow_state_rejected_email_notification"),
        (workflow_approved, "workflow_state_approved_email_notification"),
    ):
        sender = TaskState if signal is task_submitted else WorkflowState
        signal.disconnect(sender=sender, dispatch_uid=name)


LINK_LABELS = {
    "link_text": "Chữ của liên kết",
    "email_address": "Địa chỉ thư điện tử",
    "subject": "Tiêu đề thư",
    "body": "Nội dung thư",
    "phone_number": "Số điện thoại",
}
SITE_LABELS = {"port": "Cổng", "site_name": "Tên trang web", "root_page": "Trang gốc"}
"""{name of Wagtail's field or column: label}"""


def label_stock_forms() -> None:
    """Labels that Wagtail makes of its fields' names, past every catalogue."""
    for form in (ExternalLinkChooserForm, AnchorLinkChooserForm, EmailLinkChooserForm, PhoneLinkChooserForm):
        for name, field in form.base_fields.items():
            field.label = LINK_LABELS.get(name, field.label)
    PagePermissionsForm.base_fields["page"].label = "Trang"
    for column in SitesView.columns:
        column.label = SITE_LABELS.get(column.name, column.label)


no_mails()
label_stock_forms()
