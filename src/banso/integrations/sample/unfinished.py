"""A sample company whose loading was interrupted: taken away, so that it can be loaded anew."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from banso.domain.workspaces.models import Workspace
from banso.engine.journal.column import store
from banso.kit.errors import Conflict
from banso.kit.tenancy import scopes_disabled


@contextmanager
def loading_alone() -> Iterator[None]:
    """Hold the loading, so that nobody takes away what is only being made.

    Raises:
        Conflict: another process loads the sample company.
    """
    with (Path(settings.BANSO_HOME) / "sample.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Conflict(_("The sample company is being loaded already.")) from None
        yield


def drop_unfinished() -> int:
    """Take away every sample workspace that was never finished; returns how many.

    Its events stay in the usage log, which is only ever added to, under a workspace that is gone.
    """
    found = list(Workspace.objects.filter(is_sample=True).exclude(loading_since=None))
    for workspace in found:
        with scopes_disabled(), transaction.atomic():
            _drop(workspace)
        store().delete("facts", "workspace = {workspace:UUID}", {"workspace": workspace.pk})
    return len(found)


def _drop(workspace: Workspace) -> None:
    """Remove the workspace, then what belonged to it: the audit log lets go of it only in this order."""
    everything = apps.get_models(include_auto_created=True)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM workspaces_workspace WHERE id = %s", [_key(workspace)])
        for model in everything:
            if any(field.name == "workspace" for field in model._meta.local_fields):
                table = connection.ops.quote_name(model._meta.db_table)
                cursor.execute(f"DELETE FROM {table} WHERE workspace_id = %s", [_key(workspace)])  # noqa: S608
        for model in everything:
            for field in model._meta.local_fields:
                if isinstance(field, models.ForeignKey) and not field.null and _has_workspace(field):
                    cursor.execute(_orphans(model, field))


def _has_workspace(field: "models.ForeignKey[models.Model, models.Model]") -> bool:
    return any(each.name == "workspace" for each in field.remote_field.model._meta.local_fields)


def _orphans(model: type[models.Model], field: "models.ForeignKey[models.Model, models.Model]") -> str:
    """Rows of tables between two others, which name no workspace themselves."""
    name, target = connection.ops.quote_name, field.remote_field.model._meta
    return (
        f"DELETE FROM {name(model._meta.db_table)} WHERE {name(field.column)} NOT IN "  # noqa: S608
        f"(SELECT {name(str(target.pk.column))} FROM {name(target.db_table)})"
    )


def _key(workspace: Workspace) -> str | UUID:
    """The id as the database keeps it."""
    key: str | UUID = Workspace._meta.pk.get_db_prep_value(workspace.pk, connection)
    return key
