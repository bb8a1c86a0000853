"""Sites and departments of a customer."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from banso.domain.accounts.actions.holding import held
from banso.domain.accounts.models import Department, Site
from banso.domain.accounts.queries.accounts import CHUNK
from banso.domain.accounts.rules import cleaning
from banso.domain.workspaces.actions import note
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import InputError, NotFound
from banso.kit.tenancy import current_workspace_id


class Places:
    """The sites and departments of some accounts by name, read once; one that is missing is made."""

    def __init__(self, account_ids: Iterable[UUID]) -> None:
        ids = list(dict.fromkeys(account_ids))
        self._departments: dict[tuple[UUID, str], Department] = {}
        self._sites: dict[tuple[UUID, str], Site] = {}
        for start in range(0, len(ids), CHUNK):
            chunk = ids[start : start + CHUNK]
            for department in Department.objects.filter(account__in=chunk, archived_at=None):
                self._departments[department.account_id, department.name] = department
            for site in Site.objects.filter(account__in=chunk, archived_at=None):
                self._sites[site.account_id, site.name] = site

    def department(self, account_id: UUID, name: str) -> Department | None:
        if not name:
            return None
        if (account_id, name) not in self._departments:
            made = Department.objects.create(
                workspace_id=current_workspace_id(), account_id=account_id, name=name
            )
            self._departments[account_id, name] = made
        return self._departments[account_id, name]

    def site(self, account_id: UUID, name: str) -> Site | None:
        if not name:
            return None
        if (account_id, name) not in self._sites:
            made = Site.objects.create(workspace_id=current_workspace_id(), account_id=account_id, name=name)
            self._sites[account_id, name] = made
        return self._sites[account_id, name]


def save_site(
    account_id: UUID, *, name: str, address: str = "", phone: str = "", site_id: UUID | None = None, by: Actor
) -> Site:
    """Make a site, or change the one with `site_id`.

    Raises:
        NotFound: no such account, or no such site in it.
        InputError: no name, or a text that is too long.
    """
    values = {
        "name": _name(name),
        "address": cleaning.line(300)("address", address),
        "phone": cleaning.line(40)("phone", phone),
    }
    with transaction.atomic():
        account = held(account_id)
        if site_id is None:
            site = Site.objects.create(workspace_id=current_workspace_id(), account=account, **values)
        else:
            site = _site(account.pk, site_id)
            for field, value in values.items():
                setattr(site, field, value)
            site.save(update_fields=list(values))
        note("site.saved", target=site.name, by=by, account=str(account.pk))
    return site


def save_department(
    account_id: UUID,
    *,
    name: str,
    site_id: UUID | None = None,
    department_id: UUID | None = None,
    by: Actor,
) -> Department:
    """Make a department, or change the one with `department_id`. Raises as `save_site`."""
    name = _name(name)
    with transaction.atomic():
        account = held(account_id)
        site = _site(account.pk, site_id) if site_id else None
        if department_id is None:
            department = Department.objects.create(
                workspace_id=current_workspace_id(), account=account, name=name, site=site
            )
        else:
            department = _department(account.pk, department_id)
            department.name, department.site = name, site
            department.save(update_fields=["name", "site"])
        note("department.saved", target=department.name, by=by, account=str(account.pk))
    return department


def archive_place(account_id: UUID, kind: str, place_id: UUID, *, by: Actor, restore: bool = False) -> None:
    """Put a site or a department away, or (`restore`) take it out again. Raises NotFound."""
    with transaction.atomic():
        place = _site(account_id, place_id) if kind == "site" else _department(account_id, place_id)
        place.archived_at = None if restore else now()
        place.save(update_fields=["archived_at"])
        note(f"{kind}.{'restored' if restore else 'archived'}", target=place.name, by=by)


def _site(account_id: UUID, site_id: UUID) -> Site:
    found = Site.objects.filter(account=account_id, pk=site_id).first()
    if found is None:
        raise NotFound(_("there is no such site"))
    return found


def _department(account_id: UUID, department_id: UUID) -> Department:
    found = Department.objects.filter(account=account_id, pk=department_id).first()
    if found is None:
        raise NotFound(_("there is no such department"))
    return found


def _name(name: str) -> str:
    clean = str(cleaning.line(120)("name", name))
    if not clean:
        raise InputError(_("a name is needed"), field="name", came=name, wanted=_("a name"))
    return clean
