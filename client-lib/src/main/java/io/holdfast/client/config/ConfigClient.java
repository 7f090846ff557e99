package io.holdfast.client.config;

import io.holdfast.client.ClosedException;
import io.holdfast.client.Consistency;
import io.holdfast.client.HoldfastClient;
import io.holdfast.client.OperationOutcome;
import io.holdfast.client.Registration;
import io.holdfast.client.ReleaseClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Config sets for a service: bound to objects, followed release by release, and kept for the day the cluster is away. Make one
 * per process; safe for any thread. However many bindings a set has, it is in memory once, and all of them run on the same
 * release: if one of them cannot, none does.
 *
 * <pre>{@code
 * try (ConfigClient configs = ConfigClient.builder(client)
 *         .identity("shop-7")
 *         .label("region", "eu")
 *         .lastKnownGood(Path.of("/var/lib/shop/config"))
 *         .build()) {
 *     ConfigHandle<Shop> shop = configs.bind("shop", ConfigBinding.of(Shop.class)
 *             .listener(update -> log("release " + update.release().header().number())));
 *     serve(shop.awaitReady(Duration.ofSeconds(10)));
 * }
 * }</pre>
 *
 * <p>It goes on by itself: through lost connections, leaders and sessions, with pauses that grow to five seconds. While nobody
 * answers, {@link ConfigHandle#staleSince} says since when.
 */
public final class ConfigClient implements AutoCloseable {
    private final ReleaseClient releases;
    private final ConfigSettings settings;
    private final Agenda agenda;
    private final Executor executor;
    private final RandomGenerator random;
    private final Registration losses;
    private final Runnable end;

    // Guarded by this.
    private final Map<String, Followed> followed = new HashMap<>();
    private final Map<String, CompletableFuture<?>> leaving = new HashMap<>();
    private boolean closed;

    /** A set and its bindings. */
    private static final class Followed {
        final SetFollower follower;
        final List<BoundHandle<?>> handles = new ArrayList<>();

        Followed(SetFollower follower) {
            this.follower = follower;
        }
    }

    /**
     * Follows nothing yet.
     *
     * @param losses lets somebody hear of this client's sessions that were lost, by their ids
     * @param end run when this is closed
     */
    ConfigClient(
            ReleaseClient releases,
            ConfigSettings settings,
            Agenda agenda,
            Executor executor,
            RandomGenerator random,
            Function<LongConsumer, Registration> losses,
            Runnable end) {
        this.releases = releases;
        this.settings = settings;
        this.agenda = agenda;
        this.executor = executor;
        this.random = random;
        this.end = end;
        this.losses = losses.apply(this::sessionLost);
    }

    /** A client with an identity made of the client's name and the machine's, without a last known good file. */
    public static ConfigClient of(HoldfastClient client) {
        return builder(client).build();
    }

    /** Begins one. */
    public static ConfigClientBuilder builder(HoldfastClient client) {
        return new ConfigClientBuilder(client);
    }

    /** Binds a set's only readable document to a record or a bean. */
    public <T> ConfigHandle<T> bind(String set, Class<T> type) {
        return bind(set, ConfigBinding.of(type));
    }

    /**
     * Binds a set, and begins to follow it. Does not wait for a value.
     *
     * @throws io.holdfast.client.HoldfastException if there can be no set of that name, or this was closed
     */
    public <T> ConfigHandle<T> bind(String set, ConfigBinding<T> binding) {
        Objects.requireNonNull(set, "set");
        Followed place;
        BoundHandle<T> handle;
        synchronized (this) {
            if (closed) {
                throw new ClosedException(OperationOutcome.NOT_APPLIED, null, "the config client was closed", null);
            }
            Followed known = followed.get(set);
            place = known == null ? new Followed(follow(set)) : known;
            Closing closing = new Closing(set);
            handle = new BoundHandle<>(set, binding, place.follower, settings, closing);
            closing.handle = handle;
            place.handles.add(handle);
            followed.put(set, place);
        }
        // Not within the lock: an executor may do it at once.
        SetFollower follower = place.follower;
        follower.turns().execute(() -> {
            follower.application().add(handle);
            follower.begin();
        });
        return handle;
    }

    private SetFollower follow(String set) {
        CompletableFuture<?> before = leaving.getOrDefault(set, CompletableFuture.completedFuture(null));
        return new SetFollower(set, settings, releases, agenda, new Turns(executor), random, before);
    }

    /**
     * Reads the current release once, without following the set or asking the application.
     *
     * @return the value with its release; fails with a {@link ConfigException} if it cannot be read so, and as reads do
     */
    public <T> CompletableFuture<ConfigView<T>> read(String set, ConfigBinding<T> binding, Consistency consistency) {
        return releases.current(set, consistency)
                .thenApplyAsync(release -> new ConfigView<>(binding.read(release), release), executor);
    }

    /** Ends one binding, once. */
    private final class Closing implements Runnable {
        private final String set;

        /** Set once, before anybody has the handle. */
        private @Nullable BoundHandle<?> handle;

        Closing(String set) {
            this.set = set;
        }

        @Override
        public void run() {
            BoundHandle<?> closing = handle;
            if (closing != null) {
                unbind(set, closing);
            }
        }
    }

    private void unbind(String set, BoundHandle<?> handle) {
        SetFollower follower;
        boolean last;
        CompletableFuture<?> left = new CompletableFuture<>();
        synchronized (this) {
            Followed place = followed.get(set);
            if (place == null || !place.handles.remove(handle)) {
                return;
            }
            follower = place.follower;
            last = place.handles.isEmpty();
            if (last) {
                followed.remove(set);
                leaving.put(set, left);
            }
        }
        follower.turns().execute(() -> {
            handle.closed();
            follower.application().remove(handle);
            if (last) {
                follower.close().whenComplete((done, failure) -> left(set, left));
            } else {
                follower.reconsider();
            }
        });
    }

    private void left(String set, CompletableFuture<?> left) {
        synchronized (this) {
            leaving.remove(set, left);
        }
        left.complete(null);
    }

    private synchronized void sessionLost(long session) {
        followed.values().forEach(each -> each.follower.turns().execute(() -> each.follower.sessionLost(session)));
    }

    /** Ends every binding: their last values stay. The client it was made of stays open. Idempotent; does not wait. */
    @Override
    public void close() {
        List<Runnable> handles = new ArrayList<>();
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            followed.values().forEach(each -> each.handles.forEach(handle -> handles.add(handle::close)));
        }
        losses.close();
        handles.forEach(Runnable::run);
        end.run();
    }
}
