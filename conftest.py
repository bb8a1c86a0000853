"""What every test stands on: a workspace, a browser, the data of others."""

import os
import shutil
import sys
from collections.abc import Generator, Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker

from banso.project.testing import ON_POSTGRESQL, migrated, migrated_postgresql

_HERE = Path(__file__).parent
pytest_plugins = ["banso.engine.journal.tests.engine_fixture", "tests.browser.fixtures"]

# A machine that is busy with other work makes slow examples, not wrong ones.
settings.register_profile("banso", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("banso")


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """A SQLite file that is there is taken as it is: it has been laid there just now."""
    return not ON_POSTGRESQL


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:  # noqa: ARG001 - names the database
    """Tests begin with a database in which every migration has run."""
    from django.db import connection  # noqa: PLC0415 - after settings

    given = connection.settings_dict["TEST"]
    if ON_POSTGRESQL:
        given["TEMPLATE"] = migrated_postgresql()
        yield
        return
    shutil.copy(migrated(), given["NAME"])
    yield
    for part in ("", "-wal", "-shm"):
        Path(f"{given['NAME']}{part}").unlink(missing_ok=True)


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None,  # noqa: ARG001 - the database is made
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """On PostgreSQL tests run as a role that owns nothing, as an installation should.

    The loader keeps connections of its own; a PostgreSQL database that has any cannot be dropped.
    """
    from banso.kit.postgresql.tests.role import owning_nothing  # noqa: PLC0415 - after settings

    with owning_nothing(django_db_blocker) if ON_POSTGRESQL else nullcontext():
        yield
    from banso.engine.journal.loader.run import sources  # noqa: PLC0415 - after settings
    from banso.engine.journal.loader.usage import UsageSource  # noqa: PLC0415

    for source in sources():
        if isinstance(source, UsageSource):
            source.close()


@pytest.fixture(autouse=True)
def _nobodys_language() -> None:
    """A request leaves its language and time zone on the thread, where the next test would find them."""
    from django.utils import timezone, translation  # noqa: PLC0415 - after settings

    translation.deactivate()
    timezone.deactivate()


@pytest.fixture
def workspace(db: None) -> "Iterator[object]":  # noqa: ARG001 - opens the database
    """A Japanese workspace with its scope open."""
    from banso.domain.workspaces.actions import create_workspace  # noqa: PLC0415 - after settings
    from banso.kit.actor import SYSTEM  # noqa: PLC0415
    from banso.kit.tenancy import scope  # noqa: PLC0415

    made = create_workspace("harunire", name="ハルニレ株式会社", by=SYSTEM)
    with scope(workspace=made):
        yield made


# Around all others: xdist looks for the groups, and pytest-django puts browsers last.
@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> Generator[None, object, object]:
    """What a module makes once is made on one worker, and browsers have no more than two.

    More of them on a small machine only make each other late. What takes longest begins first, so that no
    worker is left with it when the others are done.
    """
    for item in items:
        group = item.path.relative_to(_HERE).as_posix()
        if "browse" in getattr(item, "fixturenames", ()) or item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group(group if item.path.name == _EVERY_PAGE else "browser"))
        elif _makes_once(item):
            item.add_marker(pytest.mark.xdist_group(group))
    done = yield
    if ON_POSTGRESQL:
        _keep_what_touches_the_database(config, items)
    items.sort(key=_turn)
    return done


_EVERY_PAGE = "test_every_page.py"
# Minutes each; the rest follows in the order of the files.
_LONGEST = (
    "test_several.py", "test_t23_parameters.py", "test_other_workspaces.py", "test_audit.py",
    "test_browser_boundary.py", "test_mass_assignment.py", "test_backup_under_load.py", "test_upgrade.py",
    "test_scaffold.py", "test_lost_store.py", "test_power.py", "test_torture.py", "test_permissions.py",
)  # fmt: skip


