#!/bin/sh
# A backup of Spotlight's PostgreSQL while it runs:  ./scripts/backup.sh FOLDER
# It asks DATABASE_URL, or without that the postgres of the compose file. DATABASE_PASSWORD or DATABASE_PASSWORD_FILE as for the
# server. Backups older than KEEP_DAYS (14) are deleted once the new one is whole. The relay is left out: see docs/backups.md.
set -eu
umask 077
folder=${1:?where to: ./scripts/backup.sh FOLDER}
keep_days=${KEEP_DAYS:-14}
if [ -n "${DATABASE_PASSWORD_FILE:-}" ]; then DATABASE_PASSWORD=$(cat "$DATABASE_PASSWORD_FILE"); fi
if [ -n "${DATABASE_PASSWORD:-}" ]; then export PGPASSWORD="$DATABASE_PASSWORD"; fi

mkdir -p "$folder"
target="$folder/spotlight-$(date -u +%Y%m%dT%H%M%SZ).dump"
trap 'rm -f "$target.part"' EXIT
# One transaction sees the whole database as it was at one moment; writers go on.
if [ -n "${DATABASE_URL:-}" ]; then
  pg_dump --format=custom --no-owner --no-privileges --dbname="$DATABASE_URL" > "$target.part"
  pg_restore --list "$target.part" > "$target.part.list"
else
  docker compose exec -T postgres pg_dump --format=custom --no-owner --no-privileges -U spotlight -d spotlight > "$target.part"
  docker compose exec -T postgres pg_restore --list < "$target.part" > "$target.part.list"
fi
# A backup that was cut off, or is of another database, is none.
if ! grep -q 'TABLE DATA public _prisma_migrations' "$target.part.list"; then
  rm -f "$target.part.list"
  echo "backup.sh: what was written is no backup of Spotlight" >&2
  exit 1
fi
rm -f "$target.part.list"
mv "$target.part" "$target"
find "$folder" -name 'spotlight-*.dump' -mtime "+$keep_days" -delete
echo "$target"
