# What every script here shares: where things are, which ports are ours, how a step reports itself.
# Sourced, never run. All scripts work from the root of the checkout, whatever directory they were called from.
# shellcheck shell=bash disable=SC2034

set -euo pipefail
shopt -s inherit_errexit

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
cd "$root"
state=$root/.local
logs=$state/log
release=$state/release
cache=${XDG_CACHE_HOME:-$HOME/.cache}/levomart
mkdir -p "$logs" "$cache" || { echo "levomart: cannot write to $state or $cache" >&2; exit 1; }

# Debian keeps some tools out of an ordinary user's path; npm's wasm-opt must win over Debian's old one.
case $PATH in
"$root/node_modules/.bin:"*) ;;
*) export PATH=$root/node_modules/.bin:${CARGO_HOME:-$HOME/.cargo}/bin:$PATH:/usr/sbin:/sbin ;;
esac

# Set-up may have had to choose another Rust than the default one; it notes which.
if [ -z "${RUSTUP_TOOLCHAIN:-}" ] && [ -s "$state/toolchain" ]; then
  RUSTUP_TOOLCHAIN=$(<"$state/toolchain")
  export RUSTUP_TOOLCHAIN
fi

# One value in every build, or Cargo would compile Leptos anew for each of them; the server needs it, too.
export LEPTOS_OUTPUT_NAME=levomart

# .env, made from .env.example, is for settings that should outlive a shell; what the caller sets wins.
if [ -f .env ]; then
  while IFS='=' read -r key value; do
    if [[ $key =~ ^[A-Z][A-Z0-9_]*$ ]] && [ -z "${!key+set}" ]; then export "$key=$value"; fi
  done <.env
fi

# A running stack notes its ports, so that every script finds it; what the caller sets wins here, too.
asked_pg=${LEVOMART_PG_PORT:-} asked_redis=${LEVOMART_REDIS_PORT:-} asked_kafka=${LEVOMART_KAFKA_PORT:-}
# shellcheck disable=SC1091
[ ! -f "$state/ports" ] || . "$state/ports"
LEVOMART_PG_PORT=${asked_pg:-${LEVOMART_PG_PORT:-54320}}
LEVOMART_REDIS_PORT=${asked_redis:-${LEVOMART_REDIS_PORT:-63790}}
LEVOMART_KAFKA_PORT=${asked_kafka:-${LEVOMART_KAFKA_PORT:-39092}} # and the next one, for its controller
LEVOMART_PORT=${LEVOMART_PORT:-3000}

say() { printf '%s\n' "$*"; }

fail() {
  printf 'levomart: %s\n' "$*" >&2
  exit 1
}

# What carries the events.
events=${EVENTS:-postgres}
case $events in postgres | kafka) ;; *) fail "EVENTS is \`$events\`; it can be postgres or kafka" ;; esac

# took <seconds> <what>: one line of progress.
took() {
  [ ! -t 1 ] || printf '\r\033[K'
  printf '[%4ds] %s\n' "$1" "$2"
}

# step <log> <infinitive> <done> <command...>: runs quietly, and ends the script with one line if the command fails.
# A caller who knows the likely cure sets `hint`; `verbose` shows the output of a failure.
step() {
  local log=$logs/$1.log todo=$2 done=$3 begin=$SECONDS status=0
  shift 3
  [ ! -t 1 ] || printf '        %s …\r' "$todo"
  set +e
  (set -e; "$@") >"$log" 2>&1 </dev/null
  status=$?
  set -e
  if [ "$status" -eq 0 ]; then
    took $((SECONDS - begin)) "$done"
    return
  fi
  # Who has to read the output to mend the cause gets it at once; so does a build machine, whose logs are thrown away.
  [ -z "${CI:-}${verbose:-}" ] || tail -n 200 "$log"
  fail "could not $todo: $(last_words "$log")${hint:+; $hint} (full output: ${log#"$root"/})"
}

# The last line of a log that looks like a reason, else the last line.
last_words() {
  { grep -iE 'error|fatal|failed|cannot|could not|unable' "$1" | grep -v 'complete log of this run' || tail -n 1 "$1"; } |
    tail -n 1 | cut -c1-200
}

