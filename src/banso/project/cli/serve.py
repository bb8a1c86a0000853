"""Start everything: column store, web and tracking, worker; and keep it running."""

import argparse
import errno
import os
import shutil
import socket
import sys
import time
from pathlib import Path

from banso.kit.errors import Conflict, InputError
from banso.project import env
from banso.project.address import note_address, only_one
from banso.project.supervisor import Child, Supervisor

_READY_SECONDS = 60
# The engine gives a sign every two seconds.
_LEAST_PATIENCE = 5
_WILDCARDS = {"0.0.0.0": "localhost", "::": "localhost"}  # noqa: S104 - compared, not bound


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
    parser.add_argument("--port", type=int, default=None, help="port (default: BANSO_PORT, or 8000)")
    parser.add_argument(
        "--only", choices=["web", "worker"], default="",
        help="start this alone, the other elsewhere: web is pages, API and tracking (default: everything)",
    )  # fmt: skip
    parser.add_argument(
        "--sample", action="store_true", help="load the sample company first, where there is no workspace yet"
    )


def prepare(args: argparse.Namespace) -> None:
    """Before the settings are read: they build addresses from the port."""
    if args.port is None:
        args.port = env.number("BANSO_PORT", 8000)
    os.environ["BANSO_PORT"] = str(args.port)


def run(args: argparse.Namespace) -> int:
    from django.conf import settings  # noqa: PLC0415 - needs the settings

    from banso.project.upgrade import bring_up_to_date  # noqa: PLC0415

    if args.only and not settings.BANSO_COLUMN_STORE:
        raise Conflict("--only is for several servers on one column store: set BANSO_COLUMN_STORE")
    if args.only != "worker":
        _check_port(args.host, args.port)
    with only_one(Path(settings.BANSO_HOME)):
        note_address(Path(settings.BANSO_HOME), settings.BASE_URL)
        bring_up_to_date()
        if args.sample:
            _load_sample()
        _count_together(Path(settings.BANSO_HOME))
        _keep_the_engine(Path(settings.BANSO_HOME))
        supervisor = Supervisor(_children(args, settings.BANSO_COLUMN_STORE), os.environ, _say)
        supervisor.start()
        try:
            if args.only != "worker":
                _greet(supervisor, args)
            supervisor.wait()
        finally:
            _say("stopping")
            supervisor.stop()
    return 0


def _count_together(home: Path) -> None:
    """Let the processes count in files of one folder, which `/metrics` adds up, from nothing."""
    folder = home / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


def _keep_the_engine(home: Path) -> None:
    """Say that the engine is this server's to start, until the process ends."""
    from banso.engine.journal.column.home import EngineHome, hold  # noqa: PLC0415 - needs the settings

    place = EngineHome(home)
    place.prepare()
    while hold(place.kept) is None:  # Somebody is looking at this moment.
        time.sleep(0.01)


def _children(args: argparse.Namespace, column_store: str) -> list[Child]:
    ours = [sys.executable, "-m"]
    web = [
        *ours, "granian", "--interface", "asginl", "--no-ws", "--host", args.host, "--port", str(args.port),
        "--workers", str(env.number("BANSO_WEB_WORKERS", 1)), "--respawn-failed-workers",
        "--log-level", "warning", "banso.project.asgi:application",
    ]  # fmt: skip
    children = [
        Child("web", web, stop_order=1),
        Child("worker", [*ours, "banso.project", "worker"], stop_order=1),
    ]
    if args.only:
        children = [child for child in children if child.name == args.only]
    if not column_store:
        children.insert(0, _engine())
    return children


def _engine() -> Child:
    from django.conf import settings  # noqa: PLC0415 - needs the settings

    from banso.engine.journal.column.home import STUCK_AFTER, EngineHome  # noqa: PLC0415

    place = EngineHome(Path(settings.BANSO_HOME))
    command = [sys.executable, "-m", "banso.engine.journal.column", "--home", str(place.root)]
    patience = env.seconds("BANSO_ENGINE_STUCK_SECONDS", STUCK_AFTER)
    if patience < _LEAST_PATIENCE:
        raise env.SettingError(
            f"Unexpected value BANSO_ENGINE_STUCK_SECONDS={patience:g}, use at least {_LEAST_PATIENCE}"
        )
    # The others finish what they are writing before it goes.
    return Child("engine", command, stop_order=2, sign=place.heartbeat, longest_silence=patience)


def _greet(supervisor: Supervisor, args: argparse.Namespace) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    answering = False

    def ready() -> bool:
        nonlocal answering
        answering = _answers(args.host, args.port)
        return answering or time.monotonic() > deadline

    supervisor.wait(until=ready)
    if supervisor.stopping:
        return
    if not answering:
        _say(f"the web server does not answer on port {args.port} yet; still trying")
        return
    shown = _WILDCARDS.get(args.host, args.host)
    _say(f"ready: http://{f'[{shown}]' if ':' in shown else shown}:{args.port}/")
    if args.sample:
        _offer_sign_in()
    else:
        _offer_set_up()


def _load_sample() -> None:
    from django.db import connections  # noqa: PLC0415 - needs the app registry

    from banso.domain.workspaces.models import Workspace  # noqa: PLC0415
    from banso.engine.journal.column.client import close  # noqa: PLC0415
    from banso.project.cli.demo import load_and_tell  # noqa: PLC0415

    # One whose loading was interrupted counts as none.
    if not Workspace.objects.filter(loading_since=None).exists():
        _say("loading the sample company, about a minute")
        load_and_tell()
        # The engine that answered the headline ends here; the supervisor starts its own.
        close()
    connections.close_all()


def _offer_sign_in() -> None:
    from django.db import connections  # noqa: PLC0415 - needs the app registry

    from banso.domain.workspaces.actions import sign_in_link  # noqa: PLC0415
    from banso.domain.workspaces.queries import person_by_email, sample_workspace  # noqa: PLC0415
    from banso.integrations.sample.customers import BY_KEY  # noqa: PLC0415
    from banso.integrations.sample.load import OWNER  # noqa: PLC0415

    owner = person_by_email(BY_KEY[OWNER].email) if sample_workspace() else None
    if owner is not None:
        _say(f"sign in as {owner.get_full_name()} (once, within an hour): {sign_in_link(owner)}")
    connections.close_all()


def _offer_set_up() -> None:
    from django.db import connections  # noqa: PLC0415 - needs the app registry

    from banso.domain.workspaces.actions import setup_link  # noqa: PLC0415

    link = setup_link()
    connections.close_all()
    if link:
        _say(f"nobody can sign in yet; set it up here (once, within a day): {link}")


def _say(line: str) -> None:
    print(f"banso: {line}", flush=True)


def _answers(host: str, port: int) -> bool:
    try:
        with socket.create_connection(  # noqa: TID251 - our own port
            (_WILDCARDS.get(host, host), port), timeout=0.5
        ) as connection:
            connection.sendall(b"GET /v1/projects/-/settings HTTP/1.0\r\nHost: localhost\r\n\r\n")
            return connection.recv(9) == b"HTTP/1.0 " or connection.recv(1) != b""
    except OSError:
        return False


def _check_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise Conflict(f"port {port} is in use; choose another with --port") from error
            raise InputError(
                f"cannot listen on {host}:{port}: {error.strerror}", field="--host", came=host
            ) from error
        except OverflowError as error:
            raise InputError(f"{port} is no port", field="--port", came=port, wanted="1 to 65535") from error
