"""A pytest plugin: every process of a test run has a data folder of its own.

It is named with `-p` so that it is imported before pytest-django reads the settings, which take the folder
from the environment. Workers of pytest-xdist are processes, so each gets its own database and engine.
"""

import atexit
import os
import shutil
import tempfile

HOME = tempfile.mkdtemp(prefix="banso-test-")
os.environ["BANSO_HOME"] = HOME
os.environ.setdefault("LOG_LEVEL", "WARNING")
os.environ.setdefault("SECRET_KEY", "a key for tests that opens nothing, long enough to pass")
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
