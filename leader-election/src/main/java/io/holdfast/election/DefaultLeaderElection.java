package io.holdfast.election;

import io.holdfast.client.CampaignOptions;
import io.holdfast.client.ClosedException;
import io.holdfast.client.ElectionDetails;
import io.holdfast.client.ErrorCode;
import io.holdfast.client.HoldfastException;
import io.holdfast.client.LeaderHandle;
import io.holdfast.client.LockLoss;
import io.holdfast.client.LockLostException;
import io.holdfast.client.OperationOutcome;
import io.holdfast.client.Registration;
import io.holdfast.election.CandidateState.Closed;
import io.holdfast.election.CandidateState.Leading;
import io.holdfast.election.CandidateState.Lost;
import io.holdfast.election.CandidateState.Phase;
import io.holdfast.election.CandidateState.Waiting;
import io.holdfast.model.lock.LockEnd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The candidate's state machine. Everything that changes it is a step, and steps run one after the other; what it waits for
 * comes back as a step that names the round it belongs to. Standing anew, and ending whatever was under way, begins a new
 * round: what comes back from an earlier one is stale, and a leadership among it is given back.
 */
final class DefaultLeaderElection implements LeaderElection {
    private static final Logger LOG = LoggerFactory.getLogger(LeaderElection.class);

    private final Candidacy candidacy;
    private final Steps steps = new Steps(this::stumbled);
    private final List<Told<CandidateState>> listeners = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    private volatile CandidateState state = new Waiting(Phase.WITHDRAWN, 0);
    private volatile @Nullable CampaignFailure lastFailure;

    // Confined to the steps.
    private final List<CompletableFuture<Leadership>> waiters = new ArrayList<>();
    private boolean wanted;
    private long round;
    private long begun;
    private int failures;
    private @Nullable CompletableFuture<LeaderHandle> campaign;

    DefaultLeaderElection(Candidacy candidacy) {
        this.candidacy = candidacy;
    }

    @Override
    public void stand() {
        steps.run(() -> {
            if (!wanted && !(state instanceof Closed)) {
                wanted = true;
                campaign();
            }
        });
    }

    /** Begins a campaign, whatever happened before. */
    private void campaign() {
        long mine = ++round;
        begun = candidacy.timing().nanos();
        enter(new Waiting(Phase.STANDING, failures));
        Answers.of(() -> candidacy.session().in(candidacy.options()))
                .whenComplete((options, failure) -> steps.run(() -> inSession(mine, options, failure)));
    }

    private void inSession(long mine, @Nullable CampaignOptions options, @Nullable Throwable failure) {
        if (mine != round) {
            return;
        }
        if (options == null) {
            failed(failure);
            return;
        }
        CompletableFuture<LeaderHandle> asked =
                Answers.of(() -> candidacy.elections().campaignAsync(candidacy.election(), options));
        campaign = asked;
        asked.whenComplete((handle, failed) -> steps.run(() -> decided(mine, handle, failed)));
    }

    private void decided(long mine, @Nullable LeaderHandle handle, @Nullable Throwable failure) {
        if (mine != round) {
            if (handle != null) {
                Answers.noted(
                        LOG, Answers.of(handle::resignAsync), "giving back a leadership that nobody wants any more");
            }
            return;
        }
        campaign = null;
        if (handle == null) {
            failed(failure);
        } else if (handle.isHeld()) {
            won(mine, handle);
        } else {
            failed(new LockLostException(handle.loss().orElse(null), "elected, and lost before it was known"));
        }
    }

    private void won(long mine, LeaderHandle handle) {
        begun = candidacy.timing().nanos();
        HeldLeadership held = new HeldLeadership(handle, candidate(), candidacy.executor());
        enter(new Leading(held));
        waiters.forEach(waiter -> candidacy.executor().execute(() -> waiter.complete(held)));
        waiters.clear();
        handle.onLost(loss -> steps.run(() -> lost(mine, held, loss)));
    }

    private void lost(long mine, HeldLeadership held, LockLoss loss) {
        if (mine != round) {
            return;
        }
        long next = ended(held, loss);
        pause(next, new LockLostException(loss, "lost the leadership of " + name() + ": " + loss.message()));
    }

    /** The tenure is over, in a new round. */
    private long ended(HeldLeadership held, LockLoss how) {
        long next = ++round;
        held.ended(how);
        enter(new Lost(held, how));
        return next;
    }

