package io.holdfast.client.recipe;

import io.holdfast.client.Condition;
import io.holdfast.client.DeleteOptions;
import io.holdfast.client.Op;
import io.holdfast.client.OperationOutcome;
import io.holdfast.client.RangeReply;
import io.holdfast.client.TransactionReply;
import io.holdfast.client.WatchOptions;
import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.KeyValue;
import io.holdfast.model.command.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A latch that opens for good when it was counted down as often as its first maker said. This handle stands for one round
 * of it, from its making to its deletion or reset; after that every call fails with {@link RecipeGoneException}. Holds
 * nothing and need not be closed; it outlives every process and session. Safe for any thread.
 *
 * <pre>{@code
 * DistributedLatch loaded = recipes.latch("loaded", 3);
 * loaded.countDown("shard-7");
 * loaded.await(Duration.ofMinutes(5));
 * }</pre>
 *
 * <p>An arrival has a name and counts once, whoever sends it, however often: {@link #countDown(String)} may be repeated
 * after any failure, also by another process that does the same part of the work again. {@link #countDown()} draws a name of
 * its own for each call; what fails as UNKNOWN there may have counted.
 */
public final class DistributedLatch {
    private final Place place;
    private final String name;
    private final int count;
    private final String round;
    private final Bytes header;
    private final Bytes gate;
    private final String arrivals;

    /** What the latch was when this handle last saw it: a guess that a transaction checks. */
    private volatile LatchState last;

    private DistributedLatch(Place place, String name, LatchState state) {
        this.place = place;
        this.name = name;
        this.count = state.count();
        this.round = state.round();
        this.header = header(place, name);
        this.gate = gate(place, name, round);
        this.arrivals = children(place, name, round) + "by/";
        this.last = state;
    }

    private static Bytes header(Place place, String name) {
        return Bytes.utf8(place.key("latch", name));
    }

    private static String children(Place place, String name, String round) {
        return place.key("latch", name) + "/" + round + "/";
    }

    private static Bytes gate(Place place, String name, String round) {
        return Bytes.utf8(children(place, name, round) + "gate");
    }

    static CompletableFuture<DistributedLatch> open(Place place, String name, int count) {
        String round = UUID.randomUUID().toString();
        Bytes header = header(place, name);
        return place.writes()
                .commitRepeatable(
                        place.deadline(),
                        "latch " + name + " could not be made",
                        step -> step.when(Condition.absent(header))
                                .then(
                                        Op.put(header, LatchState.text(count, count, round)),
                                        Op.put(gate(place, name, round), Bytes.utf8("closed")))
                                .otherwise(Op.get(header)))
                .thenApply(reply -> new DistributedLatch(
                        place,
                        name,
                        reply.succeeded()
                                ? new LatchState(count, count, round, reply.revision())
                                : joined(name, count, state(reply).orElseThrow())));
    }

    private static LatchState joined(String name, int count, LatchState found) {
        if (found.count() != count) {
            throw new RecipeMismatchException(
                    "latch " + name + " was made with a count of " + found.count() + ", not " + count);
        }
        return found;
    }

    private static Optional<LatchState> state(TransactionReply reply) {
        return LatchState.of(first(reply, 0));
    }

    private static Optional<KeyValue> first(TransactionReply reply, int index) {
        return ((RangeReply) reply.replies().get(index)).keyValues().stream().findFirst();
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** How many arrivals open it. */
    public int count() {
        return count;
    }

    /** Counts down once; gives how many remain. Counting down an open latch changes nothing. */
    public CompletableFuture<Integer> countDownAsync() {
        return countDownAsync(UUID.randomUUID().toString());
    }

    /** {@link #countDownAsync()}, and waits. */
    public int countDown() {
        return Waiting.await(countDownAsync(), OperationOutcome.UNKNOWN);
    }

    /**
     * Counts an arrival down, once for its name; gives how many remain.
     *
     * @throws IllegalArgumentException if the name is empty, longer than 256 bytes, or has a slash or a control character
     */
    public CompletableFuture<Integer> countDownAsync(String arrival) {
        Bytes mine = Bytes.utf8(arrivals + Place.checked(arrival, "an arrival"));
        Deadline deadline = place.deadline();
        return place.writes()
                .until(deadline, "latch " + name + " could not be counted down", () -> arrive(deadline, mine));
    }

    /** {@link #countDownAsync(String)}, and waits. */
    public int countDown(String arrival) {
        return Waiting.await(countDownAsync(arrival), OperationOutcome.UNKNOWN);
    }

    private CompletableFuture<Optional<Integer>> arrive(Deadline deadline, Bytes mine) {
        LatchState seen = last;
        if (seen.remaining() == 0) {
            return CompletableFuture.completedFuture(Optional.of(0));
        }
        int left = seen.remaining() - 1;
        List<Operation> steps = new ArrayList<>();
        steps.add(Op.put(header, LatchState.text(count, left, round)));
        if (left == 0) {
            // Whoever comes again later finds the latch open: the names need not be kept.
            steps.add(Op.put(gate, Bytes.utf8("open")));
            steps.add(Op.delete(KeyRange.prefix(Bytes.utf8(arrivals)), DeleteOptions.DEFAULT));
        } else {
            steps.add(Op.put(mine, Bytes.EMPTY));
        }
        return place.writes()
                .commit(
                        deadline,
                        step -> step.when(
                                        Condition.modRevision(header).equalTo(seen.revision()), Condition.absent(mine))
                                .then(steps.toArray(Operation[]::new))
                                .otherwise(Op.get(header), Op.get(mine)))
                .handle((reply, thrown) -> {
                    if (thrown != null) {
                        // A named arrival may be sent again whatever became of it.
                        return Writes.<Integer>again(deadline, Waiting.unwrapped(thrown));
                    }
                    if (reply.succeeded()) {
                        last = new LatchState(count, left, round, reply.revision());
                        return CompletableFuture.completedFuture(Optional.of(left));
                    }
                    LatchState now = mine(state(reply));
                    last = now;
                    boolean counted = first(reply, 1).isPresent() || now.remaining() == 0;
                    return CompletableFuture.completedFuture(
                            counted ? Optional.of(now.remaining()) : Optional.<Integer>empty());
                })
                .thenCompose(result -> result);
    }

    private LatchState mine(Optional<LatchState> found) {
        return found.filter(state -> state.round().equals(round)).orElseThrow(this::gone);
    }

    private RecipeGoneException gone() {
        return new RecipeGoneException("latch " + name + " was deleted or reset since this handle was made");
    }

    /**
     * Completes with this latch when it is open, on the callback executor; fails with {@link
     * io.holdfast.client.RequestTimeoutException} after {@code patience}, and with {@link RecipeGoneException} if it is
     * deleted or reset. Waiting costs one watch of one key, and one event. It goes on through anything that happens to nodes
     * and sessions. Cancelling the future ends the watch.
     */
    public CompletableFuture<DistributedLatch> awaitAsync(Duration patience) {
        Deadline deadline = Deadline.in(patience);
        if (last.remaining() == 0) {
            return CompletableFuture.completedFuture(this);
        }
        CompletableFuture<DistributedLatch> open =
                KeyWait.on(place.client(), gate, WatchOptions.DEFAULT.withSnapshot(), this::isOpen);
        return deadline.bound(open, "latch " + name + " did not open");
    }

    private Optional<DistributedLatch> isOpen(Optional<KeyValue> version) {
        KeyValue found = version.orElseThrow(this::gone);
        return found.value().utf8().equals("open") ? Optional.of(this) : Optional.empty();
    }

    /** {@link #awaitAsync}, and waits. */
    public void await(Duration patience) {
        Waiting.await(awaitAsync(patience), OperationOutcome.NOT_APPLIED);
    }

    /** How many arrivals are still to come; 0 if it is open. */
    public CompletableFuture<Integer> remainingAsync() {
        return place.client()
                .keyValue()
                .withTimeout(place.timeout())
                .get(header)
                .thenApply(reply -> mine(LatchState.of(reply.keyValue())).remaining());
    }

    /** {@link #remainingAsync}, and waits. */
    public int remaining() {
        return Waiting.await(remainingAsync(), OperationOutcome.NOT_APPLIED);
    }

    /** Deletes it with all of its keys; whoever waits fails with {@link RecipeGoneException}. */
    public CompletableFuture<Void> deleteAsync() {
        return end(null).thenAccept(reply -> {});
    }

    /** {@link #deleteAsync}, and waits. */
    public void delete() {
        Waiting.await(deleteAsync(), OperationOutcome.UNKNOWN);
    }

    /**
     * Ends this round, as {@link #deleteAsync} does, and begins another with {@code count} in the same step; gives its handle.
     *
     * @throws IllegalArgumentException unless the count is 1 to 10 000
     */
    public CompletableFuture<DistributedLatch> resetAsync(int count) {
        Recipes.checkCount(count);
        String next = UUID.randomUUID().toString();
        return end(new LatchState(count, count, next, 0))
                .thenApply(reply ->
                        new DistributedLatch(place, name, new LatchState(count, count, next, reply.revision())));
    }

    /** {@link #resetAsync}, and waits. */
    public DistributedLatch reset(int count) {
        return Waiting.await(resetAsync(count), OperationOutcome.UNKNOWN);
    }

    private CompletableFuture<TransactionReply> end(@Nullable LatchState next) {
        Deadline deadline = place.deadline();
        List<Operation> steps = new ArrayList<>();
        steps.add(Op.delete(KeyRange.prefix(Bytes.utf8(children(place, name, round))), DeleteOptions.DEFAULT));
        if (next == null) {
            steps.add(Op.delete(header));
        } else {
            steps.add(Op.put(header, LatchState.text(next.count(), next.count(), next.round())));
            steps.add(Op.put(gate(place, name, next.round()), Bytes.utf8("closed")));
        }
        return place.writes().until(deadline, "latch " + name + " could not be ended", () -> {
            LatchState seen = last;
            return place.writes()
                    .commit(
                            deadline,
                            step -> step.when(Condition.modRevision(header).equalTo(seen.revision()))
                                    .then(steps.toArray(Operation[]::new))
                                    .otherwise(Op.get(header)))
                    .thenApply(reply -> {
                        if (reply.succeeded()) {
                            return Optional.of(reply);
                        }
                        last = mine(state(reply));
                        return Optional.empty();
                    });
        });
    }
}
