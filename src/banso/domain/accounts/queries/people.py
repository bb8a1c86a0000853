"""Finding contacts, and who of us looks after whom."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from banso.domain.accounts.models import Contact, Department, RoleAssignment, Site
from banso.domain.accounts.queries.accounts import CHUNK
from banso.kit.errors import NotFound


def contacts() -> QuerySet[Contact]:
    """The contacts of the workspace that are not archived, those who left included."""
    return Contact.objects.filter(archived_at=None)


def contacts_of(account_id: UUID) -> QuerySet[Contact]:
    """An account's contacts, who is still there first, by kana."""
    return _present_first(contacts().filter(account=account_id).select_related("department", "site"))


def contacts_of_accounts(account_ids: Sequence[UUID]) -> dict[UUID, list[Contact]]:
    """The contacts of at most 500 accounts, each account's in the order of `contacts_of`."""
    rows = contacts().filter(account__in=account_ids).select_related("account", "department", "site")
    found: dict[UUID, list[Contact]] = {}
    for contact in _present_first(rows):
        found.setdefault(contact.account_id, []).append(contact)
    return found


def _present_first(rows: QuerySet[Contact]) -> QuerySet[Contact]:
    # Who is still there comes first; databases differ on where nothing stands.
    return rows.order_by(F("left_on").asc(nulls_first=True), "name_kana", "name", "id")


def contact_by_id(contact_id: UUID) -> Contact:
    """One contact of this workspace, archived ones too. Raises NotFound."""
    found = Contact.objects.select_related("department", "site", "account").filter(pk=contact_id).first()
    if found is None:
        raise NotFound(_("there is no such contact"))
    return found


def contacts_by_external_id(external_ids: Iterable[str]) -> dict[str, Contact]:
    wanted = sorted(set(external_ids) - {""})
    found: dict[str, Contact] = {}
    for start in range(0, len(wanted), CHUNK):
        rows = Contact.objects.filter(external_id__in=wanted[start : start + CHUNK])
        found.update({row.external_id: row for row in rows.select_related("department", "site")})
    return found


def roles_of(account_id: UUID) -> list[RoleAssignment]:
    """Every role assignment of an account, the latest first."""
    return list(RoleAssignment.objects.filter(account=account_id).select_related("person"))


def roles_on(day: date) -> QuerySet[RoleAssignment]:
    """The role assignments that are in force on a day."""
    return RoleAssignment.objects.filter(Q(ends_on=None) | Q(ends_on__gt=day), starts_on__lte=day)


def held_from(day: date) -> QuerySet[RoleAssignment]:
    """The role assignments that are in force on a day or on one after it."""
    reaches = Q(ends_on=None) | Q(ends_on__gt=day)
    return RoleAssignment.objects.filter(reaches).exclude(ends_on=F("starts_on"))


def accounts_with_csm_changes(first: date, last: date) -> list[UUID]:
    """The accounts that a CSM took up or gave up on a day from `first` to `last`, both included."""
    spans = Q(starts_on__range=(first, last)) | Q(ends_on__range=(first, last))
    rows = RoleAssignment.objects.filter(spans, role="csm").order_by("account_id")
    return list(rows.values_list("account_id", flat=True).distinct())


def role_by_id(role_id: UUID) -> RoleAssignment:
    found = RoleAssignment.objects.select_related("account").filter(pk=role_id).first()
    if found is None:
        raise NotFound(_("there is no such role"))
    return found


def sites_of(account_id: UUID) -> QuerySet[Site]:
    return Site.objects.filter(account=account_id, archived_at=None)


def departments_of(account_id: UUID) -> QuerySet[Department]:
    return Department.objects.filter(account=account_id, archived_at=None).select_related("site")
