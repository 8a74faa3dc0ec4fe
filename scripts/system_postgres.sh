#!/usr/bin/env bash
# Run a command against a throw-away server of the system's PostgreSQL (15 or newer).
set -euo pipefail
bin=$(compgen -G '/usr/lib/postgresql/1[5-9]/bin' | head -1)
home=$(mktemp -d /tmp/lianxin-pg.XXXXXX)
as=()
if [ "$(id -u)" = 0 ]; then chown postgres "$home"; as=(setpriv --reuid=postgres --regid=postgres --clear-groups); fi
cd_run() { (cd / && "${as[@]}" "$@"); }
trap 'cd_run "$bin/pg_ctl" -D "$home/data" -m immediate -w stop >/dev/null 2>&1 || true; rm -rf "$home"' EXIT
cd_run "$bin/initdb" -D "$home/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 >/dev/null
cd_run "$bin/pg_ctl" -D "$home/data" -w -l "$home/log" -o "-c listen_addresses='' -c unix_socket_directories=$home -c fsync=off" start >/dev/null
cd_run "$bin/createdb" -h "$home" -U postgres lianxin
DATABASE_URL="postgres://postgres@/lianxin?host=$home" "$@"
