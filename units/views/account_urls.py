"""Addresses of accounts below `/quan-tri/`."""

from django.urls import path

from units.views import account_papers as papers
from units.views.accounts import AccountListView, AccountView, ActView, PersonView
from units.views.link_mails import LinkMailsView
from units.views.matrix import MatrixView

ACCOUNT_ADDRESSES = [
    path("phan-quyen/", MatrixView.as_view(), name="units_matrix"),
    path("tai-khoan/", AccountListView.as_view(), name="units_accounts"),
    path("tai-khoan/moi/", PersonView.as_view(), name="units_account_new"),
    path("tai-khoan/hang-loat/", papers.BulkView.as_view(), name="units_accounts_bulk"),
    path("tai-khoan/thu/", LinkMailsView.as_view(), name="units_link_mails"),
    path("tai-khoan/bien-ban/<int:pk>/", papers.MinuteView.as_view(), name="units_account_minute"),
    path("tai-khoan/<int:pk>/", AccountView.as_view(), name="units_account"),
    path("tai-khoan/<int:pk>/sua/", PersonView.as_view(), name="units_account_edit"),
    path("tai-khoan/<int:pk>/ban-giao/", papers.HandoverView.as_view(), name="units_account_hand_over"),
    path("tai-khoan/<int:pk>/<slug:act>/", ActView.as_view(), name="units_account_act"),
]
