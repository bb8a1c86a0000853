"""Prove the wheel: installed alone, without Node, it serves a page and its static files.

    python -m tools.wheel_check [dist/banso-1.0-py3-none-any.whl]

Without a path the newest wheel in dist/ is taken.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 120


class Failed(SystemExit):
    """The wheel does not do what it must; the message says which part."""


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def install(wheel: Path, folder: Path) -> Path:
    """A new environment with nothing but the wheel and what it asks for; returns its bin folder."""
    uv = shutil.which("uv") or str(ROOT / ".make" / "uv" / "bin" / "uv")
    subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, str(folder)], check=True)
    python = folder / "bin" / "python"
    subprocess.run([uv, "pip", "install", "--quiet", "--python", str(python), str(wheel)], check=True)
    return folder / "bin"


def read(url: str) -> str:
    with urlopen(url, timeout=30) as answer:  # noqa: S310 - our own loopback address
        return str(answer.read().decode("utf-8"))


def wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise Failed(f"banso serve ended with status {server.returncode}")
        try:
            read(url)
        except (URLError, OSError):
            time.sleep(0.3)
        else:
            return
    raise Failed(f"nothing answers at {url} after {START_SECONDS} seconds")


def check_pages(base: str) -> list[str]:
    """Fetch the sign-in page in both languages and every static file it names; returns their addresses."""
    page = read(f"{base}/sign-in/")
    files = sorted(set(re.findall(r'(?:href|src)="(/static/[^"#]+)', page)))
    if not any(name.endswith(".css") or ".css?" in name for name in files):
        raise Failed("the sign-in page names no stylesheet")
    for name in files:
        if not read(base + name):
            raise Failed(f"{name} is empty")
    if "ログイン" not in page:
        raise Failed("the sign-in page is not in Japanese: the catalogues are missing")
    return files


def main(argv: list[str]) -> int:
    wheels = sorted((ROOT / "dist").glob("banso-*.whl"), key=lambda path: path.stat().st_mtime)
    wheel = Path(argv[0]) if argv else (wheels[-1] if wheels else None)
    if wheel is None:
        raise Failed("there is no wheel in dist/: run `make wheel` first")
    with tempfile.TemporaryDirectory(prefix="banso-wheel-") as name:
        folder = Path(name)
        programs = install(wheel.resolve(), folder / "env")
        port = free_port()
        environment = {
            "PATH": f"{programs}:/usr/sbin:/sbin",
            "HOME": str(folder),
            "BANSO_HOME": str(folder / "data"),
            "LANG": os.environ.get("LANG", "C.UTF-8"),
        }
        server = subprocess.Popen(
            [str(programs / "banso"), "serve", "--port", str(port)], env=environment, cwd=folder
        )
        try:
            base = f"http://127.0.0.1:{port}"
            wait_for(f"{base}/healthz", server)
            files = check_pages(base)
        finally:
            server.terminate()
            server.wait(timeout=30)
    print(f"{wheel.name}: serves its sign-in page and {len(files)} static files without Node.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
