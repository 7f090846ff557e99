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

# shellcheck source=benchmarks/peers.sh
. "$ROOT/benchmarks/peers.sh"

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
