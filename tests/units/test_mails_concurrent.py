"""Real processes, real locks, a real mail server: of senders at once one sends a mail, one makes a round."""

import time
from collections import Counter

import pytest

from tests.units import mail_server

pytestmark = [pytest.mark.server, pytest.mark.slow]

PROCESSES = 3
UNITS, NEW = 12, 6
READY = f"""
from core import clock
from units.actions.choose_mails import choose_mails
from units.actions.links import lock_away, mail_links
from units.actions.tell import tell
from units.actions.tell_accounts import tell_holder
from units.models import Duty, Notice, OrganisationalUnit, UnitKind, User
from django.conf import settings
settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
kind = UnitKind.objects.create(code="k", name="Loại", level=1)
Duty.objects.create(
    code="so-lieu", unit_kind=kind, article="7.1", action="update", subject="figures", frequency="slot", task="Nhập."
)
admin = User.objects.create(username="admin", kind="system", is_superuser=True)
for n in range({UNITS}):
    unit = OrganisationalUnit.objects.create(
        abbreviation=f"dv-{{n}}", name=f"Đơn vị {{n}}", short_name=f"ĐV {{n}}", kind=kind, level=1, head_office="GĐ"
    )
    own = User.objects.create(username=f"dv-{{n}}", unit=unit, email=f"dv-{{n}}@example.com")
    tell_holder(account=own, text="Đăng nhập từ thiết bị mới")
    choose_mails(user=own, ways={{"silent": "digest"}})
    tell(to=[own], kind="silent", about=own, text="Đầu mối lâu không đăng nhập")
    new = User(username=f"dv-{{n}}.moi", unit=unit, kind="person", enters=True, email=f"moi-{{n}}@example.com")
    lock_away(new, "issued")
    new.save()
    if n < {NEW}:
        mail_links(accounts=[new], by=admin)
Notice.objects.update(next_try=clock.real_now())
"""
SEND = """
import time
from django.conf import settings
from django.core.management import call_command
settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", {port}
time.sleep(max(0, {moment} - time.time()))
call_command("send_notices")
"""
COUNTS = """
from units.models import LinkMail, Notice, OneTimeLink
print(
    Notice.objects.filter(kind="late").count(), Notice.objects.filter(kind="due").count(),
    Notice.objects.filter(mail__in=["queued", "digest", "failed"]).count(),
    LinkMail.objects.filter(mail="sent").count(),
    OneTimeLink.objects.filter(ended_at=None).count(), OneTimeLink.objects.count(),
)
"""


def test_senders_at_once_send_each_mail_once_and_remind_once(portal):
    portal.run(READY)
    with mail_server.running() as (server, port):
        script = SEND.format(port=port, moment=time.time() + 2)
        running = [portal.start(script) for _ in range(PROCESSES)]
        assert [process.wait() for process in running] == [0] * PROCESSES
    sent = Counter((mail["to"], mail["subject"].strip().split(":")[0].split(" ")[0]) for mail in server.taken)
    assert set(sent.values()) == {1}
    assert len(sent) == 3 * UNITS + NEW, "security, late and the day's mail to each unit; a link to each new person"
    counted = [int(word) for word in portal.run(COUNTS).split()]
    assert counted == [UNITS, UNITS, 0, NEW, NEW, NEW]
