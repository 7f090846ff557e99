package io.holdfast.client.recipe;

import io.holdfast.client.OperationOutcome;
import io.holdfast.client.Session;
import io.holdfast.client.TransactionReply;
import io.holdfast.client.recipe.BarrierBrokenException.Cause;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A barrier that a fixed number of parties pass together, again and again: generation after generation. Holds nothing and
 * need not be closed. Safe for any thread; each call of {@link #await} is a party.
 *
 * <pre>{@code
 * DistributedBarrier step = recipes.barrier("step", 4);
 * BarrierArrival passed = step.await(Duration.ofMinutes(1));
 * log("step " + passed.generation());
 * }</pre>
 *
 * <p><b>A generation trips</b> in the step of the log in which its last party arrives, if at that point the sessions of all
 * others live. <b>Otherwise it breaks</b>, for all of its parties alike: when the session of one ends while it waits, when
 * the patience of one ends, when one is interrupted or cancels, and by {@link #reset}. They get {@link
 * BarrierBrokenException}, and the next generation begins at once: the barrier need not be mended.
 *
 * <p>A party waits with two watches, of the gate and of the party before it (the first one: of all), so a death costs a
 * message or two, not one to everybody.
 */
public final class DistributedBarrier {
    private final BarrierKeys keys;
    private final int parties;

    /** What the barrier was when this handle last saw it: a guess that a transaction checks. */
    private volatile @Nullable BarrierState last;

    /** The latest generation in which an arrival of this handle may stand that nobody waits for any more; 0 for none. */
    private final AtomicLong givenUp = new AtomicLong();

    private DistributedBarrier(BarrierKeys keys, int parties) {
        this.keys = keys;
        this.parties = parties;
    }

    static CompletableFuture<DistributedBarrier> open(Place place, String name, int parties) {
        BarrierKeys keys = new BarrierKeys(place, name);
        return keys.make(parties).thenApply(reply -> {
            DistributedBarrier barrier = new DistributedBarrier(keys, parties);
            barrier.last = reply.succeeded()
                    ? new BarrierState(parties, 1, 0, reply.revision())
                    : barrier.checked(BarrierKeys.state(reply));
            return barrier;
        });
    }

    private BarrierState checked(Optional<BarrierState> found) {
        BarrierState state = found.orElseThrow(
                () -> new RecipeGoneException("barrier " + name() + " was deleted since this handle was made"));
        if (state.parties() != parties) {
            throw new RecipeMismatchException(
                    "barrier " + name() + " was made for " + state.parties() + " parties, not " + parties);
        }
        return state;
    }

    /** Its name. */
    public String name() {
        return keys.name;
    }

    /** How many parties pass together. */
    public int parties() {
        return parties;
    }

    /**
     * Arrives, and completes when all parties have, on the callback executor. Fails with {@link BarrierBrokenException} if
     * the generation breaks, which it does when {@code patience} ends here first; with {@link RecipeGoneException} if
     * the barrier is not there any more; with what any call may fail with if this party could not arrive. If it fails with
     * outcome UNKNOWN, no node could be reached: this party may count as arrived, and the generation may have tripped; if it
     * has not, it is broken when a node is reached again, or the session ended. Cancelling the future breaks the
     * generation.
     */
    public CompletableFuture<BarrierArrival> awaitAsync(Duration patience) {
        Deadline deadline = Deadline.in(patience);
        CompletableFuture<BarrierArrival> told = new CompletableFuture<>();
        AtomicLong entering = new AtomicLong();
        // Whoever gives up while his arrival is on its way may stand there, and may come again at once.
        told.whenComplete((arrival, thrown) -> giveUp(entering.get()));
        keys.place
                .client()
                .session()
                .thenCompose(session -> keys.place
                        .writes()
                        .until(
                                deadline,
                                "barrier " + name() + " could not be entered",
                                () -> arrive(deadline, session, told, entering)))
                .whenComplete((waiting, thrown) -> {
                    if (thrown != null) {
                        entering.set(0);
                        told.completeExceptionally(Waiting.unwrapped(thrown));
                        return;
                    }
                    waiting.tell(told, deadline);
                    entering.set(0);
                });
        return told;
    }

    /** {@link #awaitAsync}, and waits. An interrupt breaks the generation. */
    public BarrierArrival await(Duration patience) {
        return Waiting.await(awaitAsync(patience), OperationOutcome.UNKNOWN);
    }

    private CompletableFuture<Optional<BarrierWait>> arrive(
            Deadline deadline, Session session, CompletableFuture<BarrierArrival> told, AtomicLong entering) {
        long given = givenUp.get();
        if (given > 0) {
            // Whoever arrives twice in a generation would stand there for somebody else.
            return keys.end(deadline, given, Cause.PARTY_LOST).thenApply(ended -> {
                givenUp.compareAndSet(given, 0);
                return Optional.empty();
            });
        }
        BarrierState seen = last;
        if (seen == null) {
            return keys.read(deadline, 0).thenApply(reply -> {
                last = checked(BarrierKeys.state(reply));
                return Optional.empty();
            });
        }
        entering.set(seen.generation());
        if (told.isDone()) {
            return CompletableFuture.failedFuture(new CancellationException("the party withdrew before it arrived"));
        }
        return keys.arrive(deadline, seen, session.lease())
                .whenComplete((reply, thrown) -> {
                    if (thrown != null) {
                        giveUp(seen.generation(), Waiting.unwrapped(thrown));
                    }
                })
                .thenCompose(reply -> arrived(deadline, session, seen, reply));
    }

    /** This party may stand in a generation without waiting in it: that is broken as soon as it can be. */
    private void giveUp(long generation, Throwable thrown) {
        if (Writes.unknown(thrown)) {
            giveUp(generation);
            keys.place
                    .writes()
                    .settleLater(thrown, reply -> keys.end(keys.place.deadline(), generation, Cause.PARTY_LOST));
        }
    }

    private void giveUp(long generation) {
        givenUp.accumulateAndGet(generation, Math::max);
    }

    private CompletableFuture<Optional<BarrierWait>> arrived(
            Deadline deadline, Session session, BarrierState seen, TransactionReply reply) {
        if (reply.succeeded()) {
            // Others come next; only who trips it knows what the next to come will find.
            last = seen.arrived() + 1 == parties ? seen.next().at(reply.revision()) : null;
            return CompletableFuture.completedFuture(Optional.of(new BarrierWait(
                    keys, session, seen.generation(), seen.arrived(), parties, reply.revision(), this::giveUp)));
        }
        BarrierState now = checked(BarrierKeys.state(reply));
        last = now;
        boolean somebodyGone = now.revision() == seen.revision() && BarrierKeys.present(reply) < now.arrived();
        return somebodyGone
                ? keys.end(deadline, now.generation(), Cause.PARTY_LOST).thenApply(ended -> {
                    last = null;
                    return Optional.empty();
                })
                : CompletableFuture.completedFuture(Optional.empty());
    }

    /** Breaks the generation that gathers now; gives whether anybody waited in it. */
    public CompletableFuture<Boolean> resetAsync() {
        Deadline deadline = keys.place.deadline();
        return keys.read(deadline, 0).thenCompose(reply -> {
            BarrierState now = checked(BarrierKeys.state(reply));
            return now.arrived() == 0
                    ? CompletableFuture.completedFuture(false)
                    : keys.end(deadline, now.generation(), Cause.RESET);
        });
    }

    /** {@link #resetAsync}, and waits. */
    public boolean reset() {
        return Waiting.await(resetAsync(), OperationOutcome.UNKNOWN);
    }

    /** Deletes it with all of its keys; whoever waits gets {@link BarrierBrokenException}. */
    public CompletableFuture<Void> deleteAsync() {
        return keys.delete().thenAccept(reply -> {});
    }

    /** {@link #deleteAsync}, and waits. */
    public void delete() {
        Waiting.await(deleteAsync(), OperationOutcome.UNKNOWN);
    }
}
