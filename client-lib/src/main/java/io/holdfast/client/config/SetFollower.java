package io.holdfast.client.config;

import io.holdfast.client.ClosedException;
import io.holdfast.client.Consistency;
import io.holdfast.client.Registration;
import io.holdfast.client.RejectedException;
import io.holdfast.client.ReleaseClient;
import io.holdfast.client.ReleaseOffer;
import io.holdfast.model.config.Release;
import io.holdfast.model.config.ReleaseHeader;
import io.holdfast.model.outcome.ConfigOutcome;
import io.holdfast.model.outcome.Reason;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows one config set for all bindings of this process: asks what it should run on whenever it is told that this may have
 * changed, and now and then; goes through the releases in between; hands each to {@link Application}.
 *
 * <pre>
 *  told, reconnected, time ─▶ look ─offer─▶ the same: confirmed
 *                              ▲           another: the releases in between, one by one, then that one
 *                              └── not answered: after a pause
 * </pre>
 *
 * Confined to the turns of the set.
 */
final class SetFollower {
    private static final Logger LOG = LoggerFactory.getLogger(SetFollower.class);

    private final String set;
    private final ConfigSettings settings;
    private final ReleaseClient releases;
    private final Agenda agenda;
    private final Turns turns;
    private final RandomGenerator random;
    private final Pauses pauses;
    private final Acknowledging acknowledging;
    private final Application application;
    private final Registration observation;

    /** Release by release up to here it was decided whether to run on it; null before the first. */
    private @Nullable ReleaseHeader seen;

    /** The highest revision of an offer. */
    private long newest;

    private boolean begun;
    private boolean asking;
    private boolean askAgain;
    private boolean waiting;
    private boolean failing;
    private boolean closed;

    /**
     * Begins to observe; asks nothing before {@link #begin}. Any thread.
     *
     * @throws RejectedException if there can be no set of that name
     */
    SetFollower(
            String set,
            ConfigSettings settings,
            ReleaseClient releases,
            Agenda agenda,
            Turns turns,
            RandomGenerator random,
            CompletableFuture<?> afterLeaving) {
        this.set = set;
        this.settings = settings;
        this.releases = releases;
        this.agenda = agenda;
        this.turns = turns;
        this.random = random;
        this.pauses = new Pauses(random);
        this.acknowledging =
                new Acknowledging(set, settings, releases, agenda, turns, random, afterLeaving, this::acknowledged);
        this.application = new Application(set, settings, agenda, acknowledging);
        this.observation = releases.observe(set, () -> turns.execute(this::told));
    }

    /** What the application runs on. */
    Application application() {
        return application;
    }

    Turns turns() {
        return turns;
    }

    /** Begins to ask, once. */
    void begin() {
        if (begun || closed) {
            return;
        }
        begun = true;
        acknowledging.begin();
        look();
        agenda.after(settings.patience(), () -> turns.execute(this::lostPatience));
        confirmLater();
    }

    private void confirmLater() {
        long millis = settings.confirmEvery().toMillis();
        Duration pause = Duration.ofMillis(millis - millis / 8 + random.nextLong(millis / 4 + 1));
        agenda.after(
                pause,
                () -> turns.execute(() -> {
                    if (!closed) {
                        acknowledging.again();
                        look();
                        confirmLater();
                    }
                }));
    }

    private void lostPatience() {
        if (!closed) {
            ReleaseHeader kept = application.fallBack("the cluster did not answer within " + settings.patience());
            if (kept != null && seen == null) {
                seen = kept;
            }
        }
    }

    /** The bindings are others than before: a release that one of them would not have may suit those that are left. */
    void reconsider() {
        if (!closed && application.forgetRejection()) {
            Release held = application.held();
            seen = held == null ? null : held.header();
            look();
        }
    }

    void sessionLost(long session) {
        if (!closed) {
            acknowledging.sessionLost(session);
            look();
        }
    }

    /** Follows no more; completes when the cluster knows. */
    CompletableFuture<Void> close() {
        closed = true;
        observation.close();
        return acknowledging.leave();
    }

    /** Whoever tells can be asked: no pause is needed any more. */
    private void told() {
        if (closed) {
            return;
        }
        waiting = false;
        acknowledging.told();
        look();
    }

    private void acknowledged() {
        if (askAgain && !asking) {
            look();
        }
    }

    private void look() {
        if (closed || waiting) {
            return;
        }
        if (asking || acknowledging.returning()) {
            askAgain = true;
            return;
        }
        asking = true;
        askAgain = false;
        ask(application.has());
    }

