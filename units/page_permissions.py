"""What Wagtail asks about pages, answered by `units.policy` and the place in the tree. Nobody publishes content.

A unit's account may write in its own folder of a section if a duty says so. The system's administrator looks after
the portal's own pages (home, sections) and enters nothing in a unit's folder. No group holds a page permission.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from wagtail.models import Page, PagePermissionTester, get_page_models
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import policy_registry

from units.models import OrganisationalUnit, UnitFolder, User
from units.policy import VIEW, entered_subjects, may, reviews_for
from units.roles import ENTERS, holds
from units.selectors.folders import folder_of, page_record, subject_of_kind, with_section
from units.steps import goes_by

WRITING = ("add_page", "change_page")


@dataclass(frozen=True)
class Permission:
    codename: str


@dataclass(frozen=True)
class Grant:
    """In the shape of Wagtail's GroupPagePermission, of which the database holds none."""

    page: Page
    permission: Permission

    @property
    def page_id(self) -> int:
        return self.page.pk


def _grants(user: Any) -> list[Grant]:
    """Entering in each folder of the account's unit whose section a duty names. Three queries, once a request."""
    unit = getattr(user, "unit", None)
    if unit is None or not holds(user, ENTERS):
        return []
    folders = list(with_section(UnitFolder.objects.filter(unit=unit)))
    subjects = entered_subjects(unit) if folders else set()
    written = [folder for folder in folders if subject_of_kind(folder.section_kind) in subjects]
    return [Grant(folder, Permission(name)) for folder in written for name in WRITING]


def _not_on_content(name: str) -> Callable[..., bool]:
    """Wagtail's own answer on the portal's pages, no on a unit's."""
    asked = getattr(PagePermissionTester, name)

    def answer(self: "UnitPageTester", *args: Any, **kwargs: Any) -> bool:
        return not self.is_content and bool(asked(self, *args, **kwargs))

    return answer


class UnitPageTester(PagePermissionTester):
    """On content: write in one's own folder, hand over, read what one is asked to review, and nothing else."""

    def __init__(self, user: Any, page: Page) -> None:
        super().__init__(user, page)
        grants = self.permission_policy.get_cached_permissions_for_user(user) if user.is_active else []
        self.permissions = {
            grant.permission.codename.removesuffix("_page")
            for grant in grants
            if page.path.startswith(grant.page.path)
        }
        self.is_folder = page.specific_class is UnitFolder
        self.is_content = self.is_folder or _lies_in_a_folder(page)

    can_publish = _not_on_content("can_publish")
    can_publish_subpage = _not_on_content("can_publish_subpage")
    can_set_view_restrictions = _not_on_content("can_set_view_restrictions")
    can_unschedule = _not_on_content("can_unschedule")
    can_lock = _not_on_content("can_lock")
    can_unlock = _not_on_content("can_unlock")
    can_reorder_children = _not_on_content("can_reorder_children")
    can_move = _not_on_content("can_move")
    can_move_to = _not_on_content("can_move_to")
    can_copy = _not_on_content("can_copy")
    can_copy_to = _not_on_content("can_copy_to")

    def can_add_subpage(self) -> bool:
        if not self.is_content:
            return bool(super().can_add_subpage())
        kinds = self.page.specific_class.creatable_subpage_models() if "add" in self.permissions else []
        return any(kind.can_create_at(self.page) for kind in kinds)

    def can_edit(self) -> bool:
        if not self.is_content:
            return bool(super().can_edit())
        if self.is_folder or not self.user.is_active:
            return False
        return "change" in self.permissions or self._asked_to_review()

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """One's own draft that readers never saw and that nobody is reading for review."""
        if not self.is_content:
            return bool(super().can_delete(ignore_bulk)) and not why_kept(self.page)
        return not self.is_folder and "change" in self.permissions and not _seen(self.page) and not self.page_locked()

    def can_unpublish(self) -> bool:
        return not self.is_content and bool(super().can_unpublish()) and not why_kept(self.page)

    def can_submit_for_moderation(self) -> bool:
        return self.is_content and not self.is_folder and bool(super().can_submit_for_moderation())

    def _asked_to_review(self) -> bool:
        task = self.page.current_workflow_task
        return task is not None and task.user_can_access_editor(self.page, self.user)


def why_kept(page: Page) -> str:
    """What to do instead of taking the page away: it, or a page below it, is of a kind that is kept once readers have
    seen it. Empty: it may go."""
    kind = page.specific_class
    if kind is not None and (reason := getattr(kind, "kept", "")):
        return str(reason) if _seen(page) else ""
    kinds = [one for one in get_page_models() if getattr(one, "kept", "")]
    below = (one for one in kinds if one.objects.descendant_of(page).exclude(first_published_at=None).exists())
    return next((str(one.kept) for one in below), "")


def _seen(page: Page) -> bool:
    return bool(page.live) or page.first_published_at is not None


def _lies_in_a_folder(page: Page) -> bool:
    """By the page's class where that tells, so that lists ask nothing a row."""
    kind = page.specific_class
    if kind is not None and kind.clean_parent_page_models() == [UnitFolder]:
        return True
    return folder_of(page) is not None


class PagesPolicy(PagePermissionPolicy):
    """Registered for every page; `core.models.BasePage` and `UnitFolder` take their tester from it."""

    tester = UnitPageTester

    def get_all_permissions_for_user(self, user: Any) -> list[Grant]:
        return _grants(user)

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        """Somewhere: who writes nowhere but reviews another unit must get as far as the page itself is asked."""
        return bool(super().user_has_any_permission(user, actions)) or ("change" in actions and reviews_others(user))

    def user_has_any_permission_for_instance(self, user: Any, actions: Iterable[str], instance: Any) -> bool:
        if user.is_superuser and folder_of(instance) is not None:
            return False
        return bool(super().user_has_any_permission_for_instance(user, actions, instance))

    def users_with_any_permission(self, actions: Iterable[str], include_superusers: bool = True) -> QuerySet[User]:
        """Whom content concerns is asked page by page; what is left is the administrator."""
        administrators = User.objects.filter(is_active=True, is_superuser=True)
        return administrators if include_superusers else administrators.none()

    def users_with_any_permission_for_instance(
        self, actions: Iterable[str], instance: Any, include_superusers: bool = True
    ) -> QuerySet[User]:
        folder = folder_of(instance)
        if folder is not None:
            return User.objects.filter(is_active=True, unit=folder.unit)
        return self.users_with_any_permission(actions, include_superusers)

    def explorable_instances(self, user: Any) -> QuerySet[Page]:
        if user.is_superuser or writes_pages(user):
            return super().explorable_instances(user)
        return Page.objects.none()


def writes_pages(user: Any) -> bool:
    """Whether the account may write a page somewhere, as an officer."""
    return bool(policy_registry.get_by_type(Page).get_cached_permissions_for_user(user))


def reviews_others(user: Any) -> bool:
    """Whether content goes by the account, for whichever unit and in whichever step."""
    if not hasattr(user, "_reviews_others"):
        units = reviews_for(user) if isinstance(user, User) else ()
        user._reviews_others = bool(units) and OrganisationalUnit.objects.filter(goes_by(units)).exists()
    return bool(user._reviews_others)


def may_see(user: Any, page: Page) -> bool:
    """Whether the page is of the account's unit or of one that it reviews; the administrator sees every page."""
    return isinstance(user, User) and may(user, VIEW, page_record(page))
