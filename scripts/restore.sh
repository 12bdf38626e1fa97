#!/bin/sh
# Brings a backup into an empty database:  ./scripts/restore.sh FILE
# End the nodes first. DATABASE_URL and the password as for backup.sh; without DATABASE_URL the postgres of the compose file.
set -eu
file=${1:?which backup: ./scripts/restore.sh FILE}
[ -r "$file" ] || { echo "restore.sh: $file cannot be read" >&2; exit 1; }
if [ -n "${DATABASE_PASSWORD_FILE:-}" ]; then DATABASE_PASSWORD=$(cat "$DATABASE_PASSWORD_FILE"); fi
if [ -n "${DATABASE_PASSWORD:-}" ]; then export PGPASSWORD="$DATABASE_PASSWORD"; fi

ask() {
  if [ -n "${DATABASE_URL:-}" ]; then psql --no-psqlrc -qAt --dbname="$DATABASE_URL" -c "$1"
  else docker compose exec -T postgres psql --no-psqlrc -qAt -U spotlight -d spotlight -c "$1"; fi
}
tables=$(ask "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
if [ "$tables" != 0 ]; then
  echo "restore.sh: this database has $tables tables already; restore into an empty one (docs/backups.md)" >&2
  exit 1
fi
# All or nothing.
if [ -n "${DATABASE_URL:-}" ]; then
  pg_restore --no-owner --no-privileges --exit-on-error --single-transaction --dbname="$DATABASE_URL" "$file"
else
  docker compose exec -T postgres pg_restore --no-owner --no-privileges --exit-on-error --single-transaction -U spotlight -d spotlight < "$file"
fi
echo "restored; the newest message is of $(ask 'SELECT max(created_at) FROM messages')"
