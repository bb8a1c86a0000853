"""What docs/scaling.md hands out: files that can be read, secrets that are made, commands that exist."""

import re
import shlex
import shutil
import stat
import subprocess
from pathlib import Path
from typing import Any

import yaml
from tools.settings_words import SETTINGS

from banso.project.cli.main import build_parser, command_modules

SCALING = Path(__file__).resolve().parent.parent / "docs" / "scaling"
COMPOSE: dict[str, Any] = yaml.safe_load((SCALING / "compose.yaml").read_text(encoding="utf-8"))


def test_its_secrets_are_made_once_and_kept_from_others(tmp_path: Path) -> None:
    shutil.copy(SCALING / "secrets.sh", tmp_path)
    script = tmp_path / "secrets.sh"
    assert subprocess.run([script], check=False).returncode == 0
    made = {f"./secret/{path.name}": path.read_text() for path in (tmp_path / "secret").iterdir()}
    assert set(made) == {each["file"] for each in COMPOSE["secrets"].values()}
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o700
    assert all(text and "\n" not in text for text in made.values())
    again = subprocess.run([script], capture_output=True, text=True, check=False)
    assert (again.returncode, again.stderr) == (1, "there are secrets already\n")


def test_every_service_is_given_what_it_names() -> None:
    for name, service in COMPOSE["services"].items():
        assert set(service.get("secrets", [])) <= set(COMPOSE["secrets"]), name
        assert {each["source"] for each in service.get("configs", [])} <= set(COMPOSE["configs"]), name
        waits = service.get("depends_on", [])
        assert set(waits) <= set(COMPOSE["services"]), name
        kept = [each.split(":")[0] for each in service.get("volumes", [])]
        assert set(kept) <= set(COMPOSE["volumes"]), name


def test_every_command_and_setting_in_it_is_ours() -> None:
    parser = build_parser(command_modules())
    seen = []
    for service in COMPOSE["services"].values():
        if service["image"].startswith("python"):
            line = service["command"][-1].rpartition("&&")[2].replace("exec ", "")
            seen.append(parser.parse_args(shlex.split(line)[1:]).command)
            assert {re.sub("_FILE$", "", each) for each in service["environment"]} <= set(SETTINGS)
    assert seen == ["migrate", "serve", "serve"]
