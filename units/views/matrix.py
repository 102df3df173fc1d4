"""Who may do what, as the policy answers."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.generic import TemplateView

from core import access
from units.models import User
from units.permissions import account
from units.roles import roles_of
from units.selectors.matrix import ACTIONS, deputies_now, matrix
from units.views.screen import OwnScreen

MOST_SHOWN = 200


class MatrixView(OwnScreen, TemplateView):
    """`/quan-tri/phan-quyen/`, for every account that has a role."""

    access_rule = access.SIGNED_IN
    template_name = "units/accounts/matrix.html"
    page_title = "Phân quyền"
    header_icon = "lock"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not isinstance(request.user, User) or not roles_of(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        deputies = deputies_now(account(self.request))[:MOST_SHOWN]
        shown = {"kinds": matrix(), "actions": list(ACTIONS.values()), "deputies": deputies}
        return super().get_context_data(**kwargs) | shown
