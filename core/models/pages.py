"""What every page of the portal has in common."""

from wagtail.models import Page


class BasePage(Page):
    """A page whose template is named after it: `home.HomePage` → `templates/home/home_page.html`."""

    show_in_menus_default = True

    class Meta:
        abstract = True
