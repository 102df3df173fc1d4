"""Whether a directive is in force on a day: one rule for its page, the lists, the search and the API."""

import datetime as dt
from dataclasses import dataclass

PENDING = "chua_hieu_luc"
IN_FORCE = "con_hieu_luc"
PARTLY = "het_hieu_luc_mot_phan"
ENDED = "het_hieu_luc"
SUSPENDED = "ngung_hieu_luc"
WITHDRAWN = "thu_hoi"
LABELS = {
    PENDING: "Chưa có hiệu lực",
    IN_FORCE: "Còn hiệu lực",
    PARTLY: "Hết hiệu lực một phần",
    ENDED: "Hết hiệu lực",
    SUSPENDED: "Ngưng hiệu lực",
    WITHDRAWN: "Đã thu hồi",
}
"""{code of the public API: on screen}"""


@dataclass(frozen=True)
class Force:
    """Days on which something changes, each the first day of the new state; None: never, or not known.

    `start` is the first day in force, `ended` the first day no longer in force.
    """

    start: dt.date | None = None
    ended: dt.date | None = None
    partly: dt.date | None = None
    suspended: dt.date | None = None
    withdrawn: dt.date | None = None

    def at(self, day: dt.date) -> str:
        """The status on a day. Withdrawn outweighs ended, ended suspended, suspended the rest."""
        steps = (
            (WITHDRAWN, self.withdrawn),
            (ENDED, self.ended),
            (SUSPENDED, self.suspended),
        )
        for status, since in steps:
            if since is not None and since <= day:
                return status
        if self.start is not None and day < self.start:
            return PENDING
        return PARTLY if self.partly is not None and self.partly <= day else IN_FORCE
