"""Django's migrate, as the role that owns the tables; then the wall between workspaces is raised."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connection

from banso.kit.postgresql.wall import as_owner, raise_wall
from banso.kit.tenancy import scopes_disabled
from banso.project.upgrade import let_the_server_in


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        # A migration that moves data moves every workspace's.
        with as_owner(connection), scopes_disabled():
            super().handle(*args, **options)
            raise_wall(connection)
        let_the_server_in()
