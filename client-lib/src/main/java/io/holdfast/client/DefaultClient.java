package io.holdfast.client;

import io.holdfast.client.internal.Address;
import io.holdfast.client.internal.Engine;
import io.holdfast.client.internal.OwnWrites;
import io.holdfast.client.internal.SetNotices;
import io.holdfast.client.internal.Settings;
import io.holdfast.client.internal.Topics;
import io.holdfast.client.internal.election.Observations;
import io.holdfast.client.internal.lock.Locks;
import io.holdfast.model.session.RequestId;
import io.holdfast.tls.MaterialFiles;
import io.holdfast.tls.TlsException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** The client: an engine and the interfaces on it. */
final class DefaultClient implements HoldfastClient {
    private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

    private final ClientConfig config;
    private final Engine engine;
    private final KeyValueClient keyValue;
    private final WatchClient watch;
    private final ClusterClient cluster;
    private final LeaseClient leases;
    private final SessionClient sessions;
    private final LockClient locks;
    private final ElectionClient elections;
    private final ReleaseClient releases;
    private final Calls calls;

    private DefaultClient(ClientConfig config, Engine engine) {
        this.config = config;
        this.engine = engine;
        this.calls = new Calls(engine, config.requestTimeout().toNanos(), config.readFrom());
        this.keyValue = new DefaultKeyValueClient(calls, Consistency.linearizable());
        this.watch = new DefaultWatchClient(engine.watches(), engine.callbacks(), engine.errors());
        this.cluster = new DefaultClusterClient(calls);
        this.leases = new DefaultLeaseClient(calls);
        this.sessions = new DefaultSessionClient(calls, config.name());
        Locks held = new Locks(engine.pipeline(), engine.errors());
        this.locks = new DefaultLockClient(calls, held);
        Topics topics = new Topics(engine.pipeline());
        this.elections =
                new DefaultElectionClient(calls, held, new Observations(engine.pipeline(), topics, engine.errors()));
        this.releases = new DefaultReleaseClient(
                calls,
                new Following(
                        new OwnWrites(engine.pipeline()),
                        new SetNotices(engine.pipeline(), topics, engine.callbacks(), engine.errors()),
                        new AtomicLong()));
    }

    static HoldfastClient open(ClientConfig config) {
        try {
            MaterialFiles files = MaterialFiles.load(config.caCertificate(), config.certificate(), config.privateKey());
            return new DefaultClient(
                    config,
                    Engine.start(
                            settings(config),
                            files,
                            config.tlsReloadEvery(),
                            config.threads().map(ClientThreads::work),
                            config.callbackExecutor(),
                            config.listenerErrors().map(errors -> errors::failed)));
        } catch (TlsException e) {
            throw new ConfigurationException("TLS files: " + e.getMessage(), e);
        }
    }

    private static Settings settings(ClientConfig config) {
        return new Settings(
                config.endpoints().stream().map(Address::parse).toList(),
                config.name(),
                Objects.requireNonNullElse(DefaultClient.class.getPackage().getImplementationVersion(), "development"),
                config.connectTimeout().toNanos(),
                config.minBackoff().toNanos(),
                config.maxBackoff().toNanos(),
                config.maxInFlight(),
                config.maxInFlightBytes(),
                config.sessionTtl().toMillis());
    }

    @Override
    public KeyValueClient keyValue() {
        return keyValue;
    }

    @Override
    public WatchClient watch() {
        return watch;
    }

    @Override
    public LeaseClient leases() {
        return leases;
    }

    @Override
    public LockClient locks() {
        return locks;
    }

    @Override
    public ElectionClient elections() {
        return elections;
    }

    @Override
    public ReleaseClient releases() {
        return releases;
    }

    @Override
    public SessionClient sessions() {
        return sessions;
    }

    @Override
    public CompletableFuture<RequestOutcome> outcome(RequestId request) {
        return calls.outcome(request);
    }

    @Override
    public ClusterClient cluster() {
        return cluster;
    }

    @Override
    public ClientConfig config() {
        return config;
    }

    @Override
    public void close() {
        close(config.requestTimeout());
    }

    @Override
    public boolean close(Duration patience) {
        if (patience.isNegative()) {
            throw new IllegalArgumentException("patience must not be negative: " + patience);
        }
        try {
            // Three hundred years are forever, and more would not fit.
            long nanos = patience.compareTo(FOREVER) < 0 ? patience.toNanos() : FOREVER.toNanos();
            return engine.close(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
