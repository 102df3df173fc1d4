"""`approve_reports --unit ABBR --date D [--slot HH:MM] [--account NAME]`: sign, as the reviewing unit, all that
waits for it, in the name of an account that reviews there."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from core import province
from core.problems import Code, ImportResult, Problem, Refused
from datasets.actions.review import approve_reports
from datasets.figures_file import Invalid, parse_date, parse_slot
from datasets.management import imports
from units.roles import REVIEWS


class Command(BaseCommand):
    help = "Duyệt mọi báo cáo đang chờ đơn vị này duyệt; không bao giờ là báo cáo của chính đơn vị."

    def add_arguments(self, parser: ArgumentParser) -> None:
        imports.add_unit(parser)
        imports.add_account(parser)
        parser.add_argument("--date", required=True, help="ngày báo cáo, ví dụ 2021-10-08")
        parser.add_argument("--slot", help="khung giờ, ví dụ 18:00; bỏ trống là mọi khung giờ của ngày")

    def handle(self, *, unit: str, date: str, slot: str | None, **options: Any) -> None:
        try:
            reviewer = imports.find_unit(unit)
            user = imports.find_account(options["account"], reviewer, REVIEWS)
            count = approve_reports(
                reviewer=reviewer,
                date=parse_date(date),
                slot=None if slot is None else parse_slot(slot, province.current().slots),
                operator=user.get_username() if user else "",
                user=user,
            )
        except Refused as error:
            refused = ImportResult.refused([Problem(Code.OWN_REPORT, str(error))])
            imports.say(self, refused, as_json=options["json"], done="")
        except imports.RefusedInput as error:
            imports.refuse(self, error, as_json=options["json"])
        except Invalid as error:
            refused = ImportResult.refused([Problem(error.code, str(error))])
            imports.say(self, refused, as_json=options["json"], done="")
        else:
            done = f"Đã duyệt {count} báo cáo."
            self.stdout.write(json.dumps(ImportResult(accepted=count).as_dict()) if options["json"] else done)
