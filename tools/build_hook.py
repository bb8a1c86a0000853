"""What the wheel's build does beyond copying: catalogues compiled, browser parts demanded."""

from pathlib import Path
from typing import Any

import polib
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BuildHook(BuildHookInterface):  # type: ignore[misc]
    """Refuses to build a package that could not serve a page."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - its signature
        if version == "editable":
            return
        package = Path(self.root) / "src" / "banso"
        if not any((package / "project" / "static" / "vendor").glob("*.css")):
            raise RuntimeError("the browser's third-party parts are missing: run `make setup` first")
        for catalogue in package.rglob("django.po"):
            polib.pofile(str(catalogue)).save_as_mofile(str(catalogue.with_suffix(".mo")))
