package io.holdfast.client.recipe;

import io.holdfast.client.ClosedException;
import io.holdfast.client.Condition;
import io.holdfast.client.HoldfastException;
import io.holdfast.client.Op;
import io.holdfast.client.OperationOutcome;
import io.holdfast.client.PutOptions;
import io.holdfast.client.RangeOptions;
import io.holdfast.client.RangeReply;
import io.holdfast.client.Registration;
import io.holdfast.client.RejectedException;
import io.holdfast.client.Session;
import io.holdfast.client.TransactionReply;
import io.holdfast.client.recipe.MembershipState.Joined;
import io.holdfast.client.recipe.MembershipState.Left;
import io.holdfast.client.recipe.MembershipState.Loss;
import io.holdfast.client.recipe.MembershipState.Lost;
import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.KeyValue;
import io.holdfast.model.outcome.Reason;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * This process in a group, under one id. {@link #state} says where it stands; close it to leave. Safe for any thread.
 *
 * <p>It is never too hopeful: Lost comes when the session is over by this side's clock, before the group may see it go.
 */
public final class Membership implements AutoCloseable {
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);

    private final GroupKeys keys;
    private final String id;
    private final Bytes key;
    private final MembershipOptions options;
    private final Listeners<MembershipState> listeners;
    private final ReentrantLock lock = new ReentrantLock();

    /** Guarded by the lock for writing. */
    private volatile MembershipState state = new Left();

    /** Guarded by the lock. */
    private Bytes metadata;

    /** Whether it was left. Guarded by the lock. */
    private boolean over;

    /** What tells of the present stay's end; null unless joined. Guarded by the lock. */
    private @Nullable Stay stay;

    private Membership(GroupKeys keys, String id, Bytes metadata, MembershipOptions options) {
        this.keys = keys;
        this.id = id;
        this.key = keys.key(id);
        this.metadata = metadata;
        this.options = options;
        this.listeners = new Listeners<>(
                "a listener of member " + id + " of " + keys, keys.place().errors());
    }

    static CompletableFuture<Membership> join(GroupKeys keys, String id, Bytes metadata, MembershipOptions options) {
        Membership membership = new Membership(keys, id, metadata, options);
        Deadline deadline = keys.place().deadline();
        CompletableFuture<Membership> told = new CompletableFuture<>();
        keys.place()
                .writes()
                .until(deadline, "member " + id + " could not join " + keys, () -> membership.enter(deadline, metadata))
                .whenComplete((stay, thrown) -> {
                    if (thrown != null) {
                        told.completeExceptionally(Waiting.unwrapped(thrown));
                        return;
                    }
                    membership.begin(stay, metadata);
                    if (!told.complete(membership)) {
                        // Cancelled meanwhile: whom nobody can ask to leave would stay.
                        membership.close();
                    }
                });
        return told;
    }

    /** One try to put the key in the client's present session; empty if that ended meanwhile. */
    private CompletableFuture<Optional<Stay>> enter(Deadline deadline, Bytes said) {
        Place place = keys.place();
        return place.client()
                .session()
                .thenCompose(session -> place.writes()
                        .commit(
                                deadline,
                                step -> step.when(Condition.absent(key))
                                        .then(Op.put(key, said, PutOptions.DEFAULT.lease(session.lease())))
                                        .otherwise(Op.range(KeyRange.single(key), RangeOptions.DEFAULT.keysOnly())))
                        .handle((reply, thrown) ->
                                thrown == null ? answered(reply, session) : refused(Waiting.unwrapped(thrown), session))
                        .thenCompose(result -> result));
    }

    private CompletableFuture<Optional<Stay>> answered(TransactionReply reply, Session session) {
        if (reply.succeeded()) {
            return CompletableFuture.completedFuture(Optional.of(new Stay(session, reply.revision())));
        }
        KeyValue taken = ((RangeReply) reply.replies().get(0)).keyValues().get(0);
        return CompletableFuture.failedFuture(
                new MemberExistsException(keys + " has a member " + id + " since revision " + taken.createRevision()));
    }

    private CompletableFuture<Optional<Stay>> refused(Throwable thrown, Session session) {
        if (thrown instanceof RejectedException refused && refused.reason() == Reason.LEASE_NOT_FOUND) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        keys.place().writes().settleLater(thrown, reply -> {
            if (reply.succeeded()) {
                delete(new Stay(session, reply.revision()));
            }
        });
        return CompletableFuture.failedFuture(thrown);
    }

    private void begin(Stay begun, Bytes said) {
        Bytes newest;
        boolean unwanted;
        lock.lock();
        try {
            unwanted = over;
            newest = metadata;
            if (!unwanted) {
                stay = begun;
                change(new Joined(begun.revision, begun.session.id()));
            }
        } finally {
            lock.unlock();
        }
        if (unwanted) {
            delete(begun);
            return;
        }
        begun.follow();
        if (!newest.equals(said)) {
            put(begun, newest);
        }
    }

    /** Holding the lock: the order of the changes is the order in which they are told. */
    private void change(MembershipState next) {
        state = next;
        listeners.tell(next);
    }

    private void lost(Stay ended, Loss loss) {
        lock.lock();
        try {
            if (stay != ended) {
                return;
            }
            stay = null;
            change(new Lost(loss));
        } finally {
            lock.unlock();
        }
        ended.close();
        if (options.rejoin() && loss != Loss.UNWATCHED) {
            rejoin(FIRST_PAUSE);
        }
    }

    /** Until it has joined or was left: the old key may be there yet, for as long as the cluster gives the old session. */
    private void rejoin(Duration pause) {
        Writes.after(pause).thenRun(() -> {
            Bytes said;
            lock.lock();
            try {
                if (over) {
                    return;
                }
                said = metadata;
            } finally {
                lock.unlock();
            }
            enter(keys.place().deadline(), said).whenComplete((entered, thrown) -> {
                if (thrown == null && entered.isPresent()) {
                    begin(entered.get(), said);
                } else if (thrown == null || !(Waiting.unwrapped(thrown) instanceof ClosedException)) {
                    Duration twice = pause.multipliedBy(2);
                    rejoin(twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE);
                }
            });
        });
    }

    /** Its id. */
    public String id() {
        return id;
    }

    /** Where it stands. */
    public MembershipState state() {
        Stay present;
        lock.lock();
        try {
            present = stay;
        } finally {
            lock.unlock();
        }
        if (present != null && present.session.remaining().isZero()) {
            // Nobody has told yet; whoever asks is not to act on what is over.
            lost(present, Loss.SESSION_ENDED);
        }
        return state;
    }

    /** {@link #onStateChange(Consumer, Executor)} on the executor that the client was built with, else on the common pool. */
    public Registration onStateChange(Consumer<MembershipState> listener) {
        return onStateChange(listener, keys.place().callbacks());
    }

    /** Lets a listener hear of every change of {@link #state} from now on, one at a time, in order. */
    public Registration onStateChange(Consumer<MembershipState> listener, Executor executor) {
        return listeners.add(listener, executor);
    }

    /** Lets a listener hear each time the membership is lost, where {@link #onStateChange(Consumer)} would call it. */
    public Registration onLost(Consumer<Lost> listener) {
        return onStateChange(state -> {
            if (state instanceof Lost lost) {
                listener.accept(lost);
            }
        });
    }

    /**
     * Replaces the metadata. Fails with {@link MembershipLostException} unless joined; with {@link
     * MembershipOptions#rejoin} the new metadata are what it joins with again.
     *
     * @throws IllegalArgumentException if they have more than 4 KiB
     */
    public CompletableFuture<Void> updateAsync(Bytes changed) {
        GroupKeys.checked(changed);
        Stay present;
        lock.lock();
        try {
            metadata = changed;
            present = stay;
        } finally {
            lock.unlock();
        }
        return present == null ? CompletableFuture.failedFuture(notJoined()) : put(present, changed);
    }

    private MembershipLostException notJoined() {
        return new MembershipLostException("member " + id + " of " + keys + " is not joined: " + state);
    }

    private CompletableFuture<Void> put(Stay present, Bytes said) {
        return keys.place()
                .writes()
                .commit(
                        keys.place().deadline(),
                        step -> step.when(Condition.createRevision(key).equalTo(present.revision))
                                .then(Op.put(key, said, PutOptions.DEFAULT.keepingLease())))
                .thenAccept(reply -> {
                    if (!reply.succeeded()) {
                        lost(present, Loss.REMOVED);
                        throw notJoined();
                    }
                });
    }

    /** {@link #updateAsync}, and waits. */
    public void update(Bytes changed) {
        Waiting.await(updateAsync(changed), OperationOutcome.UNKNOWN);
    }

    /**
     * Leaves: on this side at once; the future completes when the group has seen it. Leaving again, or what was lost, is a
     * success. It is sent again until it is answered, even if the future failed: the group has this member until then, or until
     * the session ends.
     */
    public CompletableFuture<Void> leaveAsync() {
        Stay present;
        lock.lock();
        try {
            present = stay;
            stay = null;
            if (!over) {
                over = true;
                change(new Left());
            }
        } finally {
            lock.unlock();
        }
        return present == null ? CompletableFuture.completedFuture(null) : delete(present);
    }

    private CompletableFuture<Void> delete(Stay ended) {
        ended.close();
        return Writes.persist(() -> keys.place()
                        .writes()
                        .commit(
                                keys.place().deadline(),
                                step -> step.when(Condition.createRevision(key).equalTo(ended.revision))
                                        .then(Op.delete(key))))
                .thenAccept(reply -> {});
    }

    /** {@link #leaveAsync}, and waits. */
    public void leave() {
        Waiting.await(leaveAsync(), OperationOutcome.UNKNOWN);
    }

    /** {@link #leaveAsync}, without waiting. */
    @Override
    public void close() {
        leaveAsync();
    }

    /** From one joining to its end: watches the session and the key. */
    private final class Stay extends KeyGone {
        Stay(Session session, long revision) {
            super(keys.place().client(), key, session, revision);
        }

        @Override
        void ended(Loss loss) {
            lost(this, loss);
        }

        @Override
        void failed(HoldfastException why) {
            lost(this, Loss.UNWATCHED);
        }
    }
}
