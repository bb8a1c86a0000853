#!/usr/bin/env bash
# Says in words what a machine lacks before anything is downloaded.
set -euo pipefail

fail() {
  echo "Banso cannot be set up here: $1" >&2
  exit 1
}

command -v python3 >/dev/null || fail "there is no python3; install Python 3.11 or newer."
python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
  fail "python3 is $(python3 -V 2>&1 | cut -d' ' -f2); Python 3.11 or newer is wanted."
command -v node >/dev/null || fail "there is no node; install Node.js 20 or newer."
command -v npm >/dev/null || fail "there is no npm; install the npm that belongs to Node.js $(node --version)."
node -e 'process.exit(Number(process.versions.node.split(".")[0]) < 20 ? 1 : 0)' ||
  fail "node is $(node --version); Node.js 20 or newer is wanted."
