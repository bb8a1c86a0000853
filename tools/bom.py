"""Write the bills of materials from the two lock files: what the server and the pages are made of.

    python -m tools.bom

CycloneDX 1.5, as uv and npm write it, without what changes at every writing: so a difference in a commit is
a difference of parts. `tests/test_bom.py` holds them to the lock files; scanners read them as they are.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ROOT / "docs" / "reference" / "bom-python.cdx.json"
PAGES = ROOT / "docs" / "reference" / "bom-pages.cdx.json"
COMMANDS = {
    PYTHON: [
        "uv",
        "export",
        "--quiet",
        "--locked",
        "--format",
        "cyclonedx1.5",
        "--no-emit-project",
        "--no-dev",
    ],
    PAGES: ["npm", "sbom", "--sbom-format", "cyclonedx", "--package-lock-only", "--loglevel", "error"],
}  # fmt: skip


def settled(bill: dict[str, Any]) -> dict[str, Any]:
    """The bill without what changes at every writing, and without the addresses of every file of a part."""
    bill.pop("serialNumber", None)
    metadata = bill.get("metadata", {})
    for passing in ("timestamp", "tools"):
        metadata.pop(passing, None)
    metadata.get("component", {})["name"] = "banso"
    for component in bill.get("components", []):
        component.pop("externalReferences", None)
    bill["components"] = sorted(bill.get("components", []), key=lambda each: each["bom-ref"])
    return bill


def main() -> int:
    for path, command in COMMANDS.items():
        program = shutil.which(command[0])
        if program is None:
            print(f"{command[0]} is not on the path", file=sys.stderr)
            return 1
        told = subprocess.run([program, *command[1:]], cwd=ROOT, check=True, capture_output=True, text=True)
        text = json.dumps(settled(json.loads(told.stdout)), indent=1, ensure_ascii=False) + "\n"
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
