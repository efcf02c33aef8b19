# A private Apache Kafka: one node that is broker and controller (KRaft), on loopback ports of its own, its data under
# .local/kafka. The jars come through Maven, pinned by scripts/kafka/pom.xml and held to the checksums beside it; where
# Java or Maven cannot be had, Docker runs the same version. Sourced by scripts/stack and scripts/setup.
# shellcheck shell=bash disable=SC2034,SC2154

kafka_home=$state/kafka
kafka_version=$(sed -n 's|.*<kafka.version>\(.*\)</kafka.version>.*|\1|p' scripts/kafka/pom.xml)
kafka_jars=$cache/kafka-$kafka_version
kafka_sums=$root/scripts/kafka/jars.sha256

kafka_pid() { cat "$kafka_home/kafka.pid" 2>/dev/null || true; }
kafka_runs() { works_in "$(kafka_pid)" "$kafka_home"; }

# ---- what it takes

java_17() {
  local version
  version=$(java -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p')
  [ "${version:-0}" -ge 17 ]
}
jars_at_hand() { [ -d "$kafka_jars" ] || command -v mvn >/dev/null; }
docker_answers() { docker info >/dev/null 2>&1; }

get_kafka_jars() {
  local dir=$kafka_jars.new
  rm -rf "$dir"
  mvn -B -q -Dstyle.color=never -f scripts/kafka/pom.xml dependency:copy-dependencies -DoutputDirectory="$dir"
  (cd "$dir" && sha256sum --quiet --strict -c "$kafka_sums")
  mv "$dir" "$kafka_jars"
}

# Sets kafka_run, in front of the name of a Java class. Only jars with a checksum are on the class path. One compiler and
# one collecting thread halve what a start costs, and a broker for one shop needs no more.
find_kafka() {
  kafka_run=(
    java -Xms128m -Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dorg.slf4j.simpleLogger.defaultLogLevel=warn
    -Dorg.slf4j.simpleLogger.showDateTime=true '-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS'
    -cp "$(awk -v dir="$kafka_jars/" '{ printf "%s%s%s", between, dir, $2; between = ":" }' "$kafka_sums")"
  )
  if java_17 && jars_at_hand; then
    [ -d "$kafka_jars" ] || step kafka-jars "get Kafka's jars" "got the jars of Kafka $kafka_version" get_kafka_jars
  elif docker_answers; then
    kafka_run=(
      docker run --rm --init --network host --user "$(id -u):$(id -g)" -v "$kafka_home:$kafka_home" -w "$kafka_home"
      -e KAFKA_HEAP_OPTS="-Xms128m -Xmx512m" -e LOG_DIR=/tmp
      "apache/kafka:$kafka_version" /opt/kafka/bin/kafka-run-class.sh
    )
  else
    fail "Kafka needs Java 17 with Maven, or Docker; run: scripts/setup kafka"
  fi
}

# ---- running it

# Topics are code (`levomart topics apply`), so none appears by being named. One node can keep one copy of anything.
kafka_config() {
  cat <<END
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:$((LEVOMART_KAFKA_PORT + 1))
listeners=BROKER://127.0.0.1:$LEVOMART_KAFKA_PORT,CONTROLLER://127.0.0.1:$((LEVOMART_KAFKA_PORT + 1))
listener.security.protocol.map=BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT
controller.listener.names=CONTROLLER
inter.broker.listener.name=BROKER
log.dirs=data
auto.create.topics.enable=false
group.initial.rebalance.delay.ms=0
offsets.topic.num.partitions=4
offsets.topic.replication.factor=1
transaction.state.log.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.num.partitions=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
log.cleaner.dedupe.buffer.size=8388608
END
}

# Formatted once: the id of the cluster is written down last, and kept for as long as the data is.
format_kafka() {
  local id
  id=$(head -c 16 /dev/urandom | base64 | tr '+/' 'LM' | tr -d '=')
  rm -rf data
  "${kafka_run[@]}" kafka.tools.StorageTool format -t "$id" -c server.properties
  echo "$id" >cluster-id
}

start_kafka() {
  mkdir -p "$kafka_home"
  cd "$kafka_home" || return # so that the process is known by where it works
  kafka_config >server.properties
  [ -s cluster-id ] || format_kafka
  local log=$logs/kafka.log
  [ ! -f "$log" ] || mv "$log" "$log.1"
  setsid "${kafka_run[@]}" kafka.Kafka server.properties >"$log" 2>&1 </dev/null 7>&- 8>&- 9>&- &
  echo $! >kafka.pid
  if ! wait_for 60 kafka_answers_or_ended || ! kafka_runs; then
    tail -n 5 "$log"
    return 1
  fi
}

# A port is open long before there is a broker behind it: so it is asked for metadata (request 3 of Kafka's protocol,
# version 1, about no topic), and has to know of a broker.
kafka_answers() (
  exec 3<>"/dev/tcp/127.0.0.1/$LEVOMART_KAFKA_PORT"
  printf '\0\0\0\016\0\003\0\001\0\0\0\001\377\377\0\0\0\0' >&3
  # Length, the number of our request, how many brokers.
  read -ra answer < <(timeout 2 head -c 12 <&3 | od -An -v -w12 -tu1)
  [ ${#answer[@]} -eq 12 ] && [ "${answer[7]}" -eq 1 ] && [ "${answer[11]}" -gt 0 ]
) 2>/dev/null

free_kafka_port() {
  local port
  port=$(free_port "$LEVOMART_KAFKA_PORT")
  while taken "$((port + 1))"; do port=$(free_port "$((port + 1))"); done
  printf '%s' "$port"
}

kafka_answers_or_ended() { ! kafka_runs || kafka_answers; }

# What does not end by itself is killed: its log mends itself at the next start.
stop_kafka() {
  local pid
  pid=$(kafka_pid)
  kill -TERM "$pid"
  kill -CONT "$pid"
  wait_for 20 gone "$pid" || kill -KILL "$pid"
  rm -f "$kafka_home/kafka.pid"
}
