"""A file of figures in the admin: checked first, stored only when confirmed, and then exactly the bytes checked."""

import hashlib
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import FormView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from core.problems import ImportResult
from core.text import nfc
from datasets.actions.import_reports import import_reports
from datasets.forms import UploadForm
from datasets.models import Report
from units.permissions import account, unit_of

SECONDS_KEPT = 1800
_SALT = "datasets.import"


class ImportView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """Upload, see what would be stored or why not, confirm."""

    model = Report
    form_class = UploadForm
    permission_required = "add"
    template_name = "datasets/admin/import.html"
    page_title = "Nhập số liệu từ tệp"
    header_icon = "upload"
    index_url_name: str = ""

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._confirmed(request.POST["token"]) if "token" in request.POST else super().post(request)

    def form_valid(self, form: UploadForm) -> HttpResponse:
        file: UploadedFile = form.cleaned_data["file"]
        data = file.read()
        asked = {
            "user": self.request.user.pk,
            "name": nfc(Path(file.name or "tệp").name)[:100],
            "reason": form.cleaned_data["reason"],
            "submit": form.cleaned_data["submit"],
            "sha256": hashlib.sha256(data).hexdigest(),
        }
        result = self._import(data, asked, dry_run=True)
        if result.errors:
            return self.render_to_response(self.get_context_data(form=form, result=result, name=asked["name"]))
        keep(asked["sha256"], data)
        token = signing.dumps(asked, salt=_SALT)
        return self.render_to_response(self.get_context_data(form=None, result=result, token=token, **asked))

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse(self.index_url_name), "label": "Báo cáo số liệu"}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.page_title}]

    def _confirmed(self, token: str) -> HttpResponse:
        try:
            asked = signing.loads(token, salt=_SALT, max_age=SECONDS_KEPT)
        except signing.SignatureExpired:
            asked = None
        except signing.BadSignature as error:
            raise PermissionDenied from error
        data = kept(asked["sha256"]) if asked else None
        if asked is None or data is None:
            messages.error(self.request, "Lần kiểm tra này đã hết hạn. Bạn hãy chọn lại tệp.")
            return redirect(self.request.path)
        if asked["user"] != self.request.user.pk:
            raise PermissionDenied
        result = self._import(data, asked, dry_run=False)
        if result.errors:
            return self.render_to_response(
                self.get_context_data(form=UploadForm(), result=result, name=asked["name"])
            )
        done = "gửi duyệt" if asked["submit"] else "lưu thành bản nháp"
        messages.success(self.request, f"Đã nhập {result.accepted} dòng, {len(result.ids)} báo cáo được {done}.")
        return redirect(self.index_url_name)

    def _import(self, data: bytes, asked: dict[str, Any], *, dry_run: bool) -> ImportResult:
        return import_reports(
            data=data,
            name=asked["name"],
            unit=unit_of(self.request),
            submit=asked["submit"],
            reason=asked["reason"],
            dry_run=dry_run,
            user=account(self.request),
        )


def keep(sha256: str, data: bytes) -> None:
    """Hold the bytes until they are confirmed; what nobody confirmed in time goes."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        if old.stat().st_mtime < time.time() - SECONDS_KEPT:
            old.unlink(missing_ok=True)
    (folder / sha256).write_bytes(data)


def kept(sha256: str) -> bytes | None:
    """The bytes of that checksum, None once they are gone."""
    path = _folder() / sha256
    data = path.read_bytes() if path.is_file() else None
    return data if data is not None and hashlib.sha256(data).hexdigest() == sha256 else None


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "uploads"
