"""What figure pages need of every request: a preview's link, and answers that expire when their words change."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control

from core.problems import Refused
from datasets.actions.preview import Published, opened
from datasets.selectors.releases import ReleaseLine

PREVIEW = "xem-truoc"
Answer = Callable[[HttpRequest], HttpResponse]


class ShowPreview:
    """`?xem-truoc=WORD` shows any figure page as of the staged release, to whoever holds the link and is signed in:
    the link skips neither the second factor nor a lock-out. No cache keeps it, no index finds it."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        word = request.GET.get(PREVIEW)
        if word is None:
            return self.get_response(request)
        response = self._shown(request, word)
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Referrer-Policy"] = "same-origin"
        return response

    def _shown(self, request: HttpRequest, word: str) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        try:
            request.preview = opened(word)  # type: ignore[attr-defined]
        except Published as published:
            return redirect("release", number=published.number)
        except Refused as refusal:
            return render(request, "datasets/preview_refused.html", {"reason": str(refusal)}, status=403)
        return self.get_response(request)


class ExpireWithTheWords:
    """An answer that says when figures come is kept no longer than that holds (`ReleaseLine.fresh_seconds`)."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        line = getattr(request, "release_line", None)
        if isinstance(line, ReleaseLine) and not response.has_header("Cache-Control"):
            signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES
            patch_cache_control(response, max_age=line.fresh_seconds, **({"private": True} if signed_in else {}))
        return response
