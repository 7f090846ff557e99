#!/usr/bin/env bash
# Locks side by side: Holdfast, etcd (jetcd), ZooKeeper (Curator). Each peer in turn: three server processes on loopback,
# fsync on, then every workload with one client process, then its servers are stopped.
#
#   locks.sh [--peers LIST] [--rounds N] [--threads N] [--warm-up S] [--seconds S] [--dir DIR] [--base-port P] [--large]
#
#   --peers      of holdfast, etcd, zookeeper; comma separated, in this order (default all)
#   --rounds     how often everything is run, peers interleaved (default 1)
#   --threads    contenders (default 32)
#   --warm-up, --seconds   of each workload (default 30 and 12); new servers are warmed for twice as long before
#   --dir        for servers' data, certificates and results.jsonl; made, and left behind (default a new folder in /tmp)
#   --base-port  of 300 free ones (default 21600)
#   --large      Holdfast alone: 100,000 sessions that hold a lock each, 10,000 waiters for one lock (some minutes)
#
# Needs etcd on the PATH (Debian: etcd-server) for that peer; ZooKeeper comes with the class path. Prints a table.
set -euo pipefail
ROOT=$(cd "${BASH_SOURCE[0]%/*}/.." && pwd)
BIN=$ROOT/scripts
# shellcheck source=scripts/common.sh
. "$BIN/common.sh"

PEERS=holdfast,etcd,zookeeper ROUNDS=1 THREADS=32 WARM_UP=30 SECONDS_MEASURED=12 DIR='' BASE_PORT=21600 LARGE=''
SESSIONS=${SESSIONS:-100000} WAITERS=${WAITERS:-10000}
while (($# > 0)); do
  case $1 in
    --large) LARGE=yes ;;
    --peers | --rounds | --threads | --warm-up | --seconds | --dir | --base-port)
      (($# > 1)) || die "$1 needs a value" 2
      case $1 in
        --peers) PEERS=$2 ;;
        --rounds) ROUNDS=$2 ;;
        --threads) THREADS=$2 ;;
        --warm-up) WARM_UP=$2 ;;
        --seconds) SECONDS_MEASURED=$2 ;;
        --dir) DIR=$2 ;;
        --base-port) BASE_PORT=$2 ;;
      esac
      shift
      ;;
    *) sed -n '2,/^set/{/^#/s/^# \{0,1\}//p;}' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
  esac
  shift
done
DIR=${DIR:-$(mktemp -d "${TMPDIR:-/tmp}/holdfast-locks.XXXXXX")}
mkdir -p "$DIR"
DIR=$(cd "$DIR" && pwd)
RESULTS=$DIR/results.jsonl
PIDS=()

# --- servers --------------------------------------------------------------------------------------------------------

stop_servers() {
  local pid tries
  if [[ -f "$DIR/holdfast/shape" ]]; then "$BIN/cluster" stop --dir "$DIR/holdfast" >/dev/null; fi
  for pid in ${PIDS[@]+"${PIDS[@]}"}; do kill -TERM "$pid" 2>/dev/null || true; done
  for pid in ${PIDS[@]+"${PIDS[@]}"}; do
    tries=200
    while kill -0 "$pid" 2>/dev/null && ((tries-- > 0)); do sleep 0.05; done
    kill -KILL "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done
  PIDS=()
}
trap stop_servers EXIT
trap 'exit 143' TERM INT

