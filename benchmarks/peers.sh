# The servers of peers on loopback, for benchmarks that source this: each start_ begins three processes and sets SERVERS
# (process ids, comma separated) and CLIENT (what a program must be told). Wants DIR, BASE_PORT (300 free ports), BIN, and, for
# ZooKeeper, JAVA and CLASS_PATH. Servers that run when the shell ends are stopped.
# shellcheck shell=bash

PIDS=()
SERVERS=''
CLIENT=()

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
