"""Where a one-time link can be mailed to, and what became of the mails."""

from django.conf import settings
from django.db.models import Max, QuerySet

from units.models import LinkMail, Mailed, User
from units.selectors.accounts import accounts_for, open_handover

NO_MAIL_SERVER = "django.core.mail.backends.dummy.EmailBackend"


def has_mail_server() -> bool:
    return bool(settings.EMAIL_BACKEND != NO_MAIL_SERVER)


def link_address(account: User) -> str:
    """The address of whoever is to take the account: while it is handed over, of the incoming person, never of the
    outgoing; empty if none is known."""
    if handover := open_handover(account):
        return handover.incoming_email
    return usual_address(account)


def usual_address(account: User) -> str:
    """The account's own, or of a unit's own account the unit's."""
    of_unit = account.kind == User.Kind.UNIT and account.unit is not None
    return account.email or (account.unit.email if of_unit and account.unit else "")


def offered_address(account: User) -> str:
    """Where a link of the account could be mailed now; empty without a mail server."""
    return link_address(account) if has_mail_server() else ""


def link_mails_for(user: User, state: str = "") -> QuerySet[LinkMail]:
    """The newest of each account that the user looks after; `state`: only these."""
    newest = LinkMail.objects.values("account").annotate(newest=Max("pk")).values("newest")
    found = LinkMail.objects.filter(pk__in=newest, account__in=accounts_for(user).order_by().values("pk"))
    return (found.filter(mail=state) if state else found).select_related("account__unit")


def failed_for(user: User) -> QuerySet[LinkMail]:
    """Those that were given up and whose account still waits for its holder."""
    return link_mails_for(user, Mailed.Mail.FAILED).filter(account__state=User.State.ISSUED)
