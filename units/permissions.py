"""What Wagtail's admin asks about permissions, answered by `units.policy.may`. No policy ever grants `publish`.

A policy is registered once for its model and stands for it everywhere in the admin. Besides single records
Wagtail asks for querysets; those say in SQL what `may` says of each record, and a test holds them equal.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from wagtail.permission_policies import BasePermissionPolicy

from core import province
from units.models import AdministrativeArea, Duty, DutyRelief, OrganisationalUnit, Reviewed, User
from units.models.users import INSIDE
from units.policy import CONFIGURE, ENTER, VIEW, Held, Record, may, reviews_for
from units.roles import ENTERS, REVIEWS, WATCHERS, holds, roles_of
from units.selectors.organisations import predecessor_ids, working_units, works
from units.selectors.review import reviews
from units.steps import signs_first, signs_second

Asking = User | AnonymousUser
Owners = Callable[[Any], Q]
"""(record) → which units it concerns"""
Scope = Callable[[QuerySet[OrganisationalUnit]], Q]
"""(units) → the records that concern one of them"""


class MayPolicy(BasePermissionPolicy):
    """`answers`: {Wagtail's action: the action that `may` is asked about}; an action that is missing is refused."""

    answers: Mapping[str, str]
    asked_of: tuple[str, ...] = ()
    """Relations of an instance that `may` is told of, fetched with many at once."""

    def records(self, user: User, instance: Any) -> Iterable[Record]:
        """What `may` is asked about for an instance; one yes is enough."""
        raise NotImplementedError

    def probes(self, user: User) -> Iterable[Record]:
        """Records that the account would have a say in, if it has one here at all."""
        raise NotImplementedError

    def seen(self, user: User) -> Q:
        """The instances that the account may view."""
        raise NotImplementedError

    def admits(self, action: str, instance: Any) -> bool:
        """Whether the instance's own state admits the action, whoever asks."""
        return True

    def user_has_permission(self, user: Asking, action: str) -> bool:
        answer = self.answers.get(action)
        if answer is None or not isinstance(user, User):
            return False
        return any(may(user, answer, record) for record in self.probes(user))

    def user_has_permission_for_instance(self, user: Asking, action: str, instance: Any) -> bool:
        answer = self.answers.get(action)
        if answer is None or not isinstance(user, User):
            return False
        if not self.admits(action, instance):
            return False
        return any(may(user, answer, record) for record in self.records(user, instance))

    def instances_user_has_any_permission_for(self, user: Asking, actions: Iterable[str]) -> QuerySet[Any]:
        instances: QuerySet[Any] = self.model._default_manager.all()
        allowed = [action for action in actions if self.user_has_permission(user, action)]
        if not allowed or not isinstance(user, User):
            return instances.none()
        found = instances.filter(self.seen(user))
        if "view" in allowed:
            return found
        granted = [
            instance.pk
            for instance in found.prefetch_related(*self.asked_of)
            if any(self.user_has_permission_for_instance(user, action, instance) for action in allowed)
        ]
        return instances.filter(pk__in=granted)

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[User]:
        asked = list(actions)
        accounts = User.objects.filter(is_active=True).select_related("unit")
        found = [user.pk for user in accounts if self.user_has_any_permission(user, asked)]
        return User.objects.filter(pk__in=found)

    def users_with_any_permission_for_instance(self, actions: Iterable[str], instance: Model) -> QuerySet[User]:
        asked = list(actions)
        accounts = User.objects.filter(is_active=True).select_related("unit")
        found = [user.pk for user in accounts if self.user_has_any_permission_for_instance(user, asked, instance)]
        return User.objects.filter(pk__in=found)


class SetupPolicy(MayPolicy):
    """What the portal is made of: the administrator configures it, a unit sees what concerns it or those it reviews.

    Nothing is deleted: areas, units and indicators stand behind published figures, duties behind old reports.
    """

    def __init__(self, model: type[Model], *, owners: Owners, scope: Scope, frozen: bool = False) -> None:
        super().__init__(model)
        self.owners, self.scope = owners, scope
        self.answers = {"view": VIEW} if frozen else {"view": VIEW, "add": CONFIGURE, "change": CONFIGURE}

    def records(self, user: User, instance: Any) -> Iterator[Record]:
        yield Held(None)
        for unit in concerned(user).filter(self.owners(instance)):
            yield Held(unit)

    def probes(self, user: User) -> Iterator[Record]:
        yield Held(user.unit)

    def seen(self, user: User) -> Q:
        return Q() if sees_everything(user) else self.scope(concerned(user))


class EntryPolicy(MayPolicy):
    """What units enter. The model has the fields `unit` and `area`, and says its own owner, subject and place."""

    answers: Mapping[str, str] = {"view": VIEW, "add": ENTER, "change": ENTER, "delete": ENTER}
    asked_of = ("unit", "area")

    def __init__(self, model: type[Model], *, subjects: Iterable[str], admits: Callable[[str, Any], bool]) -> None:
        super().__init__(model)
        self.subjects, self._admits = tuple(subjects), admits

    def records(self, user: User, instance: Any) -> Iterator[Record]:
        yield instance

    def probes(self, user: User) -> Iterator[Record]:
        for subject in self.subjects:
            yield Held(user.unit, subject)

    def seen(self, user: User) -> Q:
        return Q() if sees_everything(user) else Q(unit__in=concerned(user)) | self._signed_second(user)

    def _signed_second(self, user: User) -> Q:
        """Records that go by the account in a second step. A subject such as `facilities:cho` names, after the colon,
        what the record's field `kind` holds."""
        subjects = [subject for subject in self.subjects if subject in province.current().review.two_steps]
        if not subjects or not (asked := reviews_for(user)):
            return Q(pk__in=[])
        units = OrganisationalUnit.objects.filter(signs_second(asked)).exclude(accounts=user)
        kinds = [subject.partition(":")[2] for subject in subjects]
        of_kind = Q(kind__in=kinds) | Q(latest_revision__content__kind__in=kinds)
        return Q(unit__in=units) & (of_kind if all(kinds) else Q())

    def user_has_permission_for_instance(self, user: Asking, action: str, instance: Any) -> bool:
        """A draft that makes something else of a record is read by who reviews what it makes of it."""
        if super().user_has_permission_for_instance(user, action, instance):
            return True
        return action == "view" and isinstance(instance, Reviewed) and reviews(user, instance)

    def admits(self, action: str, instance: Any) -> bool:
        return action == "view" or self._admits(action, instance)


def not_under_review(action: str, record: Reviewed) -> bool:
    """Of `EntryPolicy.admits`: what waits for its reviewer stays as it is."""
    return not record.under_review


def account(request: HttpRequest) -> User:
    """The account that asks. Raises `PermissionDenied` for none."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def unit_of(request: HttpRequest) -> OrganisationalUnit:
    """The unit that asks. Raises `PermissionDenied` for an account without one."""
    unit = account(request).unit
    if unit is None:
        raise PermissionDenied
    return unit


def concerned(user: User) -> QuerySet[OrganisationalUnit]:
    """The account's own unit, those that ended and passed their work on to it, and those that it reviews."""
    if user.unit is None or roles_of(user).isdisjoint(INSIDE):
        return OrganisationalUnit.objects.none()
    own = Q(pk__in={user.unit.pk, *predecessor_ids(user.unit)})
    return OrganisationalUnit.objects.filter(own | signs_first(reviews_for(user)))


def watched(user: User) -> QuerySet[OrganisationalUnit]:
    """The working units whose duties the account follows up: all for oversight, the command centre, the office that
    runs the portal and the bodies to which focal points are reported; for who reviews, the units below its own and
    those that it reviews."""
    if holds(user, *WATCHERS):
        return working_units()
    if user.unit is None or not holds(user, ENTERS, REVIEWS) or not works(user.unit):
        return OrganisationalUnit.objects.none()
    others, here = working_units().exclude(pk=user.unit.pk), province.current()
    if user.unit.abbreviation == here.managed_by:
        return others
    if not holds(user, REVIEWS):
        return others.none()
    if user.unit.abbreviation in here.register_to:
        return others
    return others.filter(Q(reviewer=user.unit.pk) | Q(parent=user.unit.pk))


def sees_everything(user: User) -> bool:
    """Whether the account may view every unit's records, as `may` says of one that is nobody's."""
    return may(user, VIEW, Held(None))


def common_policy(model: type[Model], *, frozen: bool = False) -> SetupPolicy:
    """For what concerns every unit alike."""
    return SetupPolicy(model, owners=lambda _: Q(), scope=lambda _: Q(), frozen=frozen)


def area_policy() -> SetupPolicy:
    return SetupPolicy(
        AdministrativeArea,
        owners=lambda area: Q(area=area.pk),
        scope=lambda units: Q(pk__in=units.exclude(area=None).values("area")),
    )


def unit_policy() -> SetupPolicy:
    return SetupPolicy(
        OrganisationalUnit, owners=lambda unit: Q(pk=unit.pk), scope=lambda units: Q(pk__in=units.values("pk"))
    )


def relief_policy() -> SetupPolicy:
    return SetupPolicy(
        DutyRelief,
        owners=lambda relief: Q(pk__in=[relief.unit_id, relief.delegate_id]),
        scope=lambda units: Q(unit__in=units.values("pk")) | Q(delegate__in=units.values("pk")),
    )


def duty_policy() -> SetupPolicy:
    return SetupPolicy(
        Duty,
        owners=lambda duty: Q(pk=duty.unit_id) | Q(kind=duty.unit_kind_id),
        scope=lambda units: Q(unit__in=units.values("pk")) | Q(unit_kind__in=units.values("kind")),
    )
