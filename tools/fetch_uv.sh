#!/usr/bin/env bash
# Puts uv from PyPI into the folder $1, in whichever way this Python allows.
set -euo pipefail
folder=$1
mkdir -p "$folder"

if python3 -m venv "$folder" >/dev/null 2>&1 && "$folder/bin/python" -m pip install --quiet uv; then
  exit 0
fi
# Debian's Python comes without venv until python3-venv is installed; pip alone is enough.
if python3 -m pip install --quiet --target "$folder" uv; then
  exit 0
fi
rm -rf "$folder"
echo "uv could not be fetched from PyPI. Install it (https://docs.astral.sh/uv/) or give Python its pip:" >&2
echo "  apt-get install python3-venv" >&2
exit 1
