package io.holdfast.client.config;

import io.holdfast.client.ClosedException;
import io.holdfast.client.RejectedException;
import io.holdfast.client.ReleaseClient;
import io.holdfast.model.config.Verdict;
import io.holdfast.model.outcome.Reason;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says how this client stands to a set until the cluster has noted it: one call at a time, what is said last counts, and all of
 * it once more in a new session. Confined to the turns of the set.
 *
 * <p>A fleet hears of a release at one moment. That a client applied it is said after a random pause, or the writes of those
 * who heard first would hold up the news for the others. What concerns a rollout is said at once: that a release is not
 * wanted, for it may have to be halted, and that one is run on which is not for all yet, for a pause keeps it to those who
 * said so.
 */
final class Acknowledging {
    private static final Logger LOG = LoggerFactory.getLogger(Acknowledging.class);

    /** The longest pause before a release is said to be applied. */
    static final Duration SPREAD = Duration.ofMillis(200);

    private final String set;
    private final ConfigSettings settings;
    private final ReleaseClient releases;
    private final Agenda agenda;
    private final Turns turns;
    private final RandomGenerator random;
    private final Pauses pauses;
    private final Set<Long> lost = new HashSet<>();
    private final Runnable settled;

    /** An earlier follower of the set in this process leaves; nothing may be said before that is done. */
    private final CompletableFuture<?> afterLeaving;

    private Standing wanted = Standing.NOWHERE;
    private @Nullable Standing noted;
    private long notedIn;
    private boolean asking;
    private boolean waiting;
    private boolean urgent;
    private boolean resting;
    private boolean rested;
    private boolean refused;
    private boolean failed;
    private boolean closed;

    /**
     * Nothing to say yet.
     *
     * @param settled run whenever a call ended
     */
    Acknowledging(
            String set,
            ConfigSettings settings,
            ReleaseClient releases,
            Agenda agenda,
            Turns turns,
            RandomGenerator random,
            CompletableFuture<?> afterLeaving,
            Runnable settled) {
        this.set = set;
        this.settings = settings;
        this.releases = releases;
        this.agenda = agenda;
        this.turns = turns;
        this.random = random;
        this.pauses = new Pauses(random);
        this.afterLeaving = afterLeaving;
        this.settled = settled;
    }

    void begin() {
        afterLeaving.whenComplete((left, failure) -> turns.execute(this::proceed));
    }

    /**
     * It runs on a release.
     *
     * @param forAll whether that was ever what everybody should run on
     */
    void applied(long release, boolean forAll) {
        wanted = wanted.applying(release);
        urgent = !forAll;
        refused = false;
        proceed();
    }

    void rejected(long release, String why) {
        wanted = wanted.rejecting(release, why);
        refused = false;
        proceed();
    }

    /** Another moment to say what was refused before. */
    void again() {
        refused = false;
        proceed();
    }

    /** Whoever tells of changes can be spoken to: no pause is needed any more. */
    void told() {
        waiting = false;
        proceed();
    }

    /** A session is over, and what was noted in it is gone. */
    void sessionLost(long session) {
        lost.add(session);
        if (session == notedIn) {
            noted = null;
            failed = false;
            proceed();
        }
    }

    /**
     * Whether the cluster is just being told again what this client runs on. What it offers before it knows that may be another
     * release, for as long as it takes.
     */
    boolean returning() {
        return asking && noted == null && wanted.applied() != 0 && !failed;
    }

    CompletableFuture<Void> leave() {
        closed = true;
        return settings.enrolling() ? releases.leave(set) : CompletableFuture.completedFuture(null);
    }

    private void proceed() {
        if (closed || asking || waiting || refused || !settings.enrolling() || !afterLeaving.isDone()) {
            return;
        }
        Standing known = noted;
        Standing said;
        CompletableFuture<Long> call;
        boolean cleared = known != null && known.rejected() != 0 && wanted.rejected() == 0;
        boolean news = known != null && known.applied() != 0 && known.applied() != wanted.applied();
        if (news && !cleared && !urgent && wanted.rejected() == 0 && !rested) {
            rest();
            return;
        }
        if (known == null || known.applied() != wanted.applied() || cleared) {
            said = new Standing(wanted.applied(), 0, "");
            call = say(said.applied() == 0 ? Verdict.ENROLLED : Verdict.APPLIED, said.applied(), "");
        } else if (wanted.rejected() != 0 && !wanted.equals(known)) {
            said = wanted;
            call = say(Verdict.REJECTED, said.rejected(), said.reason());
        } else {
            return;
        }
        asking = true;
        rested = false;
        call.whenComplete((session, failure) -> turns.execute(() -> {
            asking = false;
            if (failure == null) {
                noted(said, session);
            } else {
                failed(failure);
            }
            settled.run();
        }));
    }

    private void rest() {
        if (!resting) {
            resting = true;
            agenda.after(
                    Duration.ofNanos(random.nextLong(SPREAD.toNanos())),
                    () -> turns.execute(() -> {
                        resting = false;
                        rested = true;
                        proceed();
                    }));
        }
    }

    private CompletableFuture<Long> say(Verdict verdict, long release, String reason) {
        return releases.acknowledge(set, settings.identity(), settings.labels(), verdict, release, reason);
    }

    private void noted(Standing said, long session) {
        pauses.reset();
        failed = false;
        // It may have ended before its answer was looked at.
        noted = lost.contains(session) ? null : said;
        if (noted != null) {
            notedIn = session;
            lost.clear();
        }
        proceed();
    }

    private void failed(Throwable failure) {
        Throwable why =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        failed = true;
        if (why instanceof ClosedException) {
            closed = true;
        } else if (why instanceof RejectedException rejected && rejected.reason() != Reason.SESSION_NOT_FOUND) {
            LOG.warn("the cluster does not note how this client stands set={} why={}", set, rejected.getMessage());
            refused = true;
        } else {
            LOG.debug("how this client stands could not be said set={}", set, why);
            waiting = true;
            agenda.after(
                    pauses.next(),
                    () -> turns.execute(() -> {
                        waiting = false;
                        proceed();
                    }));
        }
    }
}
