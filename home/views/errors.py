"""Error pages that Django asks a view for."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came without its token: expired, or sent from elsewhere."""
    return render(request, "403.html", status=403)
