from home.models.bulletins import Bulletin
from home.models.guidance import GuidanceDirective, GuidanceIndexPage, GuidancePage
from home.models.home_page import HomePage
from home.models.hotlines import Hotline, HotlinesPage
from home.models.news import NewsDirective, NewsIndexPage, NewsPage
from home.models.services import ServicesPage

__all__ = [
    "Bulletin",
    "GuidanceDirective",
    "GuidanceIndexPage",
    "GuidancePage",
    "HomePage",
    "Hotline",
    "HotlinesPage",
    "NewsDirective",
    "NewsIndexPage",
    "NewsPage",
    "ServicesPage",
]
