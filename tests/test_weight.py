"""What a page weighs on the wire: scripts stay under 150 KB, our own stylesheets under 20 KB, compressed."""

import gzip
from pathlib import Path

STATIC = Path(__file__).resolve().parent.parent / "src" / "banso" / "project" / "static"


def packed(paths: list[Path]) -> int:
    assert paths
    return sum(len(gzip.compress(path.read_bytes(), 6)) for path in paths)


def test_scripts_weigh_little() -> None:
    ours = sorted((STATIC / "banso" / "js").glob("*.js"))
    assert packed([*ours, STATIC / "vendor" / "htmx.min.js", STATIC / "vendor" / "alpine.min.js"]) < 150_000


def test_our_stylesheets_and_icons_weigh_little() -> None:
    assert packed(sorted((STATIC / "banso" / "css").glob("*.css"))) < 20_000
    assert packed([STATIC / "vendor" / "icons.svg"]) < 10_000