def _makes_once(item: pytest.Item) -> bool:
    found = getattr(item, "_fixtureinfo", None)
    every = found.name2fixturedefs.values() if found else ()
    return any(each.scope == "module" for defined in every for each in defined)


def _turn(item: pytest.Item) -> int:
    if item.get_closest_marker("browser"):
        return 0
    return 1 + _LONGEST.index(item.path.name) if item.path.name in _LONGEST else 1 + len(_LONGEST)


# Thousands of requests at every door, a whole company loaded, and worked examples, which the column store
# answers: what decides there is the same on both databases.
_ONCE = frozenset(
    {"test_other_workspaces.py", "test_browser_boundary.py", "test_permissions.py", "test_exported_lists.py"}
    | {"test_publish.py", "test_load.py", "test_mass_assignment.py"}
    | {"test_ravenstack.py", "test_presets.py", "test_examples.py"}
)


def _keep_what_touches_the_database(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Everything else runs as it does on SQLite, so it need not run twice; nor do the browsers."""
    databases = {"db", "transactional_db", "django_db_setup", "live_server"}
    kept, left = [], []
    for item in items:
        touches = item.get_closest_marker("django_db") or databases & set(getattr(item, "fixturenames", ()))
        elsewhere = item.get_closest_marker("browser") or item.path.name in _ONCE
        (kept if touches and not elsewhere else left).append(item)
    config.hook.pytest_deselected(items=left)
    items[:] = kept


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The data that others wrote, `shared/data` beside the checkout; skips where it is not there."""
    for folder in Path(__file__).resolve().parents:
        if (folder / "shared" / "data").is_dir():
            return folder / "shared" / "data"
    pytest.skip("no folder shared/data beside the checkout")


_GUARDS = (
    "banso.domain.workspaces.migrations.0006_audit_start",
    "banso.domain.promises.migrations.0002_guards",
)


def _lift_guards_around_flushes() -> None:
    """Tests with a server of their own empty every table afterwards, which guarded ones rightly refuse."""
    from importlib import import_module  # noqa: PLC0415

    from django.db import connection  # noqa: PLC0415
    from django.test import TransactionTestCase  # noqa: PLC0415

    from banso.kit.postgresql.wall import as_owner  # noqa: PLC0415

    flush = TransactionTestCase._fixture_teardown  # noqa: SLF001 - where the tables are emptied

    def lifted(self: TransactionTestCase) -> None:
        guards = [import_module(name) for name in _GUARDS]
        with as_owner(connection):
            with connection.cursor() as cursor:
                for statement in (each for guard in guards for each in guard.LIFT[connection.vendor]):
                    cursor.execute(statement)
            flush(self)
            with connection.cursor() as cursor:
                for statement in (each for guard in guards for each in guard.GUARD[connection.vendor]):
                    cursor.execute(statement)

    TransactionTestCase._fixture_teardown = lifted  # type: ignore[method-assign]  # noqa: SLF001


@pytest.fixture(autouse=True, scope="session")
def _quick_passwords() -> None:
    """A slow hash protects people; tests make hundreds of them."""
    from django.conf import settings  # noqa: PLC0415 - after the data folder is set

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True, scope="session")
def _static_files_found_once() -> Iterator[None]:
    """A server looks for its static files as it starts; every test client is one more server."""
    from whitenoise.middleware import WhiteNoiseMiddleware  # noqa: PLC0415 - after settings

    look, found = WhiteNoiseMiddleware.add_files_from_finders, {}

    def once(server: WhiteNoiseMiddleware) -> None:
        if not found:
            look(server)
            found.update(server.files)
        server.files.update(found)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", once)
        yield


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Name what failed at once: a run that is cut off has said it."""
    if report.failed and "PYTEST_XDIST_WORKER" not in os.environ:
        sys.stderr.write(f"\n{report.when} of {report.nodeid} failed\n")


def pytest_configure() -> None:
    _lift_guards_around_flushes()