# await_port PORT
await_port() {
  local tries=600
  until (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; do
    ((tries-- > 0)) || die "nothing listens on port $1; the logs are in $DIR"
    sleep 0.05
  done
}

# Each start_ sets SERVERS (process ids, comma separated) and CLIENT (what the program must be told).
start_holdfast() {
  local k pid
  rm -rf "$DIR/holdfast"
  HOLDFAST_NO_BUILD=1 "$BIN/cluster" start --nodes 3 --dir "$DIR/holdfast" --base-port "$BASE_PORT" >&2
  # shellcheck source=/dev/null
  . "$DIR/holdfast/client.env"
  SERVERS=''
  for k in 1 2 3; do
    read -r pid <"$DIR/holdfast/n$k/pid"
    SERVERS=$SERVERS${SERVERS:+,}$pid
  done
  CLIENT=()
}

start_etcd() {
  local k pki=$DIR/etcd/pki port cluster='' endpoints=''
  command -v etcd >/dev/null || die 'etcd is not on the PATH (Debian: apt-get install etcd-server)'
  rm -rf "$DIR/etcd"
  mkdir -p "$DIR/etcd"
  "$BIN/holdfast" pki init --dir "$pki" --cluster etcd >/dev/null
  "$BIN/holdfast" pki issue --operator client --dir "$pki" >/dev/null
  for k in 1 2 3; do
    port=$((BASE_PORT + 100 + 10 * k))
    "$BIN/holdfast" pki issue --node "e$k" --dev --dir "$pki" >/dev/null
    cluster=$cluster${cluster:+,}e$k=https://127.0.0.1:$((port + 1))
    endpoints=$endpoints${endpoints:+,}https://127.0.0.1:$port
  done
  for k in 1 2 3; do
    port=$((BASE_PORT + 100 + 10 * k))
    etcd --name "e$k" --data-dir "$DIR/etcd/e$k" --logger zap --log-outputs stderr \
      --listen-client-urls "https://127.0.0.1:$port" --advertise-client-urls "https://127.0.0.1:$port" \
      --listen-peer-urls "https://127.0.0.1:$((port + 1))" --initial-advertise-peer-urls "https://127.0.0.1:$((port + 1))" \
      --initial-cluster "$cluster" --initial-cluster-state new \
      --client-cert-auth --trusted-ca-file "$pki/ca.pem" --cert-file "$pki/e$k.pem" --key-file "$pki/e$k.key" \
      --peer-client-cert-auth --peer-trusted-ca-file "$pki/ca.pem" --peer-cert-file "$pki/e$k.pem" \
      --peer-key-file "$pki/e$k.key" >"$DIR/etcd/e$k.log" 2>&1 &
    PIDS+=("$!")
  done
  for k in 1 2 3; do await_port $((BASE_PORT + 100 + 10 * k)); done
  join_pids
  CLIENT=(--endpoints "$endpoints" --pki "$pki")
}

start_zookeeper() {
  local k j home port endpoints=''
  rm -rf "$DIR/zookeeper"
  for k in 1 2 3; do
    home=$DIR/zookeeper/z$k port=$((BASE_PORT + 200 + 10 * k))
    mkdir -p "$home"
    printf '%d\n' "$k" >"$home/myid"
    {
      printf 'tickTime=2000\ninitLimit=10\nsyncLimit=5\nmaxClientCnxns=0\nadmin.enableServer=false\n'
      printf 'dataDir=%s\nclientPort=%d\nclientPortAddress=127.0.0.1\n' "$home" "$port"
      for j in 1 2 3; do
        printf 'server.%d=127.0.0.1:%d:%d\n' "$j" $((BASE_PORT + 200 + 10 * j + 1)) $((BASE_PORT + 200 + 10 * j + 2))
      done
    } >"$home/zoo.cfg"
    "$JAVA" -Xmx1000m -cp "$CLASS_PATH" org.apache.zookeeper.server.quorum.QuorumPeerMain "$home/zoo.cfg" \
      >"$home/log" 2>&1 &
    PIDS+=("$!")
    endpoints=$endpoints${endpoints:+,}127.0.0.1:$port
  done
  for k in 1 2 3; do await_port $((BASE_PORT + 200 + 10 * k)); done
  join_pids
  CLIENT=(--endpoints "$endpoints")
}

join_pids() {
  local IFS=,
  SERVERS="${PIDS[*]}"
}

# --- workloads ------------------------------------------------------------------------------------------------------

# run PEER ARGUMENT...
run() {
  local peer=$1
  shift
  measure "$peer" --results "$RESULTS" "$@"
}

# Three JVMs on few cores spend a minute of all of them on compiling: nothing of it is kept.
warm_servers() {
  say "warming the servers of $1"
  measure "$1" --workload shared --threads "$THREADS" --clients 4 --release awaited --warm-up "$((2 * WARM_UP))" --seconds 1 \
    >/dev/null 2>&1
}

measure() {
  local peer=$1
  shift
  "$JAVA" -Xms512m -Xmx3g "${QUIET_FLAGS[@]}" -cp "$CLASS_PATH" io.holdfast.benchmarks.locks.LockBenchmark \
    --peer "$peer" --servers "$SERVERS" ${CLIENT[@]+"${CLIENT[@]}"} "$@" >&2
}

# What every peer does. Release is waited for; where close() of our handle does not, that is measured too.
run_workloads() {
  local peer=$1 release releases=awaited clients
  if [[ "$peer" == holdfast ]]; then releases='awaited sent'; fi
  for release in $releases; do
    local rest=(--release "$release" --warm-up "$WARM_UP" --seconds "$SECONDS_MEASURED")
    run "$peer" --workload own --threads 1 --clients 1 "${rest[@]}"
    for clients in 1 "$THREADS"; do
      run "$peer" --workload own --threads "$THREADS" --clients "$clients" "${rest[@]}"
      run "$peer" --workload shared --threads "$THREADS" --clients "$clients" "${rest[@]}"
    done
  done
}

run_large() {
  start_holdfast
  warm_servers holdfast
  run holdfast --workload line --threads "$WAITERS" --clients 10 --release sent --ttl 30
  stop_servers
  start_holdfast
  run holdfast --workload crowd --threads "$SESSIONS" --clients 10 --ttl 30 --warm-up 20 --seconds 20
  stop_servers
}

# --- all of it ------------------------------------------------------------------------------------------------------

if [[ -z "${HOLDFAST_NO_BUILD:-}" ]]; then
  say 'Building'
  (cd "$ROOT" && mvn -B -q -ntp -pl benchmarks,distribution -am -Dmaven.test.skip=true package >&2)
fi
locate_home
find_java
quiet_flags
[[ -s "$ROOT/benchmarks/target/class-path" ]] || die 'benchmarks is not built: run without HOLDFAST_NO_BUILD'
CLASS_PATH=$ROOT/benchmarks/target/classes:$(cat "$ROOT/benchmarks/target/class-path")
say "Java $JAVA_VERSION; everything is kept in $DIR"
if [[ -n "$LARGE" ]]; then
  run_large
else
  for ((round = 1; round <= ROUNDS; round++)); do
    for peer in ${PEERS//,/ }; do
      "start_$peer"
      warm_servers "$peer"
      run_workloads "$peer"
      stop_servers
    done
  done
fi
"$JAVA" "${QUIET_FLAGS[@]}" -cp "$CLASS_PATH" io.holdfast.benchmarks.locks.LockBenchmark table "$RESULTS"
