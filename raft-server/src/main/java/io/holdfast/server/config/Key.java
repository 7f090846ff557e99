package io.holdfast.server.config;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Every configuration key there is, with its default; the one list that file, environment, flags and documentation share. */
public enum Key {
    /** {@link ServerConfig#cluster}. */
    CLUSTER("cluster"),
    /** {@link ServerConfig#node}. */
    NODE("node"),
    /** {@link ServerConfig#dataDir}. */
    DATA_DIR("data-dir"),
    /** {@link ServerConfig#bind}. */
    BIND("bind", "127.0.0.1"),
    /** {@link ServerConfig#members}. */
    MEMBERS("members"),
    /** {@link ServerConfig#opsPort}. */
    OPS_PORT("ops-port", "7402"),
    /** {@link ServerConfig.Tls#caCert}. */
    TLS_CA_CERT("tls.ca-cert"),
    /** {@link ServerConfig.Tls#cert}. */
    TLS_CERT("tls.cert"),
    /** {@link ServerConfig.Tls#key}. */
    TLS_KEY("tls.key"),
    /** {@link ServerConfig.Tls#reloadEvery}. */
    TLS_RELOAD_EVERY("tls.reload-every", "5s"),
    /** {@link ServerConfig.Tls#renewWithin}. */
    TLS_RENEW_WITHIN("tls.renew-within", "1m"),
    /** {@link ServerConfig.Tls#maxConnectionAge}. */
    TLS_MAX_CONNECTION_AGE("tls.max-connection-age", "1d"),
    /** {@link ServerConfig.Tls#postQuantum}. */
    TLS_PQ("tls.pq", "prefer"),
    /** {@link ServerConfig.Tls#expiryWarning}. */
    TLS_EXPIRY_WARNING("tls.expiry-warning", "30d"),
    /** {@link ServerConfig.Tls#expiryAlarm}. */
    TLS_EXPIRY_ALARM("tls.expiry-alarm", "7d"),
    /** {@link ServerConfig.Election#timeoutMin}. */
    ELECTION_TIMEOUT_MIN("election-timeout-min", "300ms"),
    /** {@link ServerConfig.Election#timeoutMax}. */
    ELECTION_TIMEOUT_MAX("election-timeout-max", "600ms"),
    /** {@link ServerConfig.History#maxAge}. */
    HISTORY_MAX_AGE("history.max-age", "1h"),
    /** {@link ServerConfig.History#maxRevisions}. */
    HISTORY_MAX_REVISIONS("history.max-revisions", "1000000"),
    /** {@link ServerConfig.History#maxBytes}. */
    HISTORY_MAX_BYTES("history.max-bytes", "heap/8"),
    /** {@link ServerConfig.Snapshots#everyEntries}. */
    SNAPSHOT_EVERY_ENTRIES("snapshot.every-entries", "100000"),
    /** {@link ServerConfig.Snapshots#everyBytes}. */
    SNAPSHOT_EVERY_BYTES("snapshot.every-bytes", "128MiB"),
    /** {@link ServerConfig.Snapshots#everyTime}. */
    SNAPSHOT_EVERY_TIME("snapshot.every-time", "1h"),
    /** {@link ServerConfig.Snapshots#keep}. */
    SNAPSHOT_KEEP("snapshot.keep", "2"),
    /** {@link ServerConfig.Snapshots#rate}. */
    SNAPSHOT_RATE("snapshot.rate", "32MiB"),
    /** {@link ServerConfig.ProposerBounds#queueOperations}. */
    PROPOSER_QUEUE_OPERATIONS("proposer.queue-operations", "65536"),
    /** {@link ServerConfig.ProposerBounds#queueBytes}. */
    PROPOSER_QUEUE_BYTES("proposer.queue-bytes", "heap/16"),
    /** {@link ServerConfig.ProposerBounds#batchOperations}. */
    PROPOSER_BATCH_OPERATIONS("proposer.batch-operations", "8192"),
    /** {@link ServerConfig.ProposerBounds#batchBytes}. */
    PROPOSER_BATCH_BYTES("proposer.batch-bytes", "2MiB"),
    /** {@link ServerConfig.ProposerBounds#entriesInFlight}. */
    PROPOSER_ENTRIES_IN_FLIGHT("proposer.entries-in-flight", "2"),
    /** {@link ServerConfig.ReaderBounds#queue}. */
    READER_QUEUE("reader.queue", "65536"),
    /** {@link ServerConfig.GatewayBounds#maxConnections}. */
    GATEWAY_MAX_CONNECTIONS("gateway.max-connections", "10000"),
    /** {@link ServerConfig.GatewayBounds#credit}. */
    GATEWAY_CREDIT("gateway.credit", "8192"),
    /** {@link ServerConfig.GatewayBounds#openBytes}. */
    GATEWAY_OPEN_BYTES("gateway.open-bytes", "heap/32"),
    /** {@link ServerConfig.GatewayBounds#operationTimeout}. */
    GATEWAY_OPERATION_TIMEOUT("gateway.operation-timeout", "10s"),
    /** {@link ServerConfig.GatewayBounds#handshakeTimeout}. */
    GATEWAY_HANDSHAKE_TIMEOUT("gateway.handshake-timeout", "10s"),
    /** {@link ServerConfig.GatewayBounds#eventLoops}. */
    GATEWAY_EVENT_LOOPS("gateway.event-loops", "0"),
    /** {@link ServerConfig.PrincipalBounds#connections}. */
    GATEWAY_PRINCIPAL_CONNECTIONS("gateway.principal-connections", "5000"),
    /** {@link ServerConfig.PrincipalBounds#operations}. */
    GATEWAY_PRINCIPAL_OPERATIONS("gateway.principal-operations", "49152"),
    /** {@link ServerConfig.PrincipalBounds#openBytes}. */
    GATEWAY_PRINCIPAL_OPEN_BYTES("gateway.principal-open-bytes", "heap/20"),
    /** {@link ServerConfig#slowRequestThreshold}. */
    SLOW_REQUEST_THRESHOLD("slow-request.threshold", "1s"),
    /** {@link ServerConfig#stopTimeout}. */
    STOP_TIMEOUT("stop-timeout", "15s");

    private static final String ENVIRONMENT_PREFIX = "HOLDFAST_SERVER_";
    private static final Set<String> OF_THE_SCRIPT = Set.of("HOLDFAST_SERVER_HEAP", "HOLDFAST_SERVER_JVM_OPTS");

    private final String path;
    private final Optional<String> byDefault;

    Key(String path) {
        this.path = path;
        this.byDefault = Optional.empty();
    }

    Key(String path, String byDefault) {
        this.path = path;
        this.byDefault = Optional.of(byDefault);
    }

    /** Its name in the file, nested keys joined by dots: {@code tls.ca-cert}. */
    public String path() {
        return path;
    }

    /** The value when nobody sets one; empty if somebody must. */
    public Optional<String> byDefault() {
        return byDefault;
    }

    /** Its environment variable: {@code HOLDFAST_SERVER_TLS_CA_CERT}. */
    public String variable() {
        return ENVIRONMENT_PREFIX + path.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /** Its flag: {@code --tls-ca-cert}. */
    public String flag() {
        return "--" + path.replace('.', '-');
    }

    /** Whether an environment variable of this name means to set a key; the start script's own do not. */
    static boolean isVariable(String name) {
        return name.startsWith(ENVIRONMENT_PREFIX) && !OF_THE_SCRIPT.contains(name);
    }
}
