"""The log follows what editors keep, not the index: that is derived from what the rooms publish."""

from search import models
from units.audited import PAGE_BOOKKEEPING
from units.traced import audited, exempt

audited(models.Synonym, quiet=PAGE_BOOKKEEPING)
audited(models.RecommendedAnswer, quiet=(*PAGE_BOOKKEEPING, "keys"))
exempt(
    models.SearchDocument,
    models.SearchArea,
    models.SearchSection,
    models.SearchSpell,
    models.SearchStart,
    models.Stale,
    models.Rebuilding,
    because="chỉ mục tìm kiếm, suy ra từ nội dung đã công bố",
)
exempt(models.VainSearch, because="chỉ đếm những điều tìm không thấy, không ai sửa")
