#!/usr/bin/env bash
# Run a command against a throw-away server of the system's PostgreSQL (15 or newer, the oldest).
set -euo pipefail
bin=$(compgen -G '/usr/lib/postgresql/1[5-9]/bin' | sort | head -1)
[ -n "$bin" ] || { echo "没有 PostgreSQL 15 或更新的版本：apt-get install postgresql" >&2; exit 1; }
home=$(mktemp -d /tmp/lianxin-pg.XXXXXX)
as=()
if [ "$(id -u)" = 0 ]; then
    chown postgres "$home"
    as=(setpriv --reuid=postgres --regid=postgres --clear-groups)
fi
server() { (cd / && "${as[@]}" "$bin/$1" "${@:2}"); }
finish() {
    server pg_ctl -D "$home/data" -m immediate -w stop >/dev/null 2>&1 || true
    rm -rf "$home"
}
trap finish EXIT
server initdb -D "$home/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 >/dev/null
server pg_ctl -D "$home/data" -w -l "$home/log" start >/dev/null \
    -o "-c listen_addresses='' -c unix_socket_directories=$home -c fsync=off" || { cat "$home/log" >&2; exit 1; }
server createdb -h "$home" -U postgres lianxin
echo "  $("$bin/postgres" --version)"
DATABASE_URL="postgres://postgres@/lianxin?host=$home" "$@"
