"""The backend: tells the server which workspace's rows may be seen, whenever that changes.

The server's policies (`wall.py`) read the setting `banso.workspace`: a workspace's id, "all" inside
`scopes_disabled()`, or nothing, which opens no row at all.
"""

from collections.abc import Callable
from typing import Any

from django.db.backends.postgresql import base
from django_scopes import get_scope
from psycopg.pq import TransactionStatus

from banso.kit.postgresql.wall import EVERYWHERE, NOWHERE, SETTING

__all__ = ["DatabaseWrapper"]


class DatabaseWrapper(base.DatabaseWrapper):
    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        super().__init__(*args, **kwargs)
        self._told: str | None = None
        # The outermost: whatever else watches a query sees it after the server has been told.
        self.execute_wrappers.append(self._behind_the_wall)

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:  # noqa: ANN401 - Django's signature
        self._told = None
        return super().get_new_connection(conn_params)

    def _rollback(self) -> None:
        super()._rollback()  # type: ignore[misc]  # the stubs leave it out
        # The server has gone back to what it had been told before.
        self._told = None

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)  # type: ignore[misc]
        self._told = None

    def _behind_the_wall(
        self,
        execute: Callable[..., Any],
        sql: str,
        params: object,
        many: bool,  # noqa: FBT001 - Django's own shape
        context: dict[str, Any],
    ) -> Any:  # noqa: ANN401
        wanted = _reach()
        if wanted != self._told:
            self._tell(wanted)
        return execute(sql, params, many, context)

    def _tell(self, wanted: str) -> None:
        # A transaction that has failed takes nothing but its end.
        if self.connection.info.transaction_status == TransactionStatus.INERROR:
            return
        self.connection.execute("SELECT set_config(%s, %s, false)", (SETTING, wanted))
        self._told = wanted


def _reach() -> str:
    state = get_scope()
    if not state.get("_enabled", True):
        return EVERYWHERE
    workspace = state.get("workspace")
    return NOWHERE if workspace is None else str(workspace.pk)
