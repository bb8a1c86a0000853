"""The accounts list as a file, and the contacts of what it shows."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final, TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from banso.domain.accounts.models import Account, Contact
from banso.domain.accounts.queries.accounts import tags_of, vocabulary
from banso.domain.accounts.queries.listing import listed, read_listing
from banso.domain.accounts.queries.merges import Suspicion, suspicions
from banso.domain.accounts.queries.people import contacts_of_accounts
from banso.domain.accounts.rules.custom import FieldValue, show
from banso.domain.accounts.rules.values import Vocabulary
from banso.kit.access import BansoRequest
from banso.kit.tabular.lists import Table, list_export
from banso.kit.tabular.writing import Column

T = TypeVar("T")
# As many as the database binds at once.
_BATCH: Final = 500


@list_export(permission="accounts.export")
def export_accounts(request: BansoRequest) -> Table[tuple[Account, set[str]]]:
    words = vocabulary()
    return Table(_("accounts"), _columns(words), _with_tags(_shown(request, words)))


@list_export(permission="accounts.export")
def export_contacts(request: BansoRequest) -> Table[Contact]:
    """The contacts of the accounts that the list shows, account by account in its order."""
    return Table(_("contacts"), contact_columns(), _their_contacts(_shown(request, vocabulary())))


@list_export(permission="accounts.export")
def export_duplicates(_request: BansoRequest) -> Table[Suspicion]:
    """The pairs that the page shows, the likeliest first."""
    why = {"number": _("one corporate number"), "name": _("one name"), "alike": _("names alike")}
    columns: list[Column[Suspicion]] = [
        Column(_("Older account"), lambda pair: pair.first.name),
        Column(_("Older account’s external ID"), lambda pair: pair.first.external_id),
        Column(_("Younger account"), lambda pair: pair.second.name),
        Column(_("Younger account’s external ID"), lambda pair: pair.second.external_id),
        Column(_("Why"), lambda pair: why[pair.reason]),
        Column(_("Likeness of the names (0 to 100)"), lambda pair: round(pair.score)),
    ]
    return Table(_("possible duplicates"), columns, suspicions())


def contact_columns(account: Account | None = None) -> list[Column[Contact]]:
    """Headers that an import of contacts knows; `account` where all are of one."""
    return [
        Column(_("External ID"), lambda row: row.external_id),
        Column(_("Account’s external ID"), lambda row: (account or row.account).external_id),
        Column(_("Account’s name"), lambda row: (account or row.account).name),
        Column(_("Name"), lambda row: row.name),
        Column(_("Kana"), lambda row: row.name_kana),
        Column(_("Title"), lambda row: row.title),
        Column(_("Role"), lambda row: row.get_role_display()),
        Column(_("Mail"), lambda row: row.email),
        Column(_("Phone"), lambda row: row.phone),
        Column(_("Department"), lambda row: row.department.name if row.department else ""),
        Column(_("Site"), lambda row: row.site.name if row.site else ""),
        Column(_("How to work with them"), lambda row: row.manner),
        Column(_("ID in the usage data"), lambda row: row.person_key),
        Column(_("First day without them"), lambda row: row.left_on),
    ]


def _shown(request: BansoRequest, words: Vocabulary) -> QuerySet[Account]:
    listing = read_listing(request.GET.dict())
    return listed(listing, words).order_by(*listing.order, "id")


def _columns(words: Vocabulary) -> list[Column[tuple[Account, set[str]]]]:
    names = {stage.key: str(stage) for stage in words.stages}
    columns: list[Column[tuple[Account, set[str]]]] = [
        Column(_("External ID"), lambda row: row[0].external_id),
        Column(_("Name"), lambda row: row[0].name),
        Column(_("Kana"), lambda row: row[0].name_kana),
        Column(_("Corporate number"), lambda row: row[0].corporate_number),
        Column(_("Industry"), lambda row: row[0].industry),
        Column(_("Employees"), lambda row: row[0].employees),
        Column(_("Country"), lambda row: row[0].country),
        Column(_("Region"), lambda row: row[0].region),
        Column(_("Plan"), lambda row: row[0].plan),
        Column(_("Stage"), lambda row: names.get(row[0].stage, row[0].stage)),
        Column(_("CSM"), lambda row: row[0].owner_name),
        Column(_("Mail of the CSM"), lambda row: row[0].owner_email),
        Column(_("Customer since"), lambda row: row[0].created_on),
        Column(_("Tags"), lambda row: ", ".join(sorted(row[1]))),
        Column(_("Internal or test"), lambda row: _("yes") if row[0].internal else ""),
    ]
    return columns + [_custom_column(field) for field in words.fields]


def _custom_column(field: FieldValue) -> Column[tuple[Account, set[str]]]:
    return Column(field.label, lambda row: show(field, row[0].custom.get(field.key)))


def _with_tags(rows: QuerySet[Account]) -> Iterator[tuple[Account, set[str]]]:
    for batch in _batches(rows.iterator(_BATCH)):
        tags = tags_of(account.pk for account in batch)
        for account in batch:
            yield account, tags[account.pk]


def _their_contacts(rows: QuerySet[Account]) -> Iterator[Contact]:
    for batch in _batches(rows.values_list("pk", flat=True).iterator(_BATCH)):
        found = contacts_of_accounts(batch)
        for account in batch:
            yield from found.get(account, [])


def _batches(rows: Iterable[T]) -> Iterator[list[T]]:
    left = iter(rows)
    while batch := list(islice(left, _BATCH)):
        yield batch