    private void failed(@Nullable Throwable failure) {
        Throwable cause = failure == null
                ? new IllegalStateException("a campaign ended without an answer")
                : Answers.cause(failure);
        long next = ++round;
        if (cause instanceof HoldfastException known && known.code() == ErrorCode.CLOSED) {
            LOG.warn("election closed, as its client is election={} candidate={}", name(), candidate());
            lastFailure =
                    new CampaignFailure(cause, failures + 1, candidacy.timing().wall(), Duration.ZERO);
            shut();
            return;
        }
        pause(next, cause);
        enter(new Waiting(Phase.PAUSING, failures));
    }

    /** Notes what went wrong, and stands again after a pause. */
    private void pause(long mine, Throwable cause) {
        long lasted = candidacy.timing().nanos() - begun;
        failures = lasted > candidacy.backoff().max().toNanos() ? 1 : failures + 1;
        Duration pause = candidacy.backoff().pause(failures, candidacy.random());
        lastFailure = new CampaignFailure(cause, failures, candidacy.timing().wall(), pause);
        if (Integer.bitCount(failures) == 1) {
            LOG.warn(
                    "not elected, or not for long; stands again election={} candidate={} failures={} after={}ms cause=\"{}\"",
                    name(),
                    candidate(),
                    failures,
                    pause.toMillis(),
                    cause.toString());
        }
        candidacy.timing().after(pause, () -> again(mine));
    }

    private void again(long mine) {
        steps.run(() -> {
            if (mine == round && wanted) {
                campaign();
            }
        });
    }

    @Override
    public CompletableFuture<Void> withdrawAsync() {
        CompletableFuture<Void> withdrawn = new CompletableFuture<>();
        steps.run(() -> {
            if (!wanted) {
                Answers.pass(withdrawn, candidacy.executor(), Answers.nothing());
                return;
            }
            wanted = false;
            Answers.pass(withdrawn, candidacy.executor(), leave("withdrawn by this candidate"));
            failures = 0;
            enter(new Waiting(Phase.WITHDRAWN, 0));
        });
        return withdrawn;
    }

    /** Gives up what is held or stood for, on this side at once. */
    private CompletableFuture<Void> leave(String why) {
        if (state instanceof Leading leading) {
            HeldLeadership held = (HeldLeadership) leading.leadership();
            CompletableFuture<Void> freed = Answers.of(held.handle()::resignAsync);
            ended(held, new LockLoss(LockEnd.RELEASED, why));
            return freed;
        }
        round++;
        CompletableFuture<LeaderHandle> open = campaign;
        campaign = null;
        if (open != null) {
            open.cancel(false);
        }
        return Answers.nothing();
    }

    @Override
    public CompletableFuture<Boolean> resignAsync() {
        CompletableFuture<Boolean> resigned = new CompletableFuture<>();
        steps.run(() -> {
            if (!(state instanceof Leading)) {
                Answers.pass(resigned, candidacy.executor(), CompletableFuture.completedFuture(false));
                return;
            }
            CompletableFuture<Void> freed = leave("resigned");
            holdOff(freed);
            Answers.pass(resigned, candidacy.executor(), freed.thenApply(nothing -> true));
        });
        return resigned;
    }

    @Override
    public CompletableFuture<Boolean> resignAsync(String successor) {
        CompletableFuture<Boolean> resigned = new CompletableFuture<>();
        steps.run(() -> {
            if (!(state instanceof Leading leading)) {
                Answers.pass(resigned, candidacy.executor(), CompletableFuture.completedFuture(false));
                return;
            }
            HeldLeadership held = (HeldLeadership) leading.leadership();
            long mine = round;
            CompletableFuture<Void> handed = Answers.of(() -> held.handle().resignAsync(successor));
            handed.whenComplete((nothing, failure) -> steps.run(() -> {
                boolean gone = failure == null || !held.isLeader();
                if (mine == round && gone && held.handle().loss().isEmpty()) {
                    ended(held, new LockLoss(LockEnd.RELEASED, "resigned in favour of " + successor));
                    holdOff(Answers.nothing());
                }
                Answers.pass(resigned, candidacy.executor(), handed.thenApply(done -> true));
            }));
        });
        return resigned;
    }

