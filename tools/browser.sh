#!/usr/bin/env bash
# Brings Chromium and a Japanese font for the browser tests, where this machine lets us install packages.
set -euo pipefail

has_browser() {
  [ -n "${BANSO_CHROMIUM:-}" ] && { command -v "$BANSO_CHROMIUM" >/dev/null; return; }
  has_shell || command -v chromium >/dev/null || command -v google-chrome >/dev/null
}
# The same browser without windows, in Debian's packages: the tests take a third less of the processor.
has_shell() { command -v chromium-headless-shell >/dev/null; }
has_font() { command -v fc-list >/dev/null && [ -n "$(fc-list :lang=ja family)" ]; }

if [ -n "${BANSO_CHROMIUM:-}" ] && ! has_browser; then
  echo "There is no browser at BANSO_CHROMIUM=$BANSO_CHROMIUM." >&2
  exit 1
fi
missing=()
has_browser || missing+=(chromium)
has_font || missing+=(fontconfig fonts-noto-cjk)
[ ${#missing[@]} -eq 0 ] && exit 0

as_root=()
if [ "$(id -u)" != 0 ]; then
  sudo -n true 2>/dev/null && as_root=(sudo -n)
fi
if command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || [ ${#as_root[@]} -gt 0 ]; }; then
  echo "Installing ${missing[*]} for the browser tests ..."
  "${as_root[@]}" apt-get update -qq
  if [[ " ${missing[*]} " == *" chromium "* ]] && apt-cache show chromium-headless-shell >/dev/null 2>&1; then
    missing+=(chromium-headless-shell)
  fi
  DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null || true
fi
if has_browser && has_font; then
  exit 0
fi
echo "The browser tests want Chromium and a Japanese font. Install them once, as an administrator:" >&2
echo "  Debian, Ubuntu:  apt-get install chromium fonts-noto-cjk" >&2
echo "  macOS:           brew install --cask chromium font-noto-sans-cjk   (fonts: also fontconfig)" >&2
echo "Another browser of the Chromium family is taken from BANSO_CHROMIUM=/path/to/it." >&2
exit 1
