package io.holdfast.client;

import io.holdfast.client.internal.Address;
import io.holdfast.model.Limits;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link HoldfastClient}. Endpoints and the three TLS files are needed; everything else has a default. Wrong
 * settings are refused by {@link #build} with a {@link ConfigurationException} that names them. Not safe for several
 * threads at once.
 */
public final class HoldfastClientBuilder {
    private static final Duration DAY = Duration.ofDays(1);

    private List<String> endpoints = List.of();
    private @Nullable Path caCertificate;
    private @Nullable Path certificate;
    private @Nullable Path privateKey;
    private String name = "holdfast-client";
    private Duration requestTimeout = Duration.ofSeconds(5);
    private Duration connectTimeout = Duration.ofSeconds(2);
    private Duration minBackoff = Duration.ofMillis(20);
    private Duration maxBackoff = Duration.ofSeconds(1);
    private int maxInFlight = 16_384;
    private long maxInFlightBytes = 64L << 20;
    private ReadFrom readFrom = ReadFrom.LEADER;
    private Duration sessionTtl = SessionOptions.DEFAULT.ttl();
    private Duration tlsReloadEvery = Duration.ofSeconds(10);
    private @Nullable ListenerErrors listenerErrors;
    private @Nullable ClientThreads threads;
    private @Nullable Executor callbackExecutor;

    HoldfastClientBuilder() {}

    /** Where to start: {@code host:port,host:port,…}. One reachable node is enough; the leader is found from there. */
    public HoldfastClientBuilder endpoints(String commaSeparated) {
        return endpoints(Arrays.stream(commaSeparated.split(","))
                .map(String::trim)
                .filter(endpoint -> !endpoint.isEmpty())
                .toList());
    }

    /** Where to start, {@code host:port} each. */
    public HoldfastClientBuilder endpoints(List<String> hostsAndPorts) {
        this.endpoints = List.copyOf(hostsAndPorts);
        return this;
    }

    /** PEM files: the cluster's authority, this client's certificate and its key. */
    public HoldfastClientBuilder tls(Path caCertificate, Path certificate, Path privateKey) {
        this.caCertificate = Objects.requireNonNull(caCertificate, "caCertificate");
        this.certificate = Objects.requireNonNull(certificate, "certificate");
        this.privateKey = Objects.requireNonNull(privateKey, "privateKey");
        return this;
    }

    /** What this client calls itself in the servers' listings; default {@code holdfast-client}. */
    public HoldfastClientBuilder name(String name) {
        this.name = Objects.requireNonNull(name, "name");
        return this;
    }

    /** Deadline of each call; default 5 s. */
    public HoldfastClientBuilder requestTimeout(Duration timeout) {
        this.requestTimeout = Objects.requireNonNull(timeout, "timeout");
        return this;
    }

    /** How long reaching one node may take before the next is tried; default 2 s. */
    public HoldfastClientBuilder connectTimeout(Duration timeout) {
        this.connectTimeout = Objects.requireNonNull(timeout, "timeout");
        return this;
    }

    /** Pauses after failures grow from {@code min} to {@code max}, with jitter; default 20 ms to 1 s. */
    public HoldfastClientBuilder backoff(Duration min, Duration max) {
        this.minBackoff = Objects.requireNonNull(min, "min");
        this.maxBackoff = Objects.requireNonNull(max, "max");
        return this;
    }

    /** How many calls may be open at once; one more fails with {@link OverloadedException}. Default 16 384. */
    public HoldfastClientBuilder maxInFlight(int calls) {
        this.maxInFlight = calls;
        return this;
    }

    /** How many bytes the requests of open calls may hold together; default 64 MiB. */
    public HoldfastClientBuilder maxInFlightBytes(long bytes) {
        this.maxInFlightBytes = bytes;
        return this;
    }

    /** Where linearizable reads go; default the leader, which answers them without asking another node. */
    public HoldfastClientBuilder readFrom(ReadFrom readFrom) {
        this.readFrom = Objects.requireNonNull(readFrom, "readFrom");
        return this;
    }

    /**
     * How long this client's own session, the one its writes go out in, lives without a heartbeat: 1 s to 24 h, default
     * 10 s. Longer outlasts longer outages; shorter frees sooner what a dead client held.
     */
    public HoldfastClientBuilder sessionTtl(Duration ttl) {
        this.sessionTtl = Objects.requireNonNull(ttl, "ttl");
        return this;
    }

    /**
     * How often the three PEM files are looked at, at least 100 ms apart; default 10 s. A whole and valid new set is used
     * by every later connection, and open ones are replaced by new ones within six times this.
     */
    public HoldfastClientBuilder tlsReloadEvery(Duration every) {
        this.tlsReloadEvery = Objects.requireNonNull(every, "every");
        return this;
    }

    /** Who hears what listeners throw; default the log. */
    public HoldfastClientBuilder listenerErrors(ListenerErrors errors) {
        this.listenerErrors = Objects.requireNonNull(errors, "errors");
        return this;
    }

    /** The threads it shares with other clients; default threads of its own. They must outlive the client. */
    public HoldfastClientBuilder threads(ClientThreads shared) {
        this.threads = Objects.requireNonNull(shared, "shared");
        return this;
    }

    /**
     * Where futures complete; default a small pool of the client's own. It must not refuse tasks; the client does not
     * shut it down.
     */
    public HoldfastClientBuilder callbackExecutor(Executor executor) {
        this.callbackExecutor = Objects.requireNonNull(executor, "executor");
        return this;
    }

    /**
     * Takes what the environment sets: {@code HOLDFAST_ENDPOINTS}, {@code HOLDFAST_CACERT}, {@code HOLDFAST_CERT}, {@code
     * HOLDFAST_KEY}, {@code HOLDFAST_READ_FROM} ({@code leader} or {@code any}), {@code HOLDFAST_TIMEOUT} ({@code 5s}, {@code 500ms}, {@code 2m}). What it does not set stays.
     */
    public HoldfastClientBuilder fromEnvironment() {
        return fromEnvironment(System.getenv());
    }

    /** {@link #fromEnvironment()} from the given variables. */
    public HoldfastClientBuilder fromEnvironment(Map<String, String> variables) {
        return ClientSettings.environment(variables).applyTo(this);
    }

    /**
     * Takes what the properties set: {@code holdfast.endpoints}, {@code .cacert}, {@code .cert}, {@code .key}, {@code
     * .timeout}, {@code .connect-timeout}, {@code .name}, {@code .max-in-flight}, {@code .read-from}. Another key that begins with {@code
     * holdfast.} is refused.
     *
     * @throws ConfigurationException for an unknown key or a value that cannot be read
     */
    public HoldfastClientBuilder properties(Properties properties) {
        return ClientSettings.properties(properties).applyTo(this);
    }

    /**
     * Builds the client and begins to connect; does not wait for it. A cluster that cannot be reached shows in the calls.
     *
     * @throws ConfigurationException if a setting is missing or wrong, or a TLS file cannot be used
     * @throws IllegalStateException if the threads it is to share were closed
     */
    public HoldfastClient build() {
        return DefaultClient.open(config());
    }

    void caCertificate(Path file) {
        this.caCertificate = file;
    }

    void certificate(Path file) {
        this.certificate = file;
    }

    void privateKey(Path file) {
        this.privateKey = file;
    }

    ClientConfig config() {
        return new ClientConfig(
                checkedEndpoints(),
                needed(caCertificate, "CA certificate", "HOLDFAST_CACERT"),
                needed(certificate, "client certificate", "HOLDFAST_CERT"),
                needed(privateKey, "private key", "HOLDFAST_KEY"),
                checkedName(),
                checked("request timeout", requestTimeout, Duration.ofMillis(1)),
                checked("connect timeout", connectTimeout, Duration.ofMillis(1)),
                checked("smallest backoff", minBackoff, Duration.ofMillis(1)),
                checked("largest backoff", maxBackoff, minBackoff),
                (int) atLeastOne("calls in flight", maxInFlight),
                atLeast("bytes in flight", maxInFlightBytes, Limits.MAX_FRAME_BYTES),
                readFrom,
                checkedTtl(),
                checked("time between looks at TLS files", tlsReloadEvery, Duration.ofMillis(100)),
                Optional.ofNullable(listenerErrors),
                Optional.ofNullable(threads),
                Optional.ofNullable(callbackExecutor));
    }

    private List<String> checkedEndpoints() {
        if (endpoints.isEmpty()) {
            throw wrong("no endpoints: name at least one node as host:port, in endpoints(…) or HOLDFAST_ENDPOINTS");
        }
        List<String> checked = new ArrayList<>();
        for (String endpoint : endpoints) {
            try {
                checked.add(Address.parse(endpoint).toString());
            } catch (IllegalArgumentException e) {
                throw new ConfigurationException("endpoint " + e.getMessage(), e);
            }
        }
        return checked;
    }

    private static Path needed(@Nullable Path file, String what, String variable) {
        if (file == null) {
            throw wrong("no " + what + ": Holdfast speaks mutual TLS only; name the PEM file in tls(…) or " + variable);
        }
        return file;
    }

    private String checkedName() {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0 || bytes > Limits.MAX_NAME_BYTES) {
            throw wrong("the client's name must have 1 to " + Limits.MAX_NAME_BYTES + " UTF-8 bytes, has " + bytes);
        }
        return name;
    }

    private Duration checkedTtl() {
        if (!SessionOptions.allowed(sessionTtl)) {
            throw wrong("the session's time to live must lie between 1 s and 24 h, is " + sessionTtl);
        }
        return sessionTtl;
    }

    private static Duration checked(String what, Duration value, Duration least) {
        if (value.compareTo(least) < 0 || value.compareTo(DAY) > 0) {
            throw wrong("the " + what + " must lie between " + least.toMillis() + " ms and a day, is " + value);
        }
        return value;
    }

    private static long atLeastOne(String what, long value) {
        return atLeast(what, value, 1);
    }

    private static long atLeast(String what, long value, long least) {
        if (value < least) {
            throw wrong("the limit of " + what + " must be at least " + least + ", is " + value);
        }
        return value;
    }

    private static ConfigurationException wrong(String message) {
        return new ConfigurationException(message, null);
    }
}
