"""Kill -9 of `banso migrate` at random statements, again and again, until one comes to its end.

    python -m torture.migrating [--seed N] [--most N]

Works on the database that the environment names, and prints how often it was killed. Each try is a fork of
one process that has everything loaded and no connection, so that a kill costs what a migration costs.
"""

import argparse
import os
import random
import sys
import traceback
from collections.abc import Callable
from signal import SIGKILL

import django


def break_off(seed: int, most: int) -> int:
    """Returns how many tries were killed before one came through.

    Args:
        seed: of the statements at which they are.
        most: the last statement of the first try at which it may be.
    """
    chance = random.Random(seed)
    kills = 0
    while True:
        number, before = chance.randint(1, most), chance.random() < 0.5
        child = os.fork()
        if not child:
            _migrate(number, before=before)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            assert os.waitstatus_to_exitcode(status) == 0
            return kills
        kills += 1
        # One migration may be longer than the first tries are given.
        most += max(1, most // 4)


def _migrate(number: int, *, before: bool) -> None:
    from django.db import connection  # noqa: PLC0415 - needs the settings

    from banso.project.upgrade import bring_up_to_date  # noqa: PLC0415

    ran = 0

    def count(execute: Callable[..., object], *given: object) -> object:
        nonlocal ran
        ran += 1
        if ran == number and before:
            os.kill(os.getpid(), SIGKILL)
        found = execute(*given)
        if ran == number:
            os.kill(os.getpid(), SIGKILL)
        return found

    status = 1
    try:
        connection.execute_wrappers.append(count)
        bring_up_to_date()
        status = 0
    except BaseException:
        traceback.print_exc()
        raise
    finally:
        # Not through what the parent registered to run at its end.
        os._exit(status)


def main() -> int:
    parser = argparse.ArgumentParser(description="Kill migrations at random statements.")
    parser.add_argument("--seed", type=int, default=66)
    parser.add_argument("--most", type=int, default=200)
    args = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "banso.project.settings")
    django.setup()
    print(break_off(args.seed, args.most))
    return 0


if __name__ == "__main__":
    sys.exit(main())
