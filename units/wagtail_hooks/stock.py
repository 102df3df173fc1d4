"""What Wagtail brings and the portal words or colours its own way."""

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
from wagtail.sites.views import IndexView as SitesView
from wagtail.users.forms import PagePermissionsForm


@hooks.register("insert_global_admin_css")
def portal_colours() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("portal/css/admin.css"))


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


label_stock_forms()
