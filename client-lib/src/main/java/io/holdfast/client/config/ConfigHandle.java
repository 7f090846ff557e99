package io.holdfast.client.config;

import io.holdfast.client.Registration;
import io.holdfast.model.config.Release;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A config set, bound: what the application runs on now. Safe for any thread. Reading costs nothing.
 *
 * <pre>{@code
 * try (ConfigHandle<Shop> shop = configs.bind("shop", Shop.class)) {
 *     int size = shop.awaitReady(Duration.ofSeconds(10)).pool().size();
 * }
 * }</pre>
 *
 * @param <T> what the set is bound to
 */
public interface ConfigHandle<T> extends AutoCloseable {
    /** The config set. */
    String set();

    /**
     * What the application runs on. Goes on giving the last value after {@link #close}.
     *
     * @throws IllegalStateException before there is anything
     */
    T current();

    /**
     * What the application runs on, with its release: of one moment.
     *
     * @throws IllegalStateException before there is anything
     */
    ConfigView<T> view();

    /**
     * The release that the application runs on.
     *
     * @throws IllegalStateException before there is anything
     */
    default Release release() {
        return view().release();
    }

    /**
     * Completes with the first value, on the client's executor. Fails with a {@link ConfigException} if the release that is
     * offered cannot be used and there is no last one known to be good; asked again after that, the future is for a later one.
     */
    CompletableFuture<T> ready();

    /**
     * Waits for {@link #ready}.
     *
     * @throws ConfigException if the release that is offered cannot be used
     * @throws io.holdfast.client.HoldfastException if there is nothing by then, it was closed, or the thread was interrupted
     */
    T awaitReady(Duration patience);

    /**
     * Since when newer releases may exist that this client does not know of: when it last heard that it runs on what it should,
     * if that is longer ago than {@link ConfigClientBuilder#staleAfter}; when the last known good file was last known to be
     * right, if the value is out of it and nobody has confirmed it yet. Empty while all is well.
     */
    Optional<Instant> staleSince();

    /** The release that is offered to this client and that it will not run on; empty if there is none. */
    Optional<ConfigRejection> rejection();

    /** Adds a listener. It hears the value of now first, as soon as there is one, then each change. */
    Registration listen(ConfigListener<T> listener);

    /** Ends the binding; the last one of a set in its client follows it no more. Idempotent; does not wait for a listener. */
    @Override
    void close();
}