    private void ask(long have) {
        long sent = agenda.nanos();
        releases.offer(set, settings.identity(), settings.labels(), have, settings.consistency())
                .whenComplete(inTurn(offer -> offered(offer, sent)));
    }

    /** Goes on in the set's turn, or tries later. */
    private <T> BiConsumer<@Nullable T, @Nullable Throwable> inTurn(Consumer<T> next) {
        return (answer, failure) -> turns.execute(() -> {
            if (closed) {
                asking = false;
            } else if (answer != null) {
                next.accept(answer);
            } else {
                failed(failure == null ? new IllegalStateException("an answer that is none") : failure);
            }
        });
    }

    private void offered(ReleaseOffer offer, long sent) {
        if (failing) {
            failing = false;
            LOG.info("the cluster answers again set={}", set);
        }
        if (offer.revision() < newest && !settings.consistency().equals(Consistency.linearizable())) {
            // Of a node that lags behind the one that answered before: not to be gone back to.
            settle();
            return;
        }
        newest = offer.revision();
        ReleaseHeader header = offer.header().orElse(null);
        if (header == null) {
            // Nothing for this client: neither news nor a proof that it runs on the right thing.
            settle();
            return;
        }
        application.confirmed(sent);
        Release held = application.held();
        if (held != null && same(held.header(), header)) {
            application.offeredAgain(held);
            settle();
        } else if (seen != null && same(seen, header) && application.rejects(header)) {
            settle();
        } else if (offer.release().isEmpty()) {
            // Another release of the same number: the cluster was restored, or is another one.
            ask(0);
        } else {
            walk(offer.release().get());
        }
    }

    /** Numbers alone do not tell: a restored cluster gives them once more. */
    private static boolean same(ReleaseHeader one, ReleaseHeader other) {
        return one.number() == other.number() && one.checksum().equals(other.checksum());
    }

    private void walk(Release target) {
        ReleaseHeader from = seen;
        if (settings.coalescing() || from == null || target.header().number() <= from.number() + 1) {
            decide(target);
            settle();
        } else {
            between(from.number(), target, target.header().number(), new ArrayDeque<>());
        }
    }

    /** Finds the releases that became current since the last one seen. */
    private void between(long from, Release target, long before, Deque<Long> found) {
        releases.history(set, before, 0).whenComplete(inTurn((ConfigOutcome.History history) -> {
            long oldest = before;
            for (ReleaseHeader header : history.headers()) {
                oldest = header.number();
                if (oldest > from && header.currentMillis() > 0) {
                    found.addFirst(oldest);
                }
            }
            if (history.more() && oldest > from + 1 && oldest < before) {
                between(from, target, oldest, found);
            } else {
                step(target, found);
            }
        }));
    }

    private void step(Release target, Deque<Long> found) {
        Long next = found.pollFirst();
        if (next == null) {
            decide(target);
            settle();
            return;
        }
        releases.release(set, next, settings.consistency()).whenComplete((release, failure) -> {
            if (failure != null && reason(failure) == Reason.RELEASE_FORGOTTEN) {
                turns.execute(() -> {
                    LOG.warn("a release was forgotten before this client saw it set={} release={}", set, next);
                    step(target, found);
                });
            } else {
                this.<Release>inTurn(one -> {
                            decide(one);
                            step(target, found);
                        })
                        .accept(release, failure);
            }
        });
    }

    private void decide(Release release) {
        seen = release.header();
        Release held = application.held();
        if (held != null && same(held.header(), seen)) {
            // What it went back from was not wanted, so it stayed here: this one was heard before.
            application.offeredAgain(held);
        } else {
            application.decide(release);
        }
    }

    /** One question was answered to its end. */
    private void settle() {
        asking = false;
        pauses.reset();
        if (askAgain) {
            look();
        }
    }

    private void failed(Throwable failure) {
        asking = false;
        if (cause(failure) instanceof ClosedException) {
            LOG.info("the client was closed: its config sets are followed no more set={}", set);
            closed = true;
            return;
        }
        if (!failing) {
            failing = true;
            LOG.warn(
                    "the cluster does not answer, going on with what is there set={} why={}",
                    set,
                    String.valueOf(cause(failure).getMessage()));
        }
        waiting = true;
        agenda.after(
                pauses.next(),
                () -> turns.execute(() -> {
                    waiting = false;
                    look();
                }));
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException
                ? Optional.ofNullable(failure.getCause()).orElse(failure)
                : failure;
    }

    private static @Nullable Reason reason(Throwable failure) {
        return cause(failure) instanceof RejectedException rejected ? rejected.reason() : null;
    }
}
