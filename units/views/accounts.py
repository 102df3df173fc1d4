"""Accounts in the admin: the list, one with its life, and the forms. Whoever manages none finds nothing here."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.generic import TemplateView

from core import access
from core.problems import Refused
from units.actions import accounts as life
from units.forms.accounts import AccountFilter, PersonForm, ReasonForm
from units.models import Mailed, User
from units.permissions import account as account_of
from units.policy import CONFIGURE, MANAGE, Held, manages_accounts, may, may_hand_over
from units.roles import NAMES, granted
from units.selectors.accounts import accounts_for, chosen, events_of, open_handover, open_link, stamp_of
from units.selectors.link_mails import has_mail_server, offered_address
from units.views.account_slips import slip
from units.views.screen import OwnScreen

State = User.State
ON_A_PAGE = 50


@dataclass(frozen=True)
class Act:
    """Something done to an account: on screen, by which action, in which states."""

    label: str
    intro: str
    action: Callable[..., Any]
    states: tuple[str, ...]
    needs_reason: bool = True
    gives_link: bool = False


ACTS = {
    "cap-lai": Act(
        "Cấp lại liên kết",
        "Liên kết cũ hết hiệu lực; liên kết mới chỉ hiện một lần.",
        life.issue_again,
        (State.ISSUED, State.REVOKED),
        needs_reason=False,
        gives_link=True,
    ),
    "tam-khoa": Act(
        "Tạm khóa",
        "Mọi phiên đăng nhập kết thúc ngay; mở lại thì dùng mật khẩu cũ.",
        life.suspend,
        (State.ACTIVE,),
    ),
    "mo-lai": Act(
        "Mở lại",
        "Tài khoản dùng tiếp được bằng mật khẩu cũ.",
        life.resume,
        (State.SUSPENDED,),
        needs_reason=False,
    ),
    "lay-lai": Act(
        "Lấy lại khi bị lộ",
        "Mật khẩu cũ, mọi phiên đăng nhập hết hiệu lực; người giữ tài khoản nhận liên kết mới.",
        life.reclaim,
        (State.ACTIVE, State.SUSPENDED),
        gives_link=True,
    ),
    "thu-hoi": Act(
        "Thu hồi",
        "Không ai đăng nhập được nữa, cho đến khi tài khoản được cấp lại.",
        life.revoke,
        (State.ISSUED, State.ACTIVE, State.SUSPENDED),
    ),
}
"""{part of the address: act}"""


class ManagersOnly(OwnScreen, TemplateView):
    """What every view of accounts shares. Another unit's account is not found."""

    access_rule = access.SIGNED_IN
    header_icon = "user"
    below: tuple[str, str] | None = ("units_accounts", "Tài khoản")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not manages_accounts(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @property
    def by(self) -> User:
        return account_of(self.request)

    def found(self) -> User:
        return get_object_or_404(accounts_for(self.by), pk=self.kwargs["pk"])


class AccountListView(ManagersOnly):
    """`/quan-tri/tai-khoan/`."""

    template_name = "units/accounts/list.html"
    page_title = "Tài khoản"
    below = None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = AccountFilter(self.request.GET)
        found = chosen(self.by, form.cleaned_data if form.is_valid() else {})
        page = Paginator(found, ON_A_PAGE).get_page(self.request.GET.get("trang"))
        asked = self.request.GET.copy()
        asked.pop("trang", None)
        return super().get_context_data(**kwargs) | {
            "form": form,
            "page": page,
            "lines": [(account, _roles(account)) for account in page],
            "asked": asked.urlencode(),
            "administers": may(self.by, CONFIGURE, Held(None)),
        }


class AccountView(ManagersOnly):
    """`/quan-tri/tai-khoan/<id>/`: what it is, what may be done to it, what has happened to it."""

    template_name = "units/accounts/account.html"
    page_title = "Tài khoản"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        account = self.found()
        managed = may(self.by, MANAGE, account)
        mailed = account.link_mails.first()
        acts = [(slug, act.label) for slug, act in ACTS.items() if managed and account.state in act.states]
        return super().get_context_data(**kwargs) | {
            "account": account,
            "roles": _roles(account),
            "link": open_link(account),
            "mailed": mailed if mailed and mailed.mail != Mailed.Mail.NONE else None,
            "handover": open_handover(account),
            "handovers": list(account.handovers.all()),
            "acts": acts,
            "editable": managed and account.kind == User.Kind.PERSON,
            "may_hand_over": account.state == State.ACTIVE and may_hand_over(self.by, account),
            "events": events_of(account),
        }


class PersonView(ManagersOnly):
    """`/quan-tri/tai-khoan/moi/` and `/quan-tri/tai-khoan/<id>/sua/`."""

    template_name = "units/accounts/form.html"
    person: User | None = None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.page_title = "Sửa tài khoản" if "pk" in kwargs else "Cấp tài khoản cá nhân"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.person = self._editable()
        return self._show(PersonForm(self.by, self.person, initial=self._initial(), mails=self._mails()))

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        self.person = self._editable()
        form = PersonForm(self.by, self.person, request.POST, mails=self._mails())
        if not form.is_valid():
            return self._show(form)
        try:
            return self._change(form) if self.person else self._issue(form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self._show(form)

    def _mails(self) -> bool:
        return self.person is None and has_mail_server()

    def _editable(self) -> User | None:
        if "pk" not in self.kwargs:
            return None
        person = self.found()
        if person.kind != User.Kind.PERSON or not may(self.by, MANAGE, person):
            raise Http404
        return person

    def _initial(self) -> dict[str, Any]:
        person = self.person
        if person is None:
            return {"unit": self.request.GET.get("don-vi", "")[:80], "seen": secrets.token_hex(16)}
        return {name: getattr(person, name) for name in PersonForm.base_fields if hasattr(person, name)} | {
            "seen": stamp_of(person)
        }

    def _issue(self, form: PersonForm) -> HttpResponse:
        unit = form.cleaned_data["unit"] if "unit" in form.fields else self.by.unit
        issued = life.issue_person(
            by=self.by,
            unit=unit,
            roles=form.roles(),
            about=form.about(),
            by_mail=bool(form.cleaned_data.get("by_mail")),
            form=form.cleaned_data["seen"][:64],
        )
        return slip(self.request, issued)

    def _change(self, form: PersonForm) -> HttpResponse:
        assert self.person is not None  # noqa: S101 - `post` has looked
        seen = form.cleaned_data["seen"] or "none"
        life.change_person(account=self.person, by=self.by, seen=seen, roles=form.roles(), about=form.about())
        messages.success(self.request, "Đã lưu.")
        return redirect("units_account", self.person.pk)

    def _show(self, form: PersonForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form, account=self.person, button="Lưu"))


class ActView(ManagersOnly):
    """`/quan-tri/tai-khoan/<id>/<act>/`: asks for the reason, then acts on the account as it was shown."""

    template_name = "units/accounts/form.html"
    act: Act

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if kwargs["act"] not in ACTS:
            raise Http404
        self.act = ACTS[kwargs["act"]]
        self.page_title = self.act.label

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        account = self._managed()
        return self._show(account, ReasonForm(initial={"seen": stamp_of(account)}, address=self._address(account)))

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        account = self._managed()
        form = ReasonForm(request.POST, address=self._address(account))
        if not form.is_valid():
            return self._show(account, form)
        try:
            done = self.act.action(account=account, by=self.by, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self._show(account, form)
        if isinstance(done, life.Issued):
            return slip(request, done)
        messages.success(request, f"Đã thực hiện: {self.act.label.lower()}.")
        return redirect("units_account", account.pk)

    def _address(self, account: User) -> str:
        return offered_address(account) if self.act.gives_link else ""

    def _managed(self) -> User:
        account = self.found()
        if not may(self.by, MANAGE, account):
            raise Http404
        return account

    def _show(self, account: User, form: ReasonForm) -> HttpResponse:
        form.fields["reason"].required = self.act.needs_reason
        shown = {"form": form, "account": account, "intro": self.act.intro, "button": self.act.label}
        return self.render_to_response(self.get_context_data(**shown))


def _roles(account: User) -> str:
    return ", ".join(NAMES[role] for role in NAMES if role in granted(account))
