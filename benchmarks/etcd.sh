#!/usr/bin/env bash
# etcd's unary Put and Range side by side: Holdfast's etcd services and etcd itself. Each in turn: three server processes on
# loopback, mutual TLS, fsync on, and the same client, which speaks to the leader; then its servers are stopped.
#
#   etcd.sh [--peers LIST] [--rounds N] [--in-flight LIST] [--connections N] [--warm-up S] [--seconds S] [--dir DIR]
#           [--base-port P]
#
#   --peers      of holdfast, etcd; comma separated, in this order (default both)
#   --rounds     how often everything is run, peers interleaved (default 1)
#   --in-flight  calls under way at once, comma separated (default 1,16,128,1024)
#   --connections   of the client, at most as many as calls (default 1)
#   --warm-up, --seconds   of each workload (default 10 and 10); new servers are warmed for WARM_SERVERS (30) seconds a workload before
#   --dir        for servers' data, certificates and results.jsonl; made, and left behind (default a new folder in /tmp)
#   --base-port  of 300 free ones (default 21600)
#
# Needs etcd on the PATH (Debian: etcd-server). Prints a table.
set -euo pipefail
ROOT=$(cd "${BASH_SOURCE[0]%/*}/.." && pwd)
BIN=$ROOT/scripts
# shellcheck source=scripts/common.sh
. "$BIN/common.sh"

PEERS=holdfast,etcd ROUNDS=1 IN_FLIGHT=1,16,128,1024 CONNECTIONS=1 WARM_UP=10 SECONDS_MEASURED=10 DIR='' BASE_PORT=21600
while (($# > 0)); do
  case $1 in
    --peers | --rounds | --in-flight | --connections | --warm-up | --seconds | --dir | --base-port)
      (($# > 1)) || die "$1 needs a value" 2
      case $1 in
        --peers) PEERS=$2 ;;
        --rounds) ROUNDS=$2 ;;
        --in-flight) IN_FLIGHT=$2 ;;
        --connections) CONNECTIONS=$2 ;;
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
DIR=${DIR:-$(mktemp -d "${TMPDIR:-/tmp}/holdfast-etcd.XXXXXX")}
mkdir -p "$DIR"
DIR=$(cd "$DIR" && pwd)
RESULTS=$DIR/results.jsonl
# shellcheck source=benchmarks/peers.sh
. "$ROOT/benchmarks/peers.sh"

# measure PEER ARGUMENT...
measure() {
  local peer=$1 endpoints pki
  shift
  if [[ "$peer" == holdfast ]]; then
    endpoints=$HOLDFAST_ENDPOINTS pki=$DIR/holdfast/pki
  else
    endpoints=${CLIENT[1]} pki=${CLIENT[3]}
  fi
  "$JAVA" -Xms512m -Xmx1g "${QUIET_FLAGS[@]}" -cp "$CLASS_PATH" io.holdfast.benchmarks.etcd.EtcdBenchmark \
    --peer "$peer" --servers "$SERVERS" --endpoints "${endpoints//https:\/\//}" --pki "$pki" --connections "$CONNECTIONS" "$@" >&2
}

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
for ((round = 1; round <= ROUNDS; round++)); do
  for peer in ${PEERS//,/ }; do
    "start_$peer"
    # Three JVMs on few cores spend a minute of all of them on compiling: nothing of it is kept.
    say "warming the servers of $peer"
    for workload in put range; do
      measure "$peer" --workload "$workload" --in-flight 128 --warm-up "${WARM_SERVERS:-30}" --seconds 1
    done
    for in_flight in ${IN_FLIGHT//,/ }; do
      for workload in put range; do
        measure "$peer" --workload "$workload" --in-flight "$in_flight" --warm-up "$WARM_UP" --seconds "$SECONDS_MEASURED" \
          --results "$RESULTS"
      done
    done
    stop_servers
  done
done
"$JAVA" "${QUIET_FLAGS[@]}" -cp "$CLASS_PATH" io.holdfast.benchmarks.etcd.EtcdBenchmark table "$RESULTS"
