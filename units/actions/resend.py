"""Sending one-time links again, to those whom the first mail has not reached."""

from core.problems import Refused
from units.actions.accounts import issue_again
from units.models import User
from units.selectors.link_mails import failed_for, link_mails_for

AT_MOST = 500


def resend_link(*, by: User, account: int) -> None:
    """Raises `Refused`: no such mail that `by` looks after, or the account has its holder by now."""
    row = link_mails_for(by).filter(account=account).first()
    if row is None:
        raise Refused("Không có thư nào như vậy.")
    if row.account.state != User.State.ISSUED:
        raise Refused("Tài khoản không còn chờ kích hoạt nên không gửi lại liên kết.")
    issue_again(account=row.account, by=by, by_mail=True)


def resend_failed(*, by: User) -> int:
    """How many of those that were given up wait again; whoever cannot be mailed any more is left out."""
    done = 0
    for row in list(failed_for(by)[:AT_MOST]):
        try:
            resend_link(by=by, account=row.account_id)
            done += 1
        except Refused:
            continue
    return done
