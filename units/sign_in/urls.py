"""Addresses of signing in: only the flows that are needed. The names are those by which allauth finds them."""

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as keys
from django.urls import include, path

from units.views import sign_in

FACTORS = [
    path("", factors.index, name="mfa_index"),
    path("ung-dung/", sign_in.AddAppView.as_view(), name="mfa_activate_totp"),
    path("ung-dung/go/", app.deactivate_totp, name="mfa_deactivate_totp"),
    path("khoa/", keys.list_webauthn, name="mfa_list_webauthn"),
    path("khoa/them/", sign_in.AddKeyView.as_view(), name="mfa_add_webauthn"),
    path("khoa/<int:pk>/go/", keys.remove_webauthn, name="mfa_remove_webauthn"),
    path("ma-du-phong/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("ma-du-phong/tao/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
]
CONFIRM = [
    path("", account.reauthenticate, name="account_reauthenticate"),
    path("ma/", factors.reauthenticate, name="mfa_reauthenticate"),
    path("khoa/", sign_in.ConfirmByKeyView.as_view(), name="mfa_reauthenticate_webauthn"),
]

urlpatterns = [
    path("dang-nhap/", sign_in.SignInView.as_view(), name="account_login"),
    path("dang-nhap/buoc-hai/", sign_in.SecondStepView.as_view(), name="mfa_authenticate"),
    path("dang-nhap/bao-mat/", include(FACTORS)),
    path("dang-nhap/xac-nhan/", include(CONFIRM)),
    path("dang-nhap/mat-khau/", account.password_change, name="account_change_password"),
    path("dang-nhap/phien/", sign_in.SessionsView.as_view(), name="usersessions_list"),
    path("dang-xuat/", account.logout, name="account_logout"),
]
