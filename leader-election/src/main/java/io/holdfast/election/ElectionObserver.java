package io.holdfast.election;

import io.holdfast.client.ElectedLeader;
import io.holdfast.client.ElectionClient;
import io.holdfast.client.ElectionObservation;
import io.holdfast.client.ElectionUpdate;
import io.holdfast.client.HoldfastClient;
import io.holdfast.client.ListenerErrors;
import io.holdfast.client.Registration;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who leads an election, kept up to date: for those who do not stand, but want to reach the leader.
 *
 * <pre>{@code
 * try (ElectionObserver observer = ElectionObserver.of(client, "billing")) {
 *     observer.onUpdate(update -> log("billing: " + update));
 *     Optional<ElectedLeader> leader = observer.leader();
 *     observer.staleSince().ifPresent(since -> log("not confirmed since " + since));
 * }
 * }</pre>
 *
 * <p>Changes are pushed. That none comes may mean that nothing changed or that nothing arrives: so now and then (every 5 s
 * unless said otherwise) it asks, linearizably, and is {@link #staleSince stale} if that has not confirmed what it knows for
 * more than twice that time. Safe for any thread; owns none.
 */
public final class ElectionObserver implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ElectionObserver.class);
    private static final ListenerErrors LOGGED = (listener, thrown) -> {};

    private final ElectionClient elections;
    private final String election;
    private final Duration confirmEvery;
    private final Timing timing;
    private final Executor executor;
    private final Steps steps;
    private final List<Told<ElectionUpdate>> listeners = new CopyOnWriteArrayList<>();
    private final ElectionObservation observation;

    private volatile Seen seen;
    private volatile boolean closed;

    /**
     * What is known.
     *
     * @param leader who leads
     * @param known whether anything was heard
     * @param confirmedNanos when that was certainly so, by the monotonic clock
     * @param confirmed and by the wall clock
     */
    private record Seen(Optional<ElectedLeader> leader, boolean known, long confirmedNanos, Instant confirmed) {}

    ElectionObserver(
            ElectionClient elections, String election, Duration confirmEvery, Timing timing, Executor executor) {
        HealthPolicy.between("time between confirmations", confirmEvery, Duration.ofMillis(10), Duration.ofDays(1));
        this.elections = elections;
        this.election = election;
        this.confirmEvery = confirmEvery;
        this.timing = timing;
        this.executor = executor;
        this.steps = new Steps(bug -> LOG.error("a step of an observer failed election={}", election, bug));
        this.seen = new Seen(Optional.empty(), false, timing.nanos(), timing.wall());
        // Where it is heard is where it is noted: a look at the cache inside a listener sees what the listener was
        // told.
        this.observation = elections.observe(election, update -> steps.run(() -> heard(update)));
    }

    /** Observes an election; what it knows is confirmed every 5 s. Returns at once. */
    public static ElectionObserver of(HoldfastClient client, String election) {
        return of(client, election, Duration.ofSeconds(5));
    }

    /**
     * Observes an election; returns at once.
     *
     * @param confirmEvery how often to confirm what it knows, at the cost of one read; 10 ms to a day
     */
    public static ElectionObserver of(HoldfastClient client, String election, Duration confirmEvery) {
        Executor executor = new SureExecutor(ForkJoinPool.commonPool());
        return new ElectionObserver(client.elections(), election, confirmEvery, Timing.system(executor), executor);
    }

    /** The election's name. */
    public String election() {
        return election;
    }

    /** Who leads, as far as it knows; empty if nobody does, or nothing is known yet. */
    public Optional<ElectedLeader> leader() {
        return seen.leader();
    }

    /** What it knows, and how old that is. */
    public ElectionView view() {
        Seen now = seen;
        return new ElectionView(
                now.known(), now.leader(), Duration.ofNanos(Math.max(0, timing.nanos() - now.confirmedNanos())));
    }

    /** Since when what it knows is not confirmed, by the wall clock, if that is too long ago; empty if all is well. */
    public Optional<Instant> staleSince() {
        Seen now = seen;
        boolean stale = timing.nanos() - now.confirmedNanos() > confirmEvery.toNanos() * 2;
        return stale ? Optional.of(now.confirmed()) : Optional.empty();
    }

    /**
     * Lets a listener hear who leads now, as soon as that is known, and then every change in order, one call at a time, on the
     * common pool. What it throws is logged, and changes nothing else.
     */
    public Registration onUpdate(Consumer<ElectionUpdate> listener) {
        return onUpdate(listener, executor);
    }

    /** {@link #onUpdate(Consumer)} on an executor. */
    public Registration onUpdate(Consumer<ElectionUpdate> listener, Executor where) {
        List<Told<ElectionUpdate>> mine = new ArrayList<>();
        Told<ElectionUpdate> told = new Told<>(
                "observer of election " + election, listener, where, LOGGED, () -> listeners.removeAll(mine));
        mine.add(told);
        steps.run(() -> {
            listeners.add(told);
            if (seen.known()) {
                told.tell(new ElectionUpdate.Current(seen.leader(), false));
            }
        });
        return told;
    }

    private void heard(ElectionUpdate update) {
        Optional<ElectedLeader> leader = leaderAfter(update);
        Seen before = seen;
        seen = new Seen(leader, true, before.confirmedNanos(), before.confirmed());
        if (!before.known()) {
            confirm();
        }
        listeners.forEach(listener -> listener.tell(update));
    }

    private static Optional<ElectedLeader> leaderAfter(ElectionUpdate update) {
        if (update instanceof ElectionUpdate.Current current) {
            return current.leader();
        }
        if (update instanceof ElectionUpdate.Elected elected) {
            return Optional.of(elected.leader());
        }
        return update instanceof ElectionUpdate.Published published
                ? Optional.of(published.leader())
                : Optional.empty();
    }

    private void confirm() {
        if (closed) {
            return;
        }
        long asked = timing.nanos();
        Instant askedAt = timing.wall();
        Answers.of(() -> elections.leaderAsync(election))
                .whenComplete((leader, failure) -> steps.run(() -> answered(asked, askedAt, leader, failure)));
    }

    @SuppressWarnings("NullableOptional") // The answer of a future that failed.
    private void answered(
            long asked, Instant askedAt, @Nullable Optional<ElectedLeader> leader, @Nullable Throwable failure) {
        if (leader == null) {
            LOG.debug("not confirmed election={} cause=\"{}\"", election, String.valueOf(failure));
        } else if (seen.known() && same(leader, seen.leader())) {
            seen = new Seen(seen.leader(), true, asked, askedAt);
        }
        timing.after(confirmEvery, this::confirm);
    }

    private static boolean same(Optional<ElectedLeader> one, Optional<ElectedLeader> other) {
        return one.map(ElectedLeader::token).equals(other.map(ElectedLeader::token))
                && one.map(ElectedLeader::value).equals(other.map(ElectedLeader::value));
    }

    /** Ends the observation: nothing is told from now on, but for a call that is under way. */
    @Override
    public void close() {
        closed = true;
        observation.close();
        listeners.clear();
    }
}
