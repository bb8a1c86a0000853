"""Beginnings that work: an area, a KPI, an integration, each with its tests and registered where it must be.

python -m tools.scaffold area renewals --ja 更新
python -m tools.scaffold kpi notes_written --owner success --ja メモの数
python -m tools.scaffold integration zoho
"""

import argparse
import re
import subprocess
import sys
from pathlib import Path
from string import Template

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "tools" / "scaffolds"
OWNERS = ("shared", "sales", "success", "support")


class Refused(SystemExit):
    """What was asked for cannot be made; the message says why."""


def words_of(name: str, ja: str) -> dict[str, str]:
    title = name.replace("_", " ").capitalize()
    return {
        "name": name,
        "slug": name,
        "title": title,
        "Name": title.title().replace(" ", ""),
        "ja": ja or title,
    }


def checked(name: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9_]{1,39}", name):
        raise Refused(f"{name!r} is no name: want small letters, digits and underscores, such as renewals")
    return name


def write(source: Path, target: Path, words: dict[str, str]) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(Template(source.read_text(encoding="utf-8")).safe_substitute(words), encoding="utf-8")
    return target


def insert(path: Path, pattern: str, line: str) -> Path:
    """Put a line behind the last line that matches."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    places = [number for number, text in enumerate(lines) if re.search(pattern, text)]
    if not places:
        raise Refused(f"{path.relative_to(ROOT)} has no line like {pattern!r}; add by hand: {line.strip()}")
    lines.insert(places[-1] + 1, line)
    path.write_text("".join(lines), encoding="utf-8")
    return path


def area(name: str, ja: str) -> list[Path]:
    """An area with one table, one fact, one page; its street must stand in .importlinter."""
    folder = ROOT / "src" / "banso" / "domain" / checked(name)
    if folder.exists():
        raise Refused(f"there is an area {name} already")
    if not re.search(rf"\b{name}\b", (ROOT / ".importlinter").read_text(encoding="utf-8")):
        raise Refused(f"{name} has no street: add it to the contract `streets` of .importlinter first")
    words, made = words_of(name, ja), []
    for source in sorted((TEMPLATES / "area").rglob("*.txt")):
        inside = source.relative_to(TEMPLATES / "area").with_suffix("")
        if inside.name == "django.po":
            inside = Path("locale/ja/LC_MESSAGES/django.po")
        if inside.parts[0] == "templates":
            inside = Path("templates", name, inside.name)
        made.append(write(source, folder / inside, words))
    for package in (folder, folder / "tests", folder / "migrations"):
        (package / "__init__.py").touch()
    project = ROOT / "src" / "banso" / "project"
    made.append(insert(project / "settings.py", r'^    "banso\.domain\.', f'    "banso.domain.{name}",\n'))
    urls = project / "urls.py"
    insert(
        urls, r"^from banso\.domain\.", f"from banso.domain.{name}.urls import page_urls as {name}_pages\n"
    )
    made.append(
        insert(urls, r"^    path\(\"w/<slug", f'    path("w/<slug:slug>/", include({name}_pages)),\n')
    )
    roles = ROOT / "src" / "banso" / "domain" / "workspaces" / "rules" / "roles.py"
    made.append(insert(roles, r'^    "\w+": \("view"', f'    "{name}": ("view", "edit"),\n'))
    return made


def kpi(slug: str, owner: str, ja: str) -> list[Path]:
    """A KPI that counts notes; its examples are tests already."""
    if owner not in OWNERS:
        raise Refused(f"{owner!r} owns no board: want {', '.join(OWNERS)}")
    target = ROOT / "src" / "banso" / "domain" / "kpis" / "definitions" / owner / f"{checked(slug)}.py"
    if any(target.parent.parent.rglob(f"{slug}.py")):
        raise Refused(f"there is a KPI {slug} already")
    return [write(TEMPLATES / "kpi.py.txt", target, words_of(slug, ja) | {"owner": owner})]


def integration(name: str) -> list[Path]:
    """An integration that reads records and brings them in as accounts."""
    folder = ROOT / "src" / "banso" / "integrations" / checked(name)
    if folder.exists():
        raise Refused(f"there is an integration {name} already")
    made = [
        write(
            source, folder / source.relative_to(TEMPLATES / "integration").with_suffix(""), words_of(name, "")
        )
        for source in sorted((TEMPLATES / "integration").rglob("*.txt"))
    ]
    for package in (folder, folder / "tests"):
        (package / "__init__.py").touch()
    return made


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Begin an area, a KPI or an integration.")
    kinds = parser.add_subparsers(dest="kind", required=True)
    for kind in ("area", "kpi", "integration"):
        one = kinds.add_parser(kind)
        one.add_argument("name")
        one.add_argument("--ja", default="", help="its Japanese name")
        one.add_argument("--owner", default="success", help=f"whose board: {', '.join(OWNERS)}")
    args = parser.parse_args(argv)
    if args.kind == "area":
        made = area(args.name, args.ja)
    else:
        made = kpi(args.name, args.owner, args.ja) if args.kind == "kpi" else integration(args.name)
    code = [str(path) for path in made if path.suffix == ".py"]
    for words in (["check", "--quiet", "--fix", "--select", "I"], ["format", "--quiet"]):
        subprocess.run([sys.executable, "-m", "ruff", *words, *code], check=True, cwd=ROOT)
    for path in made:
        print(path.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
