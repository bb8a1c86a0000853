"""A pytest plugin: every process of a test run has a data folder of its own.

It is named with `-p` so that it is imported before pytest-django reads the settings, which take the folder
from the environment. Workers of pytest-xdist are processes, so each gets its own database and engine.

BANSO_TEST_POSTGRESQL names a PostgreSQL server for the tests' own databases; see `tools.with_postgresql`.
"""

import atexit
import os
import shutil
import tempfile

HOME = tempfile.mkdtemp(prefix="banso-test-")
os.environ["BANSO_HOME"] = HOME
os.environ["DATABASE_URL"] = os.environ.get("BANSO_TEST_POSTGRESQL", "")
os.environ.setdefault("LOG_LEVEL", "WARNING")
os.environ.setdefault("BANSO_SLOW_QUERY_SECONDS", "60")
os.environ.setdefault("SECRET_KEY", "a key for tests that opens nothing, long enough to pass")
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "banso.project.settings")

from django.conf import settings  # noqa: E402 - reads the environment

ON_POSTGRESQL = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
# What a test starts as a process of its own has its database in its data folder.
os.environ["DATABASE_URL"] = ""
