"""Every table of a workspace that holds texts: none has to be registered, so none can be forgotten."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import Q, TextField
from django.db.models.functions import Cast

from banso.domain.privacy.rules import Subject
from banso.engine.journal.erasing.terms import Terms

# The journal is erased with the column store; the audit log keeps who did what here, and is append-only;
# what this area writes holds hashes alone.
_APART = frozenset({"journal.journalentry", "workspaces.auditentry", "workspaces.workspace"})
# A namesake keeps their name: in these a full name is not enough.
_NOT_BY_NAME = frozenset({"accounts.contact", "accounts.roleassignment", "accounts.account"})
_CHUNK = 200


def holds_texts() -> list[type[models.Model]]:
    """The models of a workspace's tables that hold texts or JSON."""
    found = []
    for model in apps.get_models():
        named = {field.name for field in model._meta.concrete_fields}
        apart = model._meta.app_label == "privacy" or model._meta.label_lower in _APART
        if "workspace" in named and not apart and text_fields(model):
            found.append(model)
    return found


def text_fields(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    kinds = (models.CharField, models.TextField, models.JSONField)
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, kinds) and not field.primary_key and not field.choices
    ]


def _of_account(model: type[models.Model], subject: Subject) -> Q | None:
    names = {field.name for field in model._meta.concrete_fields}
    if "account" not in names or model._meta.label_lower in _NOT_BY_NAME or not subject.accounts:
        return None
    return Q(account__in=[UUID(each) for each in subject.accounts])


def personal_rows(
    model: type[models.Model], subject: Subject, terms: Terms
) -> Iterator[tuple[models.Model, dict[str, Any]]]:
    """The rows of a table that name the person, each with its texts as they are without them."""
    fields = text_fields(model)
    # By number: a table may have a field of any name.
    said = {f"as_text_{at}": Cast(field.name, TextField()) for at, field in enumerate(fields)}
    wanted, theirs = Q(), _of_account(model, subject)
    for name in said:
        for needle in (*terms.needles, *subject.records):
            wanted |= Q(**{f"{name}__icontains": needle})
        if theirs is not None:
            for needle in terms.named_needles:
                wanted |= theirs & Q(**{f"{name}__icontains": needle})
    if not wanted:
        return
    manager: models.Manager[Any] = model.objects  # type: ignore[attr-defined]
    places = set(subject.accounts)
    for row in manager.annotate(**said).filter(wanted).order_by("pk").iterator(chunk_size=_CHUNK):
        owner = str(getattr(row, "account_id", None) or getattr(row, "account", ""))
        named = owner in places and theirs is not None
        texts = [_text(getattr(row, field.name)) for field in fields]
        # What speaks of their record, such as an import's note on what it changed, calls them by name.
        named = named or any(terms.names_them(text) for text in texts)
        named = named or any(record in text for record in subject.records for text in texts)
        after = {field.name: _clean(field, getattr(row, field.name), terms, named=named) for field in fields}
        changed = {name: value for name, value in after.items() if value != getattr(row, name)}
        # Their own records are another class of data.
        if changed and str(row.pk) not in subject.records:
            yield row, changed


def _text(value: object) -> str:
    return value if isinstance(value, str) else str(value)


def _clean(field: models.Field[Any, Any], value: Any, terms: Terms, *, named: bool) -> Any:  # noqa: ANN401
    after = terms.value(value, named=named)
    limit = getattr(field, "max_length", None)
    return after[:limit] if isinstance(after, str) and limit and after != value else after
