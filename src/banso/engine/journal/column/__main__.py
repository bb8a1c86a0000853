"""`python -m banso.engine.journal.column`: the engine as a process of its own."""

import argparse
import os
import sys
from pathlib import Path

from banso.engine.journal.column.server import main


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="banso engine", description="Hold the column store of a data folder."
    )
    parser.add_argument("--home", type=Path, required=True, help="the data folder")
    parser.add_argument("--port", type=int, default=0, help="port on loopback; 0 takes a free one")
    parser.add_argument("--attached", action="store_true", help="stop when standard input ends")
    return parser.parse_args()


if __name__ == "__main__":
    given = _arguments()
    status = main(given.home, given.port, attached=given.attached)
    sys.stdout.flush()
    sys.stderr.flush()
    # chDB's own threads outlive the interpreter's clean-up; everything is on the disk by now.
    os._exit(status)
