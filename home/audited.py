"""Which models of the portal's pages the log follows."""

from home import models
from units.audited import PAGE_BOOKKEEPING
from units.traced import audited

audited(
    models.HomePage,
    models.GuidanceIndexPage,
    models.GuidancePage,
    models.HotlinesPage,
    models.Hotline,
    models.NewsIndexPage,
    models.NewsPage,
    models.ServicesPage,
    quiet=PAGE_BOOKKEEPING,
)
audited(models.Bulletin, models.GuidanceDirective, models.NewsDirective)
