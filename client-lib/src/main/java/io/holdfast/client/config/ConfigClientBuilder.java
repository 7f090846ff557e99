package io.holdfast.client.config;

import io.holdfast.client.ConfigurationException;
import io.holdfast.client.Consistency;
import io.holdfast.client.HoldfastClient;
import io.holdfast.client.ListenerErrors;
import io.holdfast.model.config.Label;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Builds a {@link ConfigClient}. Everything has a default. Not safe for several threads at once. */
public final class ConfigClientBuilder {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigClientBuilder.class);
    private static final Duration LONGEST = Duration.ofDays(1);

    private final HoldfastClient client;
    private final List<Label> labels = new ArrayList<>();
    private @Nullable String identity;
    private @Nullable Path folder;
    private @Nullable Executor executor;
    private Duration patience = Duration.ofSeconds(2);
    private Duration confirmEvery = Duration.ofSeconds(10);
    private Duration staleAfter = Duration.ofSeconds(30);
    private Consistency consistency = Consistency.linearizable();
    private boolean coalescing;
    private boolean enrolling = true;

    ConfigClientBuilder(HoldfastClient client) {
        this.client = Objects.requireNonNull(client, "client");
    }

    /**
     * What this instance of the service calls itself: stable across its restarts, because a share of all clients is chosen by it,
     * and unlike that of other instances. By default the client's name, an at sign and the machine's name.
     */
    public ConfigClientBuilder identity(String identity) {
        this.identity = Objects.requireNonNull(identity, "identity");
        return this;
    }

    /** Something it says of itself, to be chosen by for a rollout; the value may be empty. */
    public ConfigClientBuilder label(String name, String value) {
        labels.add(new Label(name, value));
        return this;
    }

    /**
     * Where the releases it ran on last are kept, a file for each set; the folder is made if need be. One folder for each
     * service of a machine. By default nowhere.
     */
    public ConfigClientBuilder lastKnownGood(Path folder) {
        this.folder = Objects.requireNonNull(folder, "folder");
        return this;
    }

    /** How long the cluster may take to answer before the last known good release is used; default 2 s. */
    public ConfigClientBuilder patience(Duration patience) {
        this.patience = positive("patience", patience);
        return this;
    }

    /** How often it asks whether it runs on what it should, though nobody told it of a change; default 10 s. */
    public ConfigClientBuilder confirmEvery(Duration pause) {
        this.confirmEvery = positive("confirmEvery", pause);
        return this;
    }

    /** How long after the last answer its configuration counts as stale; default 30 s. */
    public ConfigClientBuilder staleAfter(Duration age) {
        this.staleAfter = positive("staleAfter", age);
        return this;
    }

    /** Of the reads by which it follows; default linearizable. */
    public ConfigClientBuilder consistency(Consistency consistency) {
        this.consistency = Objects.requireNonNull(consistency, "consistency");
        return this;
    }

    /** Lets it pass over releases that were replaced before it came to them. By default it goes through each that is kept. */
    public ConfigClientBuilder coalescing() {
        this.coalescing = true;
        return this;
    }

    /** Lets it follow without being counted: it acknowledges nothing, and opens no session for that. */
    public ConfigClientBuilder unlisted() {
        this.enrolling = false;
        return this;
    }

    /**
     * Where documents are read, validators asked and listeners called, those of one set one at a time. By default a thread of the
     * client's own, for all sets together: then a listener must not wait for another set.
     */
    public ConfigClientBuilder executor(Executor executor) {
        this.executor = Objects.requireNonNull(executor, "executor");
        return this;
    }

    private static Duration positive(String what, Duration duration) {
        if (duration.toMillis() < 1 || duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(what + " must lie between a millisecond and a day: " + duration);
        }
        return duration;
    }

    /**
     * Makes it.
     *
     * @throws ConfigurationException if the folder of last known good releases cannot be used
     */
    public ConfigClient build() {
        String name = identity == null ? client.config().name() + "@" + machine() : identity;
        OwnThread thread = new OwnThread();
        ConfigSettings settings = new ConfigSettings(
                name,
                labels,
                files(),
                patience,
                confirmEvery,
                staleAfter,
                consistency,
                coalescing,
                enrolling,
                guarded(client.config().listenerErrors().orElse(ConfigClientBuilder::logged)));
        return new ConfigClient(
                client.releases(),
                settings,
                thread,
                executor == null ? thread : executor,
                new Random(),
                lost -> client.sessions().onLoss(session -> lost.accept(session.id()), thread),
                thread::end);
    }

    private @Nullable LastKnownGood files() {
        if (folder == null) {
            return null;
        }
        try {
            return LastKnownGood.in(folder);
        } catch (IOException e) {
            throw new ConfigurationException(
                    "the folder of last known good releases, " + folder + ", cannot be used: " + e, e);
        }
    }

    private static String machine() {
        String name = System.getenv("HOSTNAME");
        if (name != null && !name.isEmpty()) {
            return name;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            LOG.debug("this machine does not know its name", e);
            return "unknown";
        }
    }

    private static void logged(String listener, Throwable thrown) {
        LOG.error("{} failed", listener, thrown);
    }

    /** Whoever hears of errors must not make more of them. */
    private static ListenerErrors guarded(ListenerErrors errors) {
        return (listener, thrown) -> {
            try {
                errors.failed(listener, thrown);
            } catch (RuntimeException e) {
                e.addSuppressed(thrown);
                LOG.error("the listener for listeners' errors failed", e);
            }
        };
    }
}
