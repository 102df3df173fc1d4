"""Signing in. There is one door; Wagtail's and Django's own do not exist."""

from django.contrib.auth.views import LoginView
from django.http import Http404, HttpRequest, HttpResponse

from core import access
from units.forms.sign_in import SignInForm


@access.public
class SignInView(LoginView):
    """For officers, at their desk or on a phone: unit's abbreviation and password."""

    template_name = "units/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True


@access.public
def not_here(request: HttpRequest) -> HttpResponse:
    """An address that a library brings and this portal does not offer."""
    raise Http404
