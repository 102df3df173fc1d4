"""A file of figures in the admin: checked first, stored only when confirmed, and then exactly what was shown."""

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
from django.views.generic import FormView
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from core.problems import ImportResult
from core.text import nfc
from datasets.actions.import_reports import import_reports
from datasets.entry_files import XLSX, wrong_rows
from datasets.evidence import Basis, read_evidence
from datasets.forms import UploadForm
from datasets.views.under_reports import UnderReports
from units.permissions import account, unit_of

SECONDS_KEPT = 1800
MOST_LEFT_OUT = 2_000
"""Wrong rows that may be left out while the others are taken in; a file with more is mended as a whole."""
_SALT = "datasets.import"


class ImportView(PermissionCheckedMixin, UnderReports, FormView):
    """Upload, see what would be stored or why not, confirm."""

    form_class = UploadForm
    permission_required = "add"
    template_name = "datasets/admin/import.html"
    page_title = "Nhập số liệu từ tệp"
    header_icon = "upload"

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if "token" not in request.POST:
            return super().post(request)
        asked, data = self._asked(request.POST["token"])
        if asked is None or data is None:
            messages.error(request, "Lần kiểm tra này đã hết hạn. Bạn hãy chọn lại tệp.")
            return redirect(request.path)
        return self._wrong_rows(data, asked) if "wrong" in request.POST else self._confirmed(data, asked)

    def form_valid(self, form: UploadForm) -> HttpResponse:
        file: UploadedFile = form.cleaned_data["file"]
        data = file.read()
        asked = {
            "user": self.request.user.pk,
            "name": nfc(Path(file.name or "tệp").name)[:100],
            "reason": form.cleaned_data["reason"],
            "submit": form.cleaned_data["submit"],
            "evidence": self._keep_basis(form.basis()),
            "sha256": hashlib.sha256(data).hexdigest(),
            "left_out": [],
        }
        refused = result = self._import(data, asked, dry_run=True)
        if 0 < len(refused.wrong) < refused.rejected and len(refused.wrong) <= MOST_LEFT_OUT:
            asked["left_out"] = sorted(refused.wrong)
            result = self._import(data, asked, dry_run=True)
        context: dict[str, Any] = {"result": result, "refused": refused, **asked}
        if refused.wrong or not result.errors:
            keep(asked["sha256"], data)
            context["token"] = signing.dumps(asked, salt=_SALT)
        return self.render_to_response(self.get_context_data(form=form if result.errors else None, **context))

    def _asked(self, token: str) -> tuple[dict[str, Any] | None, bytes | None]:
        """What was previewed, and its bytes; None once they are gone. Nobody else's."""
        try:
            asked = signing.loads(token, salt=_SALT, max_age=SECONDS_KEPT)
        except signing.SignatureExpired:
            return None, None
        except signing.BadSignature as error:
            raise PermissionDenied from error
        if asked["user"] != self.request.user.pk:
            raise PermissionDenied
        return asked, kept(asked["sha256"])

    def _confirmed(self, data: bytes, asked: dict[str, Any]) -> HttpResponse:
        result = self._import(data, asked, dry_run=False)
        if result.errors:
            context = self.get_context_data(form=UploadForm(), result=result, refused=result, name=asked["name"])
            return self.render_to_response(context)
        done = "gửi duyệt" if asked["submit"] else "lưu thành bản nháp"
        messages.success(self.request, f"Đã nhập {result.accepted} dòng, {len(result.ids)} báo cáo được {done}.")
        return redirect(self.index_url_name)

    def _wrong_rows(self, data: bytes, asked: dict[str, Any]) -> HttpResponse:
        result = self._import(data, asked | {"left_out": []}, dry_run=True)
        response = HttpResponse(wrong_rows(data, name=asked["name"], result=result), content_type=XLSX)
        response["Content-Disposition"] = 'attachment; filename="dong-sai.xlsx"'
        return response

    def _keep_basis(self, basis: Basis | None) -> list[str]:
        """[words, the file's name and checksum] of what corrections rest on; empty for nothing."""
        if basis is None:
            return []
        if basis.file is None:
            return [basis.evidence, "", ""]
        sha256 = hashlib.sha256(basis.file.data).hexdigest()
        keep(sha256, basis.file.data)
        return [basis.evidence, basis.file.name, sha256]

    def _basis(self, asked: dict[str, Any]) -> Basis | None:
        if not asked["evidence"]:
            return None
        words, name, sha256 = asked["evidence"]
        data = kept(sha256) if sha256 else None
        return Basis(words, None if data is None else read_evidence(data, name))

    def _import(self, data: bytes, asked: dict[str, Any], *, dry_run: bool) -> ImportResult:
        return import_reports(
            data=data,
            name=asked["name"],
            unit=unit_of(self.request),
            submit=asked["submit"],
            reason=asked["reason"],
            dry_run=dry_run,
            user=account(self.request),
            left_out=frozenset(asked["left_out"]),
            basis=self._basis(asked),
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