# loud <log> <what> <command...>: shows the output as it comes, keeps a copy, and reports the time.
loud() {
  local log=$logs/$1.log what=$2 begin=$SECONDS
  shift 2
  "$@" 2>&1 </dev/null | tee "$log" || fail "$what: failed after $((SECONDS - begin)) s (full output: ${log#"$root"/})"
  took $((SECONDS - begin)) "$what"
}

# need_space <directory> <for what>: a full disk fails a build in many odd ways, so it is not begun.
need_space() {
  local dir=$1 free
  until [ -d "$dir" ]; do dir=$(dirname "$dir"); done
  free=$(df -Pk "$dir" | awk 'NR == 2 { print int($4 / 1024) }')
  [ "$free" -ge 3072 ] || fail "only $free MB are free below $dir, and $2 needs 3 GB; make room and run this again"
}

# wait_for <seconds> <command...>: whether the command succeeds within that time.
wait_for() {
  local until=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$until" ] || return 1
    sleep 0.1
  done
}

# ---- ports and processes

taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# free_port <first>: the first port from there upward that nobody answers on.
free_port() {
  local port=$1
  while taken "$port"; do port=$((port + 1)); done
  printf '%s' "$port"
}

# refuse_taken <port> <for what> <variable>: a port of somebody else's is never fought for.
refuse_taken() {
  taken "$1" || return 0
  local who
  who=$(ss -ltnpH "sport = :$1" 2>/dev/null | sed -n 's/.*users:(("\([^"]*\)",pid=\([0-9]*\).*/\1, process \2/p' | head -n 1)
  fail "port $1, wanted for $2, is taken by ${who:-another program}; stop it, or choose another port with $3=<port>"
}

# A pid file may outlive its process, and the number may belong to somebody else by now.
works_in() { [ -n "$1" ] && [ "$(readlink "/proc/$1/cwd" 2>/dev/null)" = "$2" ]; }
runs() { [ -n "$1" ] && [[ "$(readlink "/proc/$1/exe" 2>/dev/null)" = "$2"* ]]; }
# (One that only waits for its parent to notice has no program any more.)
gone() { ! readlink "/proc/$1/exe" >/dev/null 2>&1; }

# ---- PostgreSQL, Redis, Kafka

# The programs of the cluster's own version if there is one, else of the newest that is installed.
find_pg() {
  local home=$state/pg version
  [ ! -s "$state/pg-home" ] || home=$(<"$state/pg-home")
  version=$(cat "$home/data/PG_VERSION" 2>/dev/null || true)
  if [ -n "$version" ] && [ -x "/usr/lib/postgresql/$version/bin/postgres" ]; then
    pg_bin=/usr/lib/postgresql/$version/bin
    return
  fi
  pg_bin=$(printf '%s\n' /usr/lib/postgresql/*/bin/postgres | sort -V | tail -n 1)
  pg_bin=${pg_bin%/postgres}
  version=${pg_bin#/usr/lib/postgresql/} version=${version%/bin}
  [ -x "$pg_bin/postgres" ] && [ "$version" -ge 15 ]
}

# The ports may have been chosen only now.
stack_up() {
  scripts/stack up
  # shellcheck disable=SC1091
  . "$state/ports"
}

sql() { PGOPTIONS=--client-min-messages=warning "$pg_bin/psql" -X -q -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$LEVOMART_PG_PORT" -U levomart "$@"; }

database_url() { printf 'postgres://levomart@127.0.0.1:%s/%s' "$LEVOMART_PG_PORT" "$1"; }
redis_url() { printf 'redis://127.0.0.1:%s/%s' "$LEVOMART_REDIS_PORT" "$1"; }
kafka_broker() { printf '127.0.0.1:%s' "$LEVOMART_KAFKA_PORT"; }

# ---- what tries the API

# Named by what belongs into it, so that checkouts can share it.
schemathesis_home() { printf '%s/schemathesis-%.12s' "$cache" "$(sha256sum <"$root/scripts/schemathesis.txt")"; }

# ---- the browser of the tests

find_chromium() { command -v chromium || command -v chromium-browser || command -v google-chrome; }
