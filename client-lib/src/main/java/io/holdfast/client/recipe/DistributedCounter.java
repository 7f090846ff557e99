package io.holdfast.client.recipe;

import io.holdfast.client.Condition;
import io.holdfast.client.GetReply;
import io.holdfast.client.Op;
import io.holdfast.client.OperationOutcome;
import io.holdfast.client.PutReply;
import io.holdfast.client.RangeReply;
import io.holdfast.client.TransactionReply;
import io.holdfast.model.Bytes;
import io.holdfast.model.KeyValue;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A number that everybody sees and changes, of 64 bits, in one key, as decimal text. It begins at 0 and need not be made.
 * Holds nothing and need not be closed. Safe for any thread.
 *
 * <pre>{@code
 * DistributedCounter orders = recipes.counter("orders");
 * long mine = orders.increment();
 * }</pre>
 *
 * <p>Linearizable. A change that succeeds was made exactly once; one that fails was not made, unless the failure says
 * UNKNOWN: then the session ended, or no node could be reached to settle it, and nobody can tell. Changes are
 * compare-and-set transactions: while others change the same counter they are tried again, with pauses, until the timeout.
 */
public final class DistributedCounter {
    private final Place place;
    private final String name;
    private final Bytes key;

    /** What the counter was when this client last saw it: a guess that a transaction checks. */
    private final AtomicReference<@Nullable Seen> last = new AtomicReference<>();

    /** @param revision at which the value was put; 0 if the key is absent */
    private record Seen(long value, long revision) {}

    /** Gives the next value; empty to leave it as it is. */
    private interface Change {
        OptionalLong of(long value);
    }

    DistributedCounter(Place place, String name) {
        this.place = place;
        this.name = name;
        this.key = Bytes.utf8(place.key("counter", name));
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** Reads it. */
    public CompletableFuture<Long> getAsync() {
        return read().thenApply(Seen::value);
    }

    /** {@link #getAsync}, and waits. */
    public long get() {
        return Waiting.await(getAsync(), OperationOutcome.NOT_APPLIED);
    }

    /** Sets it, whatever it was. */
    public CompletableFuture<Void> setAsync(long value) {
        return place.writes()
                .commit(place.deadline(), step -> step.then(Op.put(key, text(value))))
                .thenAccept(reply -> last.set(put(reply, value)));
    }

    /** {@link #setAsync}, and waits. */
    public void set(long value) {
        Waiting.await(setAsync(value), OperationOutcome.UNKNOWN);
    }

    /** Adds, and gives the sum. Fails with {@link CounterOverflowException} if that is no long. */
    public CompletableFuture<Long> addAsync(long delta) {
        return change(value -> OptionalLong.of(sum(value, delta))).thenApply(OptionalLong::getAsLong);
    }

    /** {@link #addAsync}, and waits. */
    public long add(long delta) {
        return Waiting.await(addAsync(delta), OperationOutcome.UNKNOWN);
    }

    /** Adds one, and gives the sum. */
    public CompletableFuture<Long> incrementAsync() {
        return addAsync(1);
    }

    /** {@link #incrementAsync}, and waits. */
    public long increment() {
        return add(1);
    }

    /** Sets it if it is {@code expected}; gives whether it was. */
    public CompletableFuture<Boolean> compareAndSetAsync(long expected, long value) {
        return change(now -> now == expected ? OptionalLong.of(value) : OptionalLong.empty())
                .thenApply(OptionalLong::isPresent);
    }

    /** {@link #compareAndSetAsync}, and waits. */
    public boolean compareAndSet(long expected, long value) {
        return Waiting.await(compareAndSetAsync(expected, value), OperationOutcome.UNKNOWN);
    }

    private CompletableFuture<OptionalLong> change(Change change) {
        Deadline deadline = place.deadline();
        Attempt attempt = new Attempt(deadline, change, last.get());
        return place.writes().until(deadline, "counter " + name + " could not be changed", attempt::run);
    }

    /** One change under way. Its attempts follow each other; nobody else touches it. */
    private final class Attempt {
        private final Deadline deadline;
        private final Change change;
        private volatile @Nullable Seen seen;

        /** Whether {@link #seen} was read by this change itself, so that it may decide what is not a transaction. */
        private volatile boolean fresh;

        Attempt(Deadline deadline, Change change, @Nullable Seen guess) {
            this.deadline = deadline;
            this.change = change;
            this.seen = guess;
        }

        CompletableFuture<Optional<OptionalLong>> run() {
            Seen now = seen;
            if (now == null) {
                return readThenRun();
            }
            OptionalLong next;
            try {
                next = change.of(now.value());
            } catch (CounterOverflowException e) {
                return fresh ? CompletableFuture.failedFuture(e) : readThenRun();
            }
            if (next.isEmpty()) {
                return fresh ? CompletableFuture.completedFuture(Optional.of(next)) : readThenRun();
            }
            long value = next.getAsLong();
            return place.writes()
                    .commit(
                            deadline,
                            step -> step.when(Condition.modRevision(key).equalTo(now.revision()))
                                    .then(Op.put(key, text(value)))
                                    .otherwise(Op.get(key)))
                    .thenApply(reply -> take(reply, value));
        }

        private Optional<OptionalLong> take(TransactionReply reply, long value) {
            if (reply.succeeded()) {
                last.set(put(reply, value));
                return Optional.of(OptionalLong.of(value));
            }
            see(((RangeReply) reply.replies().get(0)).keyValues().stream().findFirst());
            return Optional.empty();
        }

        private CompletableFuture<Optional<OptionalLong>> readThenRun() {
            return read().thenCompose(now -> {
                seen = now;
                fresh = true;
                return run();
            });
        }

        private void see(Optional<KeyValue> found) {
            seen = parsed(found);
            fresh = true;
        }
    }

    private CompletableFuture<Seen> read() {
        return place.client()
                .keyValue()
                .withTimeout(place.timeout())
                .get(key)
                .thenApply(GetReply::keyValue)
                .thenApply(this::parsed);
    }

    private Seen parsed(Optional<KeyValue> found) {
        if (found.isEmpty()) {
            return new Seen(0, 0);
        }
        String text = found.get().value().utf8();
        try {
            Seen seen = new Seen(Long.parseLong(text), found.get().modRevision());
            last.set(seen);
            return seen;
        } catch (NumberFormatException e) {
            throw new RecipeMismatchException("key " + key + " is no counter: it holds "
                    + found.get().value().size() + " bytes that are no number");
        }
    }

    private static Seen put(TransactionReply reply, long value) {
        return new Seen(value, ((PutReply) reply.replies().get(0)).revision());
    }

    private long sum(long value, long delta) {
        long sum = value + delta;
        if (((value ^ sum) & (delta ^ sum)) < 0) {
            throw new CounterOverflowException("counter " + name + " is " + value + ": adding " + delta
                    + " would leave the numbers of 64 bits; it is unchanged");
        }
        return sum;
    }

    private static Bytes text(long value) {
        return Bytes.utf8(Long.toString(value));
    }
}
