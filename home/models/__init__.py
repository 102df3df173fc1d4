from home.models.bulletins import Bulletin
from home.models.guidance import Audience, GuidanceDirective, GuidanceIndexPage, GuidancePage, Topic
from home.models.home_page import HomePage
from home.models.hotlines import Hotline, HotlinesPage
from home.models.news import NewsDirective, NewsIndexPage, NewsPage
from home.models.services import ServicesPage

__all__ = [
    "Audience",
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
    "Topic",
]
