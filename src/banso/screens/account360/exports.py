"""The lists of an account's page as files."""

from uuid import UUID

from django.utils.translation import gettext as _

from banso.domain.accounts.models import Contact
from banso.domain.accounts.queries.accounts import account_by_id
from banso.domain.accounts.queries.people import contacts_of
from banso.domain.accounts.views.exports import contact_columns
from banso.engine.journal.models import JournalEntry
from banso.engine.journal.telling import tell
from banso.kit.access import BansoRequest
from banso.kit.as_of import asked_as_of
from banso.kit.tabular.lists import Table, list_export
from banso.kit.tabular.writing import Column
from banso.screens.account360.asked import asked_group
from banso.screens.account360.past import known_then
from banso.screens.account360.queries import happenings


@list_export(permission="accounts.export")
def export_facts(request: BansoRequest, account_id: UUID) -> Table[JournalEntry]:
    """The time line as it is filtered."""
    account = account_by_id(account_id)
    rows = happenings(account.pk, asked_group(request), as_of=asked_as_of(request))
    columns: list[Column[JournalEntry]] = [
        Column(_("Happened"), lambda entry: entry.occurred_at),
        Column(_("Known"), lambda entry: entry.recorded_at),
        Column(_("What"), lambda entry: tell(entry).title),
        Column(_("In words"), lambda entry: tell(entry).line),
        Column(_("Who"), lambda entry: entry.actor_label),
        Column(_("Type"), lambda entry: entry.type),
        Column(_("Fact"), lambda entry: entry.fact_id),
    ]
    return Table(account.name, columns, rows.iterator(500))


@list_export(permission="accounts.export")
def export_contacts(request: BansoRequest, account_id: UUID) -> Table[Contact]:
    """The people of the account, as known on the day that the page shows."""
    account, as_of = account_by_id(account_id), asked_as_of(request)
    rows = known_then(account.pk, as_of).contacts if as_of else contacts_of(account.pk).iterator(500)
    name = _("%(account)s contacts") % {"account": account.name}
    return Table(name, contact_columns(account), rows)