    /** Stands again when another leads, when nobody else wants to, or when the time has passed, whichever is first. */
    private void holdOff(CompletableFuture<Void> freed) {
        long mine = round;
        failures = 0;
        candidacy.timing().after(candidacy.holdOff(), () -> again(mine));
        Answers.noted(LOG, freed, "resigning")
                .thenCompose(nothing -> Answers.of(() -> candidacy.elections().showAsync(name(), 1)))
                .thenAccept(seen -> {
                    if (seen.isEmpty() || settled(seen.get())) {
                        again(mine);
                    }
                });
    }

    private static boolean settled(ElectionDetails seen) {
        return seen.leader().isPresent() || seen.waiting() == 0;
    }

    @Override
    public CompletableFuture<Void> closeAsync() {
        steps.run(this::shut);
        return closed.copy();
    }

    private void shut() {
        if (state instanceof Closed) {
            return;
        }
        wanted = false;
        CompletableFuture<Void> freed = leave("closed by this candidate");
        // One after the other: a leader resigned, it did not lose its session.
        CompletableFuture<Void> ended = new CompletableFuture<>();
        freed.whenComplete((nothing, failure) ->
                steps.run(() -> Answers.pass(ended, Runnable::run, Answers.of(candidacy.session()::closeAsync))));
        enter(new Closed());
        waiters.forEach(this::refuse);
        waiters.clear();
        Answers.pass(closed, candidacy.executor(), CompletableFuture.allOf(freed, ended));
    }

    private void refuse(CompletableFuture<Leadership> waiter) {
        ClosedException why = new ClosedException(
                OperationOutcome.NOT_APPLIED, null, "the candidate of " + name() + " was closed", null);
        candidacy.executor().execute(() -> waiter.completeExceptionally(why));
    }

    @Override
    public void close() {
        try {
            if (Waits.done(closeAsync(), candidacy.patience())) {
                return;
            }
            LOG.warn("closed without hearing from the cluster election={} candidate={}", name(), candidate());
        } catch (HoldfastException e) {
            LOG.warn("closed, and the cluster may not know election={} candidate={}", name(), candidate(), e);
        }
    }

    @Override
    public CompletableFuture<Leadership> leadershipAsync() {
        CompletableFuture<Leadership> elected = new CompletableFuture<>();
        steps.run(() -> {
            waiters.removeIf(CompletableFuture::isDone);
            if (state instanceof Leading leading && leading.leadership().isLeader()) {
                candidacy.executor().execute(() -> elected.complete(leading.leadership()));
            } else if (state instanceof Closed) {
                refuse(elected);
            } else {
                waiters.add(elected);
            }
        });
        return elected;
    }

    @Override
    public Registration onStateChange(Consumer<CandidateState> listener) {
        return onStateChange(listener, candidacy.executor());
    }

    @Override
    public Registration onStateChange(Consumer<CandidateState> listener, Executor executor) {
        List<Told<CandidateState>> mine = new ArrayList<>();
        Told<CandidateState> told = new Told<>(
                "election " + name(), listener, executor, candidacy.errors(), () -> listeners.removeAll(mine));
        mine.add(told);
        steps.run(() -> {
            listeners.add(told);
            told.tell(state);
        });
        return told;
    }

    private void enter(CandidateState next) {
        state = next;
        LOG.atLevel(next instanceof Waiting ? Level.DEBUG : Level.INFO)
                .log("candidate election={} candidate={} state={}", name(), candidate(), next);
        listeners.forEach(listener -> listener.tell(next));
    }

    /** A step threw: a bug. It must not end the election unseen. */
    private void stumbled(Throwable bug) {
        LOG.error("a step of an election failed election={} state={}", name(), state, bug);
        steps.run(() -> {
            if (wanted && state instanceof Waiting) {
                failed(bug);
            }
        });
    }

    @Override
    public String name() {
        return candidacy.election();
    }

    @Override
    public String candidate() {
        return candidacy.options().candidate();
    }

    @Override
    public CandidateState state() {
        return state;
    }

    @Override
    public Optional<Leadership> leadership() {
        return state instanceof Leading leading && leading.leadership().isLeader()
                ? Optional.of(leading.leadership())
                : Optional.empty();
    }

    @Override
    public Optional<CampaignFailure> lastFailure() {
        return Optional.ofNullable(lastFailure);
    }
}
