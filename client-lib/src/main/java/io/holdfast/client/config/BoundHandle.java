package io.holdfast.client.config;

import io.holdfast.client.CallInterruptedException;
import io.holdfast.client.ClosedException;
import io.holdfast.client.OperationOutcome;
import io.holdfast.client.Registration;
import io.holdfast.client.RequestTimeoutException;
import io.holdfast.model.config.Release;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One binding of a set. What changes it is confined to the turns of the set.
 *
 * @param <T> what the set is bound to
 */
final class BoundHandle<T> implements ConfigHandle<T> {
    private final String set;
    private final ConfigBinding<T> binding;
    private final SetFollower follower;
    private final ConfigSettings settings;
    private final Runnable closing;
    private final List<Listening<T>> listening = new CopyOnWriteArrayList<>();
    private volatile @Nullable ConfigView<T> view;

    /** How often it was switched. Confined to the turns of the set. */
    private long switches;

    private volatile CompletableFuture<T> ready = new CompletableFuture<>();

    /**
     * A listener, and what it heard last.
     *
     * @param <T> what the set is bound to
     */
    private static final class Listening<T> {
        final ConfigListener<T> listener;
        volatile boolean closed;
        // Confined to the turns of the set.
        @Nullable
        ConfigView<T> heard;

        long heardOf;

        Listening(ConfigListener<T> listener) {
            this.listener = listener;
        }
    }

    /**
     * A binding without a value yet.
     *
     * @param closing run once, when it is closed
     */
    BoundHandle(String set, ConfigBinding<T> binding, SetFollower follower, ConfigSettings settings, Runnable closing) {
        this.set = set;
        this.binding = binding;
        this.follower = follower;
        this.settings = settings;
        this.closing = closing;
        binding.listener().ifPresent(listener -> listening.add(new Listening<>(listener)));
    }

    /**
     * Makes the value of a release.
     *
     * @return switches to it
     * @throws ConfigException if that does not go, or the application will not have it
     */
    Runnable prepare(Release release) {
        ConfigView<T> next = new ConfigView<>(binding.accepted(release), release);
        return () -> {
            view = next;
            switches++;
        };
    }

    /** Tells listeners what was switched to. */
    void tell(Difference difference) {
        ConfigView<T> now = known();
        listening.forEach(each -> tell(each, now, difference));
        ready.complete(now.value());
    }

    private void tell(Listening<T> each, ConfigView<T> now, Difference difference) {
        if (each.closed || each.heardOf == switches) {
            return;
        }
        ConfigView<T> before = each.heard;
        each.heard = now;
        each.heardOf = switches;
        Difference since = before == null ? new Difference(null, now.release()) : difference;
        try {
            each.listener.changed(new ConfigUpdate<>(Optional.ofNullable(before), now, since.get()));
        } catch (RuntimeException | Error e) {
            settings.errors().failed("a listener of the config set " + set, e);
        }
    }

    /** There is no value yet, and what is offered will not be one. */
    void rejected(ConfigException why) {
        if (view == null) {
            CompletableFuture<T> waiting = ready;
            ready = new CompletableFuture<>();
            waiting.completeExceptionally(why);
        }
    }

    /** It was closed. */
    void closed() {
        listening.forEach(each -> each.closed = true);
        ready.completeExceptionally(new ClosedException(
                OperationOutcome.NOT_APPLIED, null, "the binding of the config set " + set + " was closed", null));
    }

    @Override
    public String set() {
        return set;
    }

    private ConfigView<T> known() {
        ConfigView<T> known = view;
        if (known == null) {
            throw new IllegalStateException("there is nothing of the config set " + set + " yet: wait for ready()");
        }
        return known;
    }

    @Override
    public T current() {
        return known().value();
    }

    @Override
    public ConfigView<T> view() {
        return known();
    }

    @Override
    public CompletableFuture<T> ready() {
        return ready.copy();
    }

    @Override
    public T awaitReady(Duration patience) {
        ConfigView<T> there = view;
        if (there != null) {
            return there.value();
        }
        try {
            return ready.get(Math.min(patience.toMillis(), TimeUnit.DAYS.toMillis(1)), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CallInterruptedException(
                    OperationOutcome.NOT_APPLIED, null, "interrupted while waiting for the config set " + set, e);
        } catch (TimeoutException e) {
            String rejected = rejection()
                    .map(known -> "release " + known.release() + " is rejected: "
                            + known.why().getMessage())
                    .orElse("the cluster did not answer, or the set has no release for this client");
            throw new RequestTimeoutException(
                    OperationOutcome.NOT_APPLIED,
                    null,
                    "nothing of the config set " + set + " within " + patience + ": " + rejected,
                    e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("a binding failed in an unforeseen way", e.getCause());
        }
    }

    @Override
    public Optional<Instant> staleSince() {
        return follower.application().staleSince();
    }

    @Override
    public Optional<ConfigRejection> rejection() {
        return follower.application().rejection();
    }

    @Override
    public Registration listen(ConfigListener<T> listener) {
        Listening<T> added = new Listening<>(Objects.requireNonNull(listener, "listener"));
        follower.turns().execute(() -> {
            if (!added.closed) {
                listening.add(added);
                ConfigView<T> now = view;
                if (now != null) {
                    tell(added, now, new Difference(null, now.release()));
                }
            }
        });
        return () -> {
            added.closed = true;
            listening.remove(added);
        };
    }

    @Override
    public void close() {
        closing.run();
    }
}
