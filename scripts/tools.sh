#!/usr/bin/env bash
# What the tests need beyond Python: a browser, a Chinese font, PostgreSQL 15, Node.
set -euo pipefail
packages=()
command -v chromium >/dev/null || packages+=(chromium)
fc-list :lang=zh-cn family 2>/dev/null | grep -q . || packages+=(fonts-noto-cjk fontconfig)
compgen -G '/usr/lib/postgresql/1[5-9]/bin/postgres' >/dev/null || packages+=(postgresql)
if [ ${#packages[@]} -gt 0 ]; then
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        echo "缺少：${packages[*]}。请先安装：sudo apt-get install --no-install-recommends ${packages[*]}" >&2
        exit 1
    fi
    echo "  安装 ${packages[*]} …"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
fi
bash scripts/frontend.sh node
