#!/usr/bin/env bash
# Makes sure that there is a Chromium for the browser tests. CHROMIUM names one that is installed elsewhere.
set -euo pipefail

if [[ -x "${CHROMIUM:-/usr/bin/chromium}" ]]; then
  exit 0
fi
if [[ "$(id -u)" != 0 ]] || ! command -v apt-get >/dev/null; then
  echo "install-chromium.sh: there is no Chromium. Install it, for example with 'apt-get install chromium' as root," >&2
  echo "or set CHROMIUM to the executable of one that you have." >&2
  exit 1
fi
apt-get update -qq
apt-get install -y -qq --no-install-recommends chromium fonts-noto-core
