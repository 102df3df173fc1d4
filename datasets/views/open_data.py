"""Figures to take away: every release as files whose address, values and bytes stay the same."""

import base64
import csv
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import conditional_page, require_safe

from core import access, province
from datasets.files import FORMS
from datasets.selectors import open_files
from datasets.selectors.asked import release_asked
from datasets.selectors.definitions import Definition, Reporting, definitions
from datasets.selectors.open_data import published_release
from datasets.selectors.tables import AFTER, BEFORE, Part, Table
from units.exports import harmless

PARTS = {
    Part.DAY: "Số liệu trong ngày của bản công bố",
    Part.HISTORY: "Toàn bộ số liệu từ đầu đến bản công bố",
}
ADDRESS = "/du-lieu-mo/"


@access.public
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """`/du-lieu-mo/?ban=N`: what there is, on what terms, and what each column means."""
    release = release_asked(request)
    context = {
        "release": release,
        "parts": [(title, _files(release.number, part)) for part, title in PARTS.items()] if release else [],
        "address": request.build_absolute_uri(_address(release.number, Part.HISTORY, "csv")) if release else "",
        "columns": [*BEFORE, *AFTER],
        "definitions": definitions(),
        "terms": province.current().open_data,
        "suppression": province.current().suppression,
        "breadcrumbs": [{"title": "Trang chủ", "url": "/"}, {"title": "Dữ liệu mở", "url": ""}],
    }
    return render(request, "datasets/open_data_page.html", context)


@access.public
@require_safe
def newest(request: HttpRequest, part: str, form: str) -> HttpResponse:
    """`/du-lieu-mo/lich-su.csv?ban=N` leads to the permanent address, of the newest release without `ban`."""
    _known(part, form)
    release = release_asked(request)
    if release is None:
        raise Http404("chưa có bản công bố nào")
    answer = HttpResponseRedirect(_address(release.number, Part(part), form))
    answer["Cache-Control"] = "no-cache"
    return answer


@access.public
@require_safe
def file(request: HttpRequest, number: int, part: str, form: str) -> HttpResponseBase:
    """`/du-lieu-mo/ban-N/lich-su.csv`. `ETag` and `Repr-Digest` (RFC 9530) are its SHA-256."""
    found = _kept(number, part, form)
    etag = f'"{found.sha256}"'
    answer = get_conditional_response(request, etag=etag) or FileResponse(
        found.path.open("rb"),
        as_attachment=True,
        filename=_name(number, part, form),
        content_type=FORMS[form].media_type,
    )
    answer["ETag"] = etag
    answer["Repr-Digest"] = f"sha-256=:{base64.b64encode(bytes.fromhex(found.sha256)).decode()}:"
    answer["Cache-Control"] = "public, max-age=86400"
    return answer


@access.public
@require_safe
def checksum(request: HttpRequest, number: int, part: str, form: str) -> HttpResponse:
    """`/du-lieu-mo/ban-N/lich-su.csv.sha256`, as `sha256sum --check` reads it beside the file."""
    found = _kept(number, part, form)
    return HttpResponse(f"{found.sha256}  {_name(number, part, form)}\n", content_type="text/plain; charset=utf-8")


@access.public
@require_safe
@conditional_page
def package(request: HttpRequest, number: int) -> JsonResponse:
    """`/du-lieu-mo/ban-N/datapackage.json` (Frictionless Data Package): files, columns and terms for programs.

    A file has `hash` and `bytes` once it has been made; its own address with `.sha256` always tells.
    """
    release, here = published_release(number), province.current()
    table = Table(release, Part.HISTORY)
    fields = [{"name": c.name, "title": c.title, "type": c.type, "description": c.description} for c in table.columns]
    listed = [(part, form, open_files.if_kept(number, part, form)) for part in PARTS for form in FORMS]
    described = {
        "name": f"{here.slug}-ban-{number}",
        "title": f"{here.portal_title} {here.name}, bản công bố số {number}",
        "version": str(number),
        "created": release.published_at,
        "licenses": [{"title": here.open_data.licence, "path": here.open_data.licence_url}],
        "resources": [
            {"name": f"{part}-{form}", "path": f"{part}.{form}", "format": form, "schema": {"fields": fields}}
            | ({"hash": f"sha256:{made.sha256}", "bytes": made.size} if made else {})
            for part, form, made in listed
        ],
    }
    return JsonResponse(described, json_dumps_params={"ensure_ascii": False})


@access.public
@require_safe
@conditional_page
def dictionary(request: HttpRequest) -> HttpResponse:
    """`/du-lieu-mo/tu-dien.csv`: each column, its name, unit of measure, kind, definition and who reports it."""
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="tu-dien.csv"'
    writer = csv.writer(answer)
    writer.writerow(["cot", "ten", "don_vi_tinh", "loai", "dinh_nghia", "nguoi_bao_cao"])
    for column in (*BEFORE, *AFTER):
        writer.writerow([column.name, column.title, "", "", column.description, ""])
    writer.writerows(map(_line, definitions()))
    return answer


def _line(one: Definition) -> list[str]:
    indicator = one.indicator
    cells = (indicator.code, indicator.name, indicator.unit, indicator.get_kind_display(), indicator.definition)
    return [harmless(cell) for cell in (*cells, "; ".join(map(_source, one.reporting)))]


def _source(line: Reporting) -> str:
    return f"cấp {line.level}: {line.who or 'tổng của cấp dưới'}"


def _files(number: int, part: Part) -> list[dict[str, Any]]:
    """[{"form", "url", "made": file if it was asked for before}]"""
    return [
        {"form": form, "url": _address(number, part, ending), "made": open_files.if_kept(number, part, ending)}
        for ending, form in FORMS.items()
    ]


def _address(number: int, part: Part, form: str) -> str:
    return reverse("open_data_file", args=[number, str(part), form])


def _name(number: int, part: str, form: str) -> str:
    """What the file is called where it is kept; it says of which province and release it is."""
    return f"{province.current().slug}-ban-{number}-{part}.{form}"


def _kept(number: int, part: str, form: str) -> open_files.Kept:
    _known(part, form)
    return open_files.kept(published_release(number), Part(part), form)


def _known(part: str, form: str) -> None:
    if part not in set(Part) or form not in FORMS:
        raise Http404("không có tệp này")
