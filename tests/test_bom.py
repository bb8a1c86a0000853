"""T77: the bills of materials name exactly the parts that the lock files install."""

import json
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
AGAIN = "run `make bom`"


def parts(name: str) -> set[tuple[str, str]]:
    bill = json.loads((ROOT / "docs" / "reference" / name).read_text(encoding="utf-8"))
    return {
        ("/".join(filter(None, [each.get("group"), each["name"]])), each["version"])
        for each in bill["components"]
    }


def wanted(packages: list[dict[str, Any]]) -> set[tuple[str, str]]:
    """What the product needs, followed through the lock file from its own dependencies."""
    found: set[tuple[str, str]] = set()
    seen: set[tuple[str, str]] = set()
    waiting = [("banso", "")]
    while waiting:
        name, extra = waiting.pop()
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        # One name may have several versions, for different versions of Python.
        for package in (each for each in packages if each["name"] == name):
            found.add((name, package["version"] if name != "banso" else ""))
            optional = package.get("optional-dependencies", {})
            for needed in optional.get(extra, []) if extra else package.get("dependencies", []):
                waiting += [(needed["name"], each) for each in ("", *needed.get("extra", []))]
    return found - {("banso", "")}


def test_t77_the_server_s_parts_are_those_of_its_lock_file() -> None:
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    assert parts("bom-python.cdx.json") == wanted(lock["package"]), AGAIN


def test_t77_the_pages_parts_are_those_of_their_lock_file() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    locked = {
        (path.rpartition("node_modules/")[2], each["version"])
        for path, each in lock["packages"].items()
        if path
    }
    assert parts("bom-pages.cdx.json") == locked, AGAIN
