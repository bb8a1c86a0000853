"""Lighthouse over five pages of the sample company, as a signed-in person sees them.

    python -m bench.lighthouse            (npx fetches Lighthouse; Chromium is the machine's)

The bar is 95 of 100 for performance, accessibility and best practices.
"""

import argparse
import json
import os
import subprocess
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright
from tools.screenshots import CHROMIUM, a_telling_account, served, sign_in

from bench.figures import Figure, tell, with_json

LIGHTHOUSE = "lighthouse@12.8.2"
_PORT = 8796
_CATEGORIES = ("performance", "accessibility", "best-practices")
_FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-background-networking"


def main() -> None:
    parser = with_json(argparse.ArgumentParser(description=__doc__))
    given = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="banso-bench-") as folder,
        served(Path(folder), _PORT) as (base, link),
    ):
        headers = Path(folder, "headers.json")
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            page = browser.new_page()
            sign_in(page, link)
            account = a_telling_account(page, base)
            cookies = "; ".join(f"{each['name']}={each['value']}" for each in page.context.cookies())
            browser.close()
        headers.write_text(json.dumps({"Cookie": cookies}), encoding="utf-8")
        paths = ("", "accounts/", f"accounts/{account}", "kpis/", "kpis/nrr/")
        figures = [each for path in paths for each in _scores(base, path, headers)]
    tell(figures, given.json)


def _scores(base: str, path: str, headers: Path) -> list[Figure]:
    done = subprocess.run(
        [
            "npx", "--yes", LIGHTHOUSE, f"{base}/w/harunire/{path}", "--quiet", "--output", "json",
            "--preset", "desktop", "--extra-headers", str(headers), f"--chrome-flags={_FLAGS}",
            f"--only-categories={','.join(_CATEGORIES)}",
        ],
        env=os.environ | {"CHROME_PATH": CHROMIUM}, check=True, capture_output=True, text=True,
    )  # fmt: skip
    said = json.loads(done.stdout)
    for name, audit in said["audits"].items():
        if audit["score"] is not None and audit["score"] < 0.9 and audit["scoreDisplayMode"] != "informative":
            print(f"/{path}: {name}: {audit['title']} {audit.get('displayValue', '')}")
            if name == "deprecations":
                print(json.dumps(audit["details"]["items"])[:600])
    return [
        Figure(f"/{path} {name}", said["categories"][name]["score"] * 100, "of 100", bar=95, least=True)
        for name in _CATEGORIES
    ]


if __name__ == "__main__":
    main()
