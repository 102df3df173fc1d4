"""Two offices load at the same moment, one of them what ends the document of the other: real processes."""

import pytest
from django.db import connection

from tests import own_portal
from tests.directives import files

pytestmark = [pytest.mark.server, pytest.mark.slow]

OLD = files.DECISION.replace(" và thay thế Quyết định số 214/QĐ-SYT ngày 03/8/2021 của Sở Y tế", "")
NEW = """ỦY BAN NHÂN DÂN
TỈNH NGHỆ AN
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 916/QĐ-UBND
Nghệ An, ngày 06 tháng 10 năm 2021
QUYẾT ĐỊNH
Về việc kiện toàn Tổ thẩm định cơ sở thu dung
ỦY BAN NHÂN DÂN TỈNH
QUYẾT ĐỊNH:
Điều 1. Kiện toàn Tổ thẩm định.
Điều 2. Quyết định này có hiệu lực kể từ ngày ký và thay thế Quyết định số 415/QĐ-SYT ngày 05/10/2021 của Sở Y tế.
Nơi nhận:
- Như Điều 2;
- Lưu: VT.
CHỦ TỊCH
Trần Văn Mẫu"""
FOLDERS = """
from directives.actions.drafts import folder_for
from units.selectors.organisations import unit_named
for unit in ("syt", "ubnd-tinh"):
    folder_for(unit_named(unit))
"""
"""Two that open their folders wait for each other in any case."""
LOAD = """
import time
from pathlib import Path
from django.db import transaction
from directives.actions.import_directives import import_directives
from directives.actions.take_in import HandedIn
from units.selectors.organisations import unit_named
files = [HandedIn.of("a.txt", {text!r}.encode())]
with transaction.atomic():
    (result,) = import_directives(files=files, unit=unit_named({unit!r}), publish=True)
    assert result.page and result.page.live, result
    Path({folder!r}, {unit!r}).touch()
    until = time.monotonic() + 5
    while not Path({folder!r}, {other!r}).exists() and time.monotonic() < until:
        time.sleep(0.05)
"""
ENDED = """
from directives.models import DirectivePage
print(DirectivePage.objects.get(number="415").ended_by)
"""


@pytest.fixture
def portal(tmp_path):
    with own_portal.ready(tmp_path, connection.vendor) as ready:
        ready.manage("load_province", "nghe-an")
        ready.run(FOLDERS)
        yield ready


def test_what_one_ends_is_ended_though_both_are_loaded_at_once(portal, tmp_path):
    pairs = (("syt", OLD, "ubnd-tinh"), ("ubnd-tinh", NEW, "syt"))
    scripts = [LOAD.format(unit=unit, text=text, other=other, folder=str(tmp_path)) for unit, text, other in pairs]
    running = [portal.start(script) for script in scripts]
    for process in running:
        assert process.wait() == 0, process.printed()
    assert portal.run(ENDED).strip() == "2021-10-06"
