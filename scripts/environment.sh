#!/usr/bin/env bash
# Make the Python environment from a lock file: `environment.sh run` or `environment.sh dev`.
set -euo pipefail
kind=$1
lock=requirements.lock
[ "$kind" = dev ] && lock=requirements-dev.lock
python=${PYTHON:-python3}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "需要 Python 3.11 或更新版本。Python 3.11 or newer is needed." >&2; exit 1; }
if [ ! -x .venv/bin/python ]; then
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        package="python3-venv"
        if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
            apt-get update -qq && apt-get install -y -qq --no-install-recommends "$package" >/dev/null
        else
            echo "缺少 $package，请先安装：sudo apt-get install $package" >&2
            exit 1
        fi
    fi
    echo "  建立运行环境 …"
    "$python" -m venv .venv
fi
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --only-binary :all: --require-hashes -r "$lock"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --no-deps --no-build-isolation -e .
touch .venv/.run
[ "$kind" = dev ] && touch .venv/.dev
exit 0
