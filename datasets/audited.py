"""Which models of figures and places the log follows."""

from datasets import models
from units.audited import PAGE_BOOKKEEPING
from units.traced import audited, exempt

audited(models.FiguresPage, models.Facility, quiet=(*PAGE_BOOKKEEPING, "folded_name"))
audited(models.Indicator, models.Source, models.OpeningBalance)
audited(models.AskedRelease)
audited(models.Correction, models.Report, models.ReportReturn, models.ReturnedCell)
exempt(models.ImportedFile, because="mỗi lần nhập có một mục tóm tắt, nêu tệp nào")
exempt(
    models.Release,
    models.Pointer,
    models.MissedSlot,
    models.HeldSlot,
    models.Fact,
    models.BlockSum,
    because="chỉ ghi qua bước công bố; mỗi bản công bố có một mục tóm tắt, số liệu đã công bố không đổi được",
)
