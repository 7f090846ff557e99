package io.holdfast.client.cache;

import io.holdfast.client.CallInterruptedException;
import io.holdfast.client.ClientConfig;
import io.holdfast.client.ClosedException;
import io.holdfast.client.HoldfastClient;
import io.holdfast.client.HoldfastException;
import io.holdfast.client.OperationOutcome;
import io.holdfast.client.RangeOptions;
import io.holdfast.client.RangeReply;
import io.holdfast.client.RequestTimeoutException;
import io.holdfast.client.Watch;
import io.holdfast.client.WatchOptions;
import io.holdfast.client.internal.ErrorSink;
import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A cache: its content is the business of {@link CacheContent}, on the watch's executor; this is how others read it. */
final class WatchedCache implements KeyCache {
    private final Duration staleAfter;
    private final Duration patience;
    private final Clock clock;
    private final RevisionRounds rounds;
    private final CacheContent content;
    private final Watch watch;
    private final Proof opened;

    /** The newest that the published content covers. */
    private volatile @Nullable Proof covered;

    private WatchedCache(HoldfastClient client, KeyRange range, Duration staleAfter) {
        this.staleAfter = staleAfter;
        this.patience = client.config().requestTimeout();
        this.clock = Clock.SYSTEM;
        this.opened = new Proof(0, clock.nanos(), clock.wallMillis());
        Bytes someKey = range.start().isEmpty() ? Bytes.of(0) : range.start();
        this.rounds = new RevisionRounds(
                () -> client.keyValue()
                        .range(KeyRange.single(someKey), RangeOptions.DEFAULT.countOnly())
                        .thenApply(RangeReply::revision),
                clock);
        this.content = new CacheContent(errors(client.config()));
        WatchOptions options =
                WatchOptions.DEFAULT.withSnapshot().withProgress().staleAfter(staleAfter);
        this.watch = client.watch().listen(range, options, content);
    }

    private static ErrorSink errors(ClientConfig config) {
        return config.listenerErrors()
                .<ErrorSink>map(errors -> errors::failed)
                .orElse(ErrorSink.LOGGED)
                .guarded();
    }

    static KeyCache open(HoldfastClient client, KeyRange range, Duration staleAfter) {
        return new WatchedCache(client, range, staleAfter);
    }

    @Override
    public CompletableFuture<CacheView> ready() {
        return content.reached(0).thenApply(this::view);
    }

    @Override
    public CacheView awaitReady(Duration longest) {
        try {
            return ready().get(Math.min(longest.toMillis(), Long.MAX_VALUE / 1_000_000), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CallInterruptedException(
                    OperationOutcome.NOT_APPLIED, null, "interrupted while waiting for a cache", e);
        } catch (TimeoutException e) {
            throw new RequestTimeoutException(
                    OperationOutcome.NOT_APPLIED,
                    null,
                    "the cache was not filled within " + longest + "; its watch is " + watch.state(),
                    e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof HoldfastException failure) {
                throw failure;
            }
            throw new IllegalStateException("a cache failed in an unforeseen way", e.getCause());
        }
    }

    @Override
    public CompletableFuture<CacheView> consistent() {
        return rounds.join().thenCompose(this::come);
    }

    /** Waits until the content covers a proof. */
    private CompletableFuture<CacheView> come(Proof proof) {
        CompletableFuture<CacheSnapshot> there = content.reached(proof.revision());
        if (!there.isDone()) {
            watch.requestProgress(proof.revision());
            CompletableFuture.delayedExecutor(patience.toNanos(), TimeUnit.NANOSECONDS, task -> expire(there, task))
                    .execute(() -> there.completeExceptionally(new RequestTimeoutException(
                            OperationOutcome.NOT_APPLIED,
                            null,
                            "the cache did not come to revision " + proof.revision() + " within " + patience
                                    + "; its watch is " + watch.state(),
                            null)));
        }
        return there.thenApply(snapshot -> {
            cover(proof);
            return view(snapshot);
        });
    }

    /** Most have what they waited for by the time their timer goes off, and need nobody's executor. */
    private void expire(CompletableFuture<CacheSnapshot> there, Runnable task) {
        if (!there.isDone()) {
            watch.execute(task);
        }
    }

    private void cover(Proof proof) {
        Proof known = covered;
        // Two at once may leave the older one: that only makes the cache seem older than it is.
        if (known == null || proof.nanos() - known.nanos() > 0) {
            covered = proof;
        }
    }

    @Override
    public CompletableFuture<CacheView> bounded(Duration staleness) {
        CacheSnapshot snapshot = content.published();
        if (snapshot != null) {
            CacheView view = view(snapshot);
            if (view.staleness().filter(age -> age.compareTo(staleness) <= 0).isPresent()) {
                return CompletableFuture.completedFuture(view);
            }
        }
        return consistent();
    }

    @Override
    public CacheView local() {
        CacheSnapshot snapshot = content.published();
        if (snapshot == null) {
            throw new IllegalStateException("the cache is not ready: wait for ready()");
        }
        return view(snapshot);
    }

    /** The snapshot with the youngest proof that it covers. */
    private CacheView view(CacheSnapshot snapshot) {
        Optional<Duration> byWatch = watch.proof()
                .filter(proof -> proof.revision() <= snapshot.revision())
                .map(Watch.Proof::age);
        Proof known = covered;
        if (known == null || known.revision() > snapshot.revision()) {
            return new CacheView(snapshot, byWatch);
        }
        Duration own = known.age(clock);
        return new CacheView(
                snapshot,
                Optional.of(byWatch.filter(age -> age.compareTo(own) < 0).orElse(own)));
    }

    @Override
    public boolean isStale() {
        CacheSnapshot snapshot = content.published();
        if (content.ended() || snapshot == null) {
            return content.ended() || opened.age(clock).compareTo(staleAfter) > 0;
        }
        Duration age = view(snapshot).staleness().orElseGet(() -> opened.age(clock));
        return age.compareTo(staleAfter) > 0;
    }

    @Override
    public Registration listen(CacheListener listener) {
        Objects.requireNonNull(listener, "listener");
        CacheContent.Place place = content.place(listener);
        watch.execute(() -> content.join(place));
        return place::leave;
    }

    @Override
    public void close() {
        watch.close();
        watch.execute(() -> content.end(
                new ClosedException(OperationOutcome.NOT_APPLIED, null, "the cache was closed", null), false));
    }
}
