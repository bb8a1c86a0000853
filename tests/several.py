"""Several Bansos on one PostgreSQL and one column store, behind a small balancer."""

import http.client
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from threading import Thread

from banso.engine.journal.column.home import EngineHome
from banso.engine.journal.column.local import LocalEngine
from banso.engine.journal.tests.postgresql import crash, start_again
from tests.serving import PATIENCE, Server, eventually, free_port

ROLE, PASSWORD = "banso_app", "only for a test"
# Whoever sets the first workspace up: its keys, and a link by which its owner signs in.
_SET_UP = """
import django; django.setup()
from banso.domain.accounts.actions import create_account
from banso.domain.workspaces.actions import add_member, create_key, create_workspace, sign_in_link
from banso.domain.workspaces.models import Person
from banso.kit.actor import SYSTEM
from banso.kit.tenancy import scope
workspace = create_workspace("served", name="Served", by=SYSTEM)
with scope(workspace=workspace):
    owner = Person.objects.create_user("sato@example.jp", "a long password", name="Sato")
    add_member(owner, ["owner"], by=SYSTEM)
    create_account({"name": "Acme", "external_id": "acme"}, by=SYSTEM)
    for number in range(10):
        create_account({"name": f"C{number}", "external_id": f"customer-{number}"}, by=SYSTEM)
    print(create_key("write", name="w", scopes=[], by=SYSTEM)[1])
    print(create_key("api", name="a", scopes=["accounts.edit", "accounts.view"], by=SYSTEM)[1])
    print(sign_in_link(owner))
"""


class Balancer(ThreadingHTTPServer):
    """Sends each request to the next server that takes it."""

    daemon_threads = True

    def __init__(self, ports: list[int]) -> None:
        super().__init__(("127.0.0.1", 0), _Forward)
        self.ports = ports
        self.served = [0] * len(ports)
        self.turn = count()


class _Forward(BaseHTTPRequestHandler):
    server: Balancer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._pass_on()

    def do_POST(self) -> None:
        self._pass_on()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's signature
        """Nothing."""

    def _pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        for _each in self.server.ports:
            number = next(self.server.turn) % len(self.server.ports)
            asked = http.client.HTTPConnection("127.0.0.1", self.server.ports[number], timeout=PATIENCE)
            try:
                asked.request(self.command, self.path, body, dict(self.headers))
                reply = asked.getresponse()
                content = reply.read()
            except OSError:
                continue
            finally:
                asked.close()
            self.server.served[number] += 1
            self.send_response(reply.status)
            for name, value in reply.getheaders():
                if name.lower() not in {
                    "content-length",
                    "transfer-encoding",
                    "connection",
                    "date",
                    "server",
                }:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
            return
        self.send_error(502)


class Engine:
    """The column store of all servers, which is there under its address again when it was away."""

    def __init__(self, running: LocalEngine) -> None:
        self._running = running

    @property
    def url(self) -> str:
        secret, port = self._running.home.secrets().writer, self._running.address.port
        return f"clickhouse://writer:{secret}@127.0.0.1:{port}/banso"

    @contextmanager
    def away(self) -> Iterator[None]:
        """It has been killed before the block, and is started again behind it."""
        self._running.kill()
        yield
        self._running = LocalEngine.start(self._running.home, port=self._running.address.port)

    def stop(self) -> None:
        self._running.stop()


@dataclass
class Several:
    """What runs: the servers, the balancer before them, database and engine behind them.

    Attributes:
        folder: where all of them keep their things.
        owner: the database's address as the owner of its tables.
        servers: those before which the balancer stands.
        workers: those that have a worker: the first server, and one beside the second, which serves alone.
        engine: the column store of all.
        api_key: of the one workspace; its write key is each server's.
        link: by which the workspace's owner signs in.
    """

    folder: Path
    owner: str
    engine: Engine
    servers: list[Server]
    workers: list[Server]
    balancer: Balancer
    environment: dict[str, str]
    api_key: str
    link: str

    @property
    def port(self) -> int:
        return int(self.balancer.server_address[1])

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @contextmanager
    def without_database(self) -> Iterator[None]:
        """It has crashed before the block, and is started again behind it."""
        crash(self.folder)
        yield
        start_again(self.folder)


@contextmanager
def several(folder: Path, database: str) -> Iterator[Several]:
    """A whole server, and one in two parts, each with a data folder of its own, as a role that owns no table.

    Args:
        folder: for the data folders, and where the database's server is.
        database: an empty one's address, as its owner.
    """
    with ExitStack() as stack:
        engine = Engine(LocalEngine.start(EngineHome(folder / "column")))
        stack.callback(engine.stop)
        environment = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")}
        environment |= {
            "SECRET_KEY": "one key for all of them, opens nothing at all",
            "BANSO_COLUMN_STORE": engine.url,
            "DJANGO_SETTINGS_MODULE": "banso.project.settings",
            "DATABASE_URL": database.replace("postgres:@", f"{ROLE}:{PASSWORD.replace(' ', '%20')}@"),
        }
        ours = environment | {"BANSO_HOME": str(folder / "whole")}
        _run(
            [sys.executable, "-m", "banso.project", "migrate", "--quiet"],
            ours | {"DATABASE_OWNER_URL": database},
        )
        key, api_key, link = _run([sys.executable, "-c", _SET_UP], ours).split()
        whole = _server(folder / "whole", key, environment)
        web = _server(folder / "web", key, environment, "--only", "web")
        worker = _server(folder / "worker", key, environment, "--only", "worker")
        stack.callback(_stop, [whole, web, worker])
        servers = [whole, web]
        assert eventually(lambda: all(server.answers() for server in servers))
        balancer = Balancer([server.port for server in servers])
        Thread(target=balancer.serve_forever, daemon=True).start()
        stack.callback(balancer.server_close)
        stack.callback(balancer.shutdown)
        yield Several(folder, database, engine, servers, [whole, worker], balancer, ours, api_key, link)


def _server(home: Path, key: str, environment: dict[str, str], *words: str) -> Server:
    port, ours = free_port(), environment | {"BANSO_HOME": str(home)}
    with home.with_suffix(".txt").open("w") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "banso.project", "serve", "--port", str(port), *words],
            env=ours, stdout=said, stderr=said, text=True,
        )  # fmt: skip
    return Server(process, home, port, key, ours)


def _stop(servers: list[Server]) -> None:
    for server in servers:
        if server.process.poll() is None:
            server.process.send_signal(signal.SIGINT)
    for server in servers:
        server.process.wait(PATIENCE)


def _run(command: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(
        command, env=environment, check=True, stdout=subprocess.PIPE, text=True, timeout=PATIENCE
    )
    return done.stdout.strip()
