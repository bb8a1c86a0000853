"""Somebody else who loads, for tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from django.db import connections

from banso.engine.journal.loader import run


@contextmanager
def loading_elsewhere() -> Iterator[None]:
    """Hold the loader in a thread, whose connection is another: on PostgreSQL the lock is a session's."""
    held, done = Event(), Event()

    def hold() -> None:
        try:
            with run.loading(5):
                held.set()
                done.wait(60)
        finally:
            connections.close_all()

    other = Thread(target=hold)
    other.start()
    try:
        assert held.wait(10)
        yield
    finally:
        done.set()
        other.join()
