# The shop as services: every slice a process with a port and a database of its own, the storefront in front of them.
# Sourced, after server.sh.
# shellcheck shell=bash disable=SC2154

# In no particular order: who finds another one not there yet asks again.
services=(storefront identity catalog cart orders payments notifications shipping audit analytics)
owners=(events identity catalog orders payments notifications shipping audit analytics) # of databases

# services_env <port> <shop> <Redis database> <first internal port> [<mail folder>]: what all of them read, exported.
services_env() {
  local index upstream
  server_env "$1" "$2" "$3" "${5:-mail}"
  shop=$2 first_port=$4
  # Another shop than that of `make run` has topics of its own, whatever its name.
  [ "$events" != kafka ] || export LEVOMART__EVENTS__PREFIX=$shop.
  for index in "${!services[@]}"; do
    upstream=LEVOMART__UPSTREAMS__${services[index]^^}
    case ${services[index]} in storefront) ;; *) export "$upstream=http://127.0.0.1:$((first_port + index))" ;; esac
  done
}

owned_by() { database_url "${shop}_$1"; }

# Migrations and seeding see all databases, as somebody does who runs them once for all services.
migrate_and_seed_services() {
  local owner
  for owner in "${owners[@]}"; do
    sql -d postgres -tAc "select 1 from pg_database where datname = '${shop}_$owner'" | grep -q 1 ||
      sql -d postgres -c "create database ${shop}_$owner"
    local -x "LEVOMART__DATABASE__SLICES__${owner^^}=$(owned_by "$owner")"
  done
  migrate_and_seed "$shop"
}

internal_port() {
  local index
  for index in "${!services[@]}"; do
    if [ "${services[index]}" = "$1" ]; then
      printf '%s' $((first_port + index))
      return
    fi
  done
  fail "there is no service \`$1\`; there are ${services[*]}"
}

# A service is told of its own database and of that of the events, and of no other one.
start_service() (
  port=$(internal_port "$1")
  server_runs "$shop-$1" || refuse_taken "$port" "$1" LEVOMART_SERVICES_PORT
  export LEVOMART__HTTP__INTERNAL=127.0.0.1:$port LEVOMART__EVENTS__INSTANCE=$shop-$1
  LEVOMART__DATABASE__URL=$(owned_by "$1")
  LEVOMART__DATABASE__SLICES__EVENTS=$(owned_by events)
  export LEVOMART__DATABASE__URL LEVOMART__DATABASE__SLICES__EVENTS
  start_server "$shop-$1" "http://127.0.0.1:$port" --roles "$1"
)

start_services() {
  local service
  for service in "${services[@]}"; do start_service "$service"; done
}

stop_services() {
  local service
  for service in "${services[@]}"; do stop_server "$1-$service"; done
}

# free_ports <first>: from there upward the first of as many free ports in a row as there are services.
free_ports() {
  local port=$1 offset
  for ((offset = 0; offset < ${#services[@]}; offset++)); do
    if taken $((port + offset)); then port=$((port + offset + 1)) offset=-1; fi
  done
  printf '%s' "$port"
}
