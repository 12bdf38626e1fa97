#!/bin/sh
# Makes the secrets of the compose file, each in a file of its own; those that are there stay:  ./scripts/secrets.sh
# The folder is yours alone; the files can be read by all, as each is shown to containers whose users are others.
set -eu
cd "$(dirname "$0")/.."
install -d -m 700 secrets
random() { openssl rand -base64 48 | tr -d '\n'; }
for name in jwt_secret postgres_password redis_password metrics_token; do
  [ -s "secrets/$name" ] || random > "secrets/$name"
done
[ -s secrets/s3_rpc_secret ] || openssl rand -hex 32 | tr -d '\n' > secrets/s3_rpc_secret
# Filled in by hand where there is a TURN server, an S3 store or a mail server, or while one secret takes another's place;
# empty counts as not set.
for name in turn_secrets s3_secret smtp_url jwt_secret_also; do [ -e "secrets/$name" ] || : > "secrets/$name"; done
chmod 644 secrets/*
