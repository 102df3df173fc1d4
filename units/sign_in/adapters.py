"""allauth, told how this portal does it."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse

from core import province
from units.models import User
from units.sign_in import devices, rule

WRONG_CODE = "Mã không đúng hoặc đã dùng. Bạn hãy đợi mã mới rồi nhập lại."
TOO_MANY = "Bạn đã thử quá nhiều lần. Hãy đợi 15 phút rồi thử lại."


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "enter_current_password": "Mật khẩu đang dùng không đúng.",
        "incorrect_password": "Mật khẩu không đúng.",
        "incorrect_code": WRONG_CODE,
        "too_many_login_attempts": TOO_MANY,
        "rate_limited": TOO_MANY,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are issued, never made by oneself."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return devices.address_of(request)

    def post_login(self, request: HttpRequest, user: User, **given: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **given)
        devices.remember(request, response, user)
        return response

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Whoever has a factor confirms by it: the password alone does not take a factor away."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        by_factor = [method for method in methods if method["id"] != "reauthenticate"]
        return by_factor if rule.has_factor(user) else methods


class FactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": WRONG_CODE,
        "cannot_delete_authenticator": "Không gỡ được yếu tố này.",
        "cannot_generate_recovery_codes": "Bạn hãy thêm ứng dụng xác thực hoặc khóa bảo mật trước.",
    }

    def get_totp_label(self, user: User) -> str:
        return user.get_username()

    def get_totp_issuer(self) -> str:
        here = province.current()
        return f"{here.portal_title} {here.short_name}"

    def generate_authenticator_name(self, user: User, type: str) -> str:  # noqa: A002 - allauth's name
        return f"Khóa {Authenticator.objects.filter(user=user, type=type).count() + 1}"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return super().get_public_key_credential_rp_entity() | {"name": self.get_totp_issuer()}
