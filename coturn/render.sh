#!/bin/sh
# Writes turnserver.conf from turnserver.conf.template and the environment:
#   TURN_REALM=turn.example.org TURN_LISTENING_IPS=192.0.2.10 TURN_SECRETS=… ./render.sh > turnserver.conf
set -eu
fail() { echo "render.sh: $*" >&2; exit 1; }

for name in TURN_REALM TURN_LISTENING_IPS TURN_SECRETS; do
  eval "[ -n \"\${$name:-}\" ]" || fail "$name is needed; see README.md"
done
# Short or made up by hand, a secret can be guessed from a single credential.
secret='[A-Za-z0-9+/=_-]{32,}'
printf '%s\n' "$TURN_SECRETS" | grep -Eqx "$secret( *, *$secret)*" ||
  fail 'TURN_SECRETS: at least 32 characters each, of A-Z a-z 0-9 + / = _ - (openssl rand -base64 48)'

export TURN_REALM TURN_LISTENING_IPS TURN_SECRETS
export TURN_EXTERNAL_IPS="${TURN_EXTERNAL_IPS:-}" TURN_DENIED_PEERS="${TURN_DENIED_PEERS:-}"
export TURN_PORT="${TURN_PORT:-3478}" TURN_TLS_PORT="${TURN_TLS_PORT:-5349}"
export TURN_MIN_PORT="${TURN_MIN_PORT:-49152}" TURN_MAX_PORT="${TURN_MAX_PORT:-65535}"
export TURN_CERT="${TURN_CERT:-/etc/coturn/tls/fullchain.pem}" TURN_KEY="${TURN_KEY:-/etc/coturn/tls/privkey.pem}"
export TURN_TOTAL_QUOTA="${TURN_TOTAL_QUOTA:-1200}" TURN_USER_QUOTA="${TURN_USER_QUOTA:-64}"
export TURN_MAX_BPS="${TURN_MAX_BPS:-2500000}" TURN_METRICS_PORT="${TURN_METRICS_PORT:-9641}"
# coturn sets max-bps aside for every allocation: with less than this, allocations are refused before the quota is reached.
export TURN_BPS_CAPACITY="${TURN_BPS_CAPACITY:-$((TURN_TOTAL_QUOTA * TURN_MAX_BPS))}"

# Every listening address once more, with the second port for TLS; none when TURN_SECOND_TLS_PORT is empty.
TURN_SECOND_TLS_ENDPOINTS=$(printf '%s\n' "$TURN_LISTENING_IPS" | tr ',' '\n' | tr -d ' ' |
  awk -v port="${TURN_SECOND_TLS_PORT-443}" 'port { print ($0 ~ /:/ ? "[" $0 "]" : $0) ":" port }' | paste -s -d , -)
# external-ip is PUBLIC/PRIVATE.
TURN_OWN_PRIVATE_IPS=$(printf '%s\n' "$TURN_EXTERNAL_IPS" | tr ',' '\n' | sed -n 's|.*/||p' | paste -s -d , -)
export TURN_SECOND_TLS_ENDPOINTS TURN_OWN_PRIVATE_IPS

exec awk '
  /^#/ || !match($0, /\$\{[A-Z0-9_]+\}/) { print; next }
  {
    name = substr($0, RSTART + 2, RLENGTH - 3)
    if (!(name in ENVIRON)) { print "render.sh: the template names an unknown " name > "/dev/stderr"; exit 1 }
    if (ENVIRON[name] ~ /[\n\r]/) { print "render.sh: " name " must be one line" > "/dev/stderr"; exit 1 }
    before = substr($0, 1, RSTART - 1); after = substr($0, RSTART + RLENGTH)
    count = split(ENVIRON[name], values, / *, */)
    for (n = 1; n <= count; n++) if (values[n] != "") print before values[n] after
  }
' "$(dirname "$0")/turnserver.conf.template"
