"""The log does not follow the index: it is derived from what the rooms publish."""

from search import models
from units.audited import PAGE_BOOKKEEPING
from units.traced import audited, exempt

audited(models.Synonym, quiet=PAGE_BOOKKEEPING)
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
