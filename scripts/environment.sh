#!/usr/bin/env bash
# Make the Python environment from a lock file: `environment.sh run` or `environment.sh dev`.
# Does nothing when lock file, package and place are those of the last time.
set -euo pipefail
cd "$(dirname "$0")/.."
kind=$1
lock=requirements.lock
[ "$kind" = dev ] && lock=requirements-dev.lock
mark="$(pwd) $(cat "$lock" pyproject.toml "$0" | sha256sum)"
stamp=.venv/.$kind
if [ -x .venv/bin/python ] && [ "$(cat "$stamp" 2>/dev/null)" = "$mark" ]; then exit 0; fi

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
has_venv() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }
may_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }
# The system's own Python goes first: one that was built on the machine is often half as fast.
choose_python() {
    local name last=
    for name in ${PYTHON:-} /usr/bin/python3 python3 python3.14 python3.13 python3.12 python3.11; do
        new_enough "$name" || continue
        last=${last:-$name}
        if has_venv "$name" || may_install; then echo "$name"; return; fi
    done
    if [ -n "$last" ]; then echo "$last"; return; fi
    echo "需要 Python 3.11 或更新的版本。 Python 3.11 or newer is needed." >&2
    return 1
}
make_venv() {
    local python=$1 package=python3-venv
    if ! has_venv "$python"; then
        if ! may_install; then
            echo "缺少软件包 $package，请先安装：sudo apt-get install $package （a package is missing）" >&2
            exit 1
        fi
        echo "  安装 $package …"
        export DEBIAN_FRONTEND=noninteractive
        apt-get update -qq
        apt-get install -y -qq --no-install-recommends "$package" >/dev/null
    fi
    "$python" -m venv --clear .venv
}

if ! { [ -x .venv/bin/python ] && new_enough .venv/bin/python && .venv/bin/python -m pip --version >/dev/null 2>&1; }; then
    python=$(choose_python)
    echo "  建立 Python 环境（第一次要一两分钟）… making the environment"
    make_venv "$python"
fi
pip=(.venv/bin/python -m pip install -qq --disable-pip-version-check --no-input --no-warn-script-location)
if [ "$(id -u)" = 0 ]; then export PIP_ROOT_USER_ACTION=ignore; fi
# The lock file is whole: pip looks up nothing beyond it, so a newer release of a part breaks no set-up.
"${pip[@]}" --only-binary :all: --require-hashes --no-deps -r "$lock" || {
    echo "软件包没有装上：请检查网络和磁盘空间，再运行一次。 Packages could not be installed." >&2
    exit 1
}
"${pip[@]}" --no-deps --no-build-isolation -e .
printf '%s' "$mark" >"$stamp"
