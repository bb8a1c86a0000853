"""`python -m banso.project`: the same as the `banso` command."""

import sys

from banso.project.cli import main

sys.exit(main())
