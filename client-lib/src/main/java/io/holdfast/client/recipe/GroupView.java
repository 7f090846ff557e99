package io.holdfast.client.recipe;

import io.holdfast.client.Registration;
import io.holdfast.client.cache.CacheView;
import io.holdfast.client.cache.KeyCache;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A local copy of a group's members, kept by a watch; close it when it is not needed any more. Without the cluster it goes on
 * giving what it knew last, and says since when that may be old. Safe for any thread.
 *
 * <pre>{@code
 * try (GroupView view = recipes.group("workers").observe()) {
 *     view.awaitReady(Duration.ofSeconds(5));
 *     log(view.members().size() + " workers");
 * }
 * }</pre>
 */
public final class GroupView implements AutoCloseable {
    private final GroupKeys keys;
    private final KeyCache cache;
    private volatile boolean known;

    GroupView(GroupKeys keys) {
        this.keys = keys;
        this.cache = KeyCache.open(keys.place().client(), keys.range());
        cache.ready().thenRun(() -> known = true);
    }

    /** Completes when the members are known; fails if the view ends before. */
    public CompletableFuture<GroupView> ready() {
        return cache.ready().thenApply(view -> this);
    }

    /**
     * Waits for {@link #ready}.
     *
     * @throws io.holdfast.client.HoldfastException if they are not known in time, or the thread was interrupted
     */
    public GroupView awaitReady(Duration patience) {
        Objects.requireNonNull(cache.awaitReady(patience));
        return this;
    }

    /**
     * The members in order of their ids, as of the newest revision that has come.
     *
     * @throws IllegalStateException before the view is ready
     */
    public List<Member> members() {
        return cache.local().snapshot().stream().map(keys::member).toList();
    }

    /** One member. Throws as {@link #members}. */
    public Optional<Member> member(String id) {
        return cache.local().snapshot().get(keys.key(id)).map(keys::member);
    }

    /**
     * Empty while it is proved every few seconds that the members are up to date. Otherwise up to when they are known to be:
     * perhaps no node can be reached, or none with a majority ({@link Instant#EPOCH} if nothing is known yet). The view goes on by itself when that changes.
     */
    public Optional<Instant> staleSince() {
        if (!cache.isStale()) {
            return Optional.empty();
        }
        Optional<Duration> age = known ? Optional.of(cache.local()).flatMap(CacheView::staleness) : Optional.empty();
        return Optional.of(age.map(Instant.now()::minus).orElse(Instant.EPOCH));
    }

    /** Adds a listener; closing what is returned removes it. */
    public Registration listen(GroupListener listener) {
        Objects.requireNonNull(listener, "listener");
        KeyCache.Registration registration = cache.listen(new GroupDiff(keys, listener));
        return registration::close;
    }

    /** Ends it; {@link #members} goes on giving the last state. Idempotent. */
    @Override
    public void close() {
        cache.close();
    }
}
