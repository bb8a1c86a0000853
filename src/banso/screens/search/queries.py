"""Records by the words that were typed: every word must occur, however it is written."""

from django.db.models import QuerySet

from banso.domain.accounts.models import Account, Contact, Segment
from banso.domain.accounts.queries import accounts, contacts
from banso.domain.accounts.queries.segments import segments
from banso.domain.accounts.rules.names import search_key
from banso.domain.leads.models import Lead
from banso.domain.leads.queries import leads
from banso.domain.promises.models import Promise
from banso.domain.promises.queries import promises
from banso.engine.metrics.declaration import Kpi
from banso.engine.metrics.registry import registry
from banso.kit.searching import every_word
from banso.kit.texts import search_text


def _words(typed: str) -> list[str]:
    return search_key(typed).split()


def accounts_like(typed: str) -> QuerySet[Account]:
    """Accounts whose names or identifiers hold every word, by name."""
    return accounts().filter(every_word(search_key(typed), "search__contains")).order_by("name", "id")


def contacts_like(typed: str) -> QuerySet[Contact]:
    """Contacts whose names or addresses hold every word, with their accounts, by name."""
    found = contacts().filter(every_word(search_key(typed), "search__contains"))
    return found.select_related("account").order_by("name", "id")


def leads_like(typed: str) -> QuerySet[Lead]:
    """Leads whose company, person, address or number holds every word, by company."""
    return leads().filter(every_word(search_text(typed), "search__contains")).order_by("company", "id")


def kpis_like(typed: str) -> list[Kpi]:
    """KPIs whose name in either language, slug or question holds every word."""
    words = _words(typed)
    return [kpi for kpi in registry if all(word in _text_of(kpi) for word in words)]


def segments_like(typed: str) -> list[Segment]:
    """Segments whose name or description holds every word, by name."""
    words = _words(typed)
    return [
        segment
        for segment in segments()
        if all(word in search_key(segment.name, segment.description) for word in words)
    ]


def promises_like(typed: str) -> QuerySet[Promise]:
    """Promises whose wording holds every word, the first due first."""
    return promises().filter(every_word(typed, "wording__icontains")).order_by("due_on", "id")


def _text_of(kpi: Kpi) -> str:
    return search_key(kpi.slug, kpi.name.en, kpi.name.ja, kpi.question.en, kpi.question.ja)
