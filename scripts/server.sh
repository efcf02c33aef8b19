# Starting and stopping the server, and the settings that it and the tests get. Sourced, after lib.sh.
# shellcheck shell=bash disable=SC2154

# server_env <port> <database> <Redis database> [<mail folder>]: what `levomart` reads, exported.
server_env() {
  if [ ! -s "$state/secret" ]; then
    (umask 077 && od -An -v -tx1 -N32 /dev/urandom | tr -d ' \n' >"$state/secret")
  fi
  export LEVOMART__MODE=development
  export LEVOMART__HTTP__LISTEN=127.0.0.1:$1 LEVOMART__HTTP__PUBLIC_URL=http://127.0.0.1:$1
  LEVOMART__DATABASE__URL=$(database_url "$2")
  LEVOMART__REDIS__URL=$(redis_url "$3")
  LEVOMART__SECRETS__KEY=$(<"$state/secret")
  export LEVOMART__DATABASE__URL LEVOMART__REDIS__URL LEVOMART__SECRETS__KEY
  if [ "$events" = kafka ]; then
    LEVOMART__EVENTS__URL=kafka://$(kafka_broker)
    export LEVOMART__EVENTS__URL LEVOMART__EVENTS__INSTANCE=$2
    # Another database is another shop, with topics of its own.
    [ "$2" = levomart ] || export LEVOMART__EVENTS__PREFIX=$2.
  fi
  # All who try, test and measure the shop here share one address.
  export LEVOMART__STOREFRONT__FORMS_PER_MINUTE=${LEVOMART__STOREFRONT__FORMS_PER_MINUTE:-0}
  # Nobody who tries the shop waits hours for a parcel.
  export LEVOMART__SHIPPING__SIMULATED_PACE_SECONDS=${LEVOMART__SHIPPING__SIMULATED_PACE_SECONDS:-20}
  export LEVOMART__MAIL__DIR=$state/${4:-mail}
  mkdir -p "$LEVOMART__MAIL__DIR"
  export LEVOMART__MEDIA__URL=file:$state/${4:-mail}.media
}

# The release is served with the assets that were built with it, whatever target/ holds by now.
release_env() {
  export LEVOMART__SITE__ROOT=$release/site LEPTOS_SITE_ROOT=$release/site
  export LEPTOS_SITE_PKG_DIR=pkg LEPTOS_HASH_FILES=true LEPTOS_ENV=PROD
}

# Tests make databases and topics of their own; the database named here is only where they connect to do so. Kafka's
# address is given by who started it: a test that needs it says so.
test_env() {
  DATABASE_URL=$(database_url levomart_test)
  REDIS_URL=$(redis_url 2)
  export DATABASE_URL REDIS_URL SQLX_OFFLINE=${SQLX_OFFLINE:-true}
}

migrate_and_seed() {
  step "$1-migrate" "migrate the database" "migrated the database" "$release/levomart" migrate
  [ "$events" != kafka ] || step "$1-topics" "make the topics" "made the topics" "$release/levomart" topics apply
  step "$1-seed" "seed the demo shop" "seeded the demo shop" "$release/levomart" seed
}

server_pid() { cat "$state/$1.pid" 2>/dev/null || true; }
server_runs() { runs "$(server_pid "$1")" "$release/levomart"; }
server_ready() { curl -fsS -m 2 "$1/readyz"; }
ready_or_gone() { gone "$(server_pid "$1")" || server_ready "$2"; }

# start_server <name> [<where it says how it is> [<argument>...]]: in a session of its own, so that Ctrl-C reaches it as
# the SIGTERM that we send, and only once.
start_server() {
  local name=$1 url=${2:-$LEVOMART__HTTP__PUBLIC_URL} begin=$SECONDS log=$logs/$1.log
  shift $(($# < 2 ? $# : 2))
  [ ! -f "$log" ] || mv "$log" "$log.1"
  setsid "$release/levomart" serve "$@" >"$log" 2>&1 </dev/null 8>&- 9>&- &
  echo $! >"$state/$name.pid"
  if ! wait_for 60 ready_or_gone "$name" "$url" || ! server_runs "$name"; then
    local words
    words=$(last_words "$log")
    stop_server "$name"
    fail "the server did not become ready: $words (full output: ${log#"$root"/})"
  fi
  took $((SECONDS - begin)) "started the server on $url${*:+ ($*)}"
}

# stop_server <name>: SIGTERM, which drains; what has not ended after that is not going to.
stop_server() {
  local pid begin=$SECONDS
  pid=$(server_pid "$1")
  if server_runs "$1"; then
    rm -f "$state/$1.pid" # first, for a `make run` that watches: this end was asked for
    kill -TERM "$pid"
    wait_for 40 gone "$pid" || kill -KILL "$pid"
    took $((SECONDS - begin)) "stopped the server (process $pid)"
  fi
  rm -f "$state/$1.pid"
}
