#!/usr/bin/env bash
# What the tests need beyond Python: a browser, a Chinese font, the system's PostgreSQL, Node.
# Installs what is missing if it may; else names the packages and stops.
set -euo pipefail
cd "$(dirname "$0")/.."
postgres_ready() { compgen -G '/usr/lib/postgresql/1[5-9]/bin/postgres' >/dev/null; }
browser_ready() { "${CHROMIUM:-chromium}" --version >/dev/null 2>&1; }
font_ready() { [ -n "$(fc-list :lang=zh-cn family 2>/dev/null)" ]; }
packages=()
browser_ready || packages+=(chromium)
font_ready || packages+=(fontconfig fonts-noto-cjk)
postgres_ready || packages+=(postgresql)
if [ ${#packages[@]} -gt 0 ]; then
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        echo "测试还缺这些软件包，请先安装 · the tests need these packages:" >&2
        echo "  sudo apt-get install --no-install-recommends ${packages[*]}" >&2
        exit 1
    fi
    echo "  安装 ${packages[*]} …"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    if ! postgres_ready; then
        # The oldest version that is supported is tested, where there is a choice; no cluster is started.
        if apt-cache show postgresql-15 >/dev/null 2>&1; then packages=("${packages[@]/%postgresql/postgresql-15}"); fi
        config=/etc/postgresql-common/createcluster.conf
        if [ ! -e $config ]; then mkdir -p ${config%/*} && echo 'create_main_cluster = false' >$config; fi
    fi
    apt-get install -y -qq --no-install-recommends -o Dpkg::Options::=--force-confold "${packages[@]}" >/dev/null
fi
if ! browser_ready; then
    echo "chromium 启动不了。请装一个能用的，并用 CHROMIUM=/路径 指明。 Chromium does not start." >&2
    exit 1
fi
bash scripts/frontend.sh node
