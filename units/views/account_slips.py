"""The answer that shows one-time links: once, to whoever gave them. Nothing on the way keeps it."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from units.actions.accounts import Issued
from units.exports import harmless
from units.models import AccountHandover, User
from units.selectors.accounts import open_link
from units.selectors.link_mails import link_address


def slip(request: HttpRequest, issued: Issued, handover: AccountHandover | None = None) -> HttpResponse:
    """For one account; after a hand-over, behind its minute. A link that is mailed is not shown: the answer is the
    account's page, which says what becomes of the mail."""
    if not issued.word:
        messages.success(request, f"Đã làm xong; liên kết sẽ được gửi qua thư tới {link_address(issued.account)}.")
        return redirect("units_account", issued.account.pk)
    return slips(request, [issued], handover=handover)


def slips(request: HttpRequest, given: Sequence[Issued], handover: AccountHandover | None = None) -> HttpResponse:
    """A sheet of paper each."""
    sheets = [{"account": one.account, "unit": one.account.unit, "address": _address(request, one)} for one in given]
    shown = {"sheets": sheets, "until": open_link(given[0].account), "handover": handover, "account": _single(given)}
    return _kept_nowhere(render(request, "units/accounts/slips.html", shown))


def slips_file(request: HttpRequest, given: Iterable[Issued]) -> HttpResponse:
    """A row each, as CSV."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["Đơn vị", "Tên đăng nhập", "Liên kết dùng một lần"])
    for one in given:
        name = one.account.unit.name if one.account.unit else ""
        writer.writerow([harmless(cell) for cell in (name, one.account.username, _address(request, one))])
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="phieu-tai-khoan.csv"'
    return _kept_nowhere(response)


def _single(given: Sequence[Issued]) -> User | None:
    """The account whose page is the way back."""
    return given[0].account if len(given) == 1 else None


def _address(request: HttpRequest, issued: Issued) -> str:
    return request.build_absolute_uri(reverse("account_link", args=[issued.word]))


def _kept_nowhere(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store, private"
    response["Referrer-Policy"] = "no-referrer"
    return response
