"""Bring the browser's third-party parts from node_modules to where pages find them.

    npm ci --ignore-scripts && python -m tools.collect

Copies stylesheet and scripts, builds the icon sprite, and writes what came from where.
"""

import json
import re
import shutil
import sys
from pathlib import Path

from banso.kit.ui.icons import ICONS, SHAPES

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "src" / "banso" / "project" / "static" / "vendor"
FILES = {
    "tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "alpine.min.js": "@alpinejs/csp/dist/cdn.min.js",
    "sortable.min.js": "sortablejs/Sortable.min.js",
}
PACKAGES = ("@tabler/core", "@tabler/icons", "htmx.org", "@alpinejs/csp", "sortablejs")
_MAP = re.compile(r"/\*# sourceMappingURL=.*?\*/|//# sourceMappingURL=.*")


def copy_files() -> None:
    VENDOR.mkdir(parents=True, exist_ok=True)
    for name, source in FILES.items():
        text = (MODULES / source).read_text(encoding="utf-8")
        (VENDOR / name).write_text(_MAP.sub("", text), encoding="utf-8")


def build_sprite() -> None:
    """One SVG of symbols; strokes and fills come from the page."""
    symbols = [f'<symbol id="{name}" viewBox="0 0 10 10">{body}</symbol>' for name, body in SHAPES.items()]
    for name, drawing in sorted(ICONS.items()):
        text = (MODULES / "@tabler" / "icons" / "icons" / "outline" / f"{drawing}.svg").read_text("utf-8")
        body = text[text.index(">", text.index("<svg")) + 1 : text.rindex("</svg>")]
        body = re.sub(r">\s+<", "><", body.strip())
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{body}</symbol>')
    sprite = f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>\n'
    (VENDOR / "icons.svg").write_text(sprite, encoding="utf-8")


def write_origins() -> None:
    """Name, version and licence of what was taken, and the licences' texts."""
    lines = []
    for package in PACKAGES:
        described = json.loads((MODULES / package / "package.json").read_text("utf-8"))
        lines.append(f"{described['name']} {described['version']} ({described['license']})")
        for licence in sorted((MODULES / package).glob("LICENSE*")):
            shutil.copyfile(licence, VENDOR / f"LICENSE.{package.strip('@').replace('/', '-')}.txt")
    (VENDOR / "ORIGINS.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> int:
    if not MODULES.is_dir():
        print("there is no node_modules: run `npm ci --ignore-scripts` first", file=sys.stderr)
        return 1
    copy_files()
    build_sprite()
    write_origins()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
