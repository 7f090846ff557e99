package io.holdfast.server.raft;

import io.holdfast.model.command.CommandBatch;
import io.holdfast.server.lease.TermFence;
import io.holdfast.server.raft.RatisLog.EntryMessage;
import io.holdfast.server.snapshot.Restored;
import io.holdfast.server.snapshot.SnapshotFile;
import io.holdfast.server.snapshot.Snapshotter;
import io.holdfast.statemachine.Applied;
import io.holdfast.statemachine.CoordinationState;
import io.holdfast.statemachine.StateImage;
import io.holdfast.storage.LogCodec;
import io.holdfast.wire.MalformedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.server.storage.RaftStorageDirectory;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.util.LifeCycle;
import org.jspecify.annotations.Nullable;

/**
 * Carries the log into the {@link CoordinationState}.
 *
 * <p>Threads: {@code applyTransaction} and {@code notifyTermIndexUpdated} run on Ratis' one updater thread, the apply
 * thread, which owns the state; {@code startTransaction} and {@code preAppendTransaction} run on the proposing thread;
 * the other notifications come from anywhere, with Ratis' locks held, and only hand a hint on.
 *
 * <p>Nothing may escape {@code applyTransaction}: Ratis would close the division on this node and leave a zombie that
 * looks alive. A throw there is a bug or a broken disk, would come again on replay, and stops the node.
 *
 * <p>A snapshot from the leader comes in two steps: {@code pause}, on a gRPC thread with Ratis' lock held, verifies what
 * was sent before Ratis puts it in the place of our own, and {@code reinitialize}, on the apply thread, goes on from it.
 */
final class RatisStateMachine extends BaseStateMachine {
    private static final CompletableFuture<Message> DONE = CompletableFuture.completedFuture(Message.EMPTY);

    /** Between the two steps of an installation Ratis only renames folders. */
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private static final long NOT_PAUSED = Long.MIN_VALUE;

    private final CoordinationState state;
    private final AppliedIndex applied;
    private final ApplyListener listener;
    private final DigestSamples digests;
    private final Snapshotter snapshots;
    private final RatisSnapshots storage;
    private final Runnable leadershipHint;
    private final FailStop failStop;
    private volatile @Nullable SegmentFolder segments;
    private volatile long pausedSince = NOT_PAUSED;

    /**
     * The adapter.
     *
     * @param state the state this thread confines
     * @param applied is told how far it is
     * @param listener hears of every batch applied
     * @param digests takes a sample now and then
     * @param snapshots takes snapshots, and takes them over from the leader
     * @param leadershipHint told whenever leadership may have changed; must only schedule something
     * @param failStop ends the node
     */
    RatisStateMachine(
            CoordinationState state,
            AppliedIndex applied,
            ApplyListener listener,
            DigestSamples digests,
            Snapshotter snapshots,
            Runnable leadershipHint,
            FailStop failStop) {
        this.state = state;
        this.applied = applied;
        this.listener = listener;
        this.digests = digests;
        this.snapshots = snapshots;
        this.storage = new RatisSnapshots(snapshots);
        this.leadershipHint = leadershipHint;
        this.failStop = failStop;
    }

    /** Begins with this state; before Ratis is built. */
    void begin(Restored from) {
        snapshots.restored(from.file(), from.image());
        goOnFrom(from);
    }

    private void goOnFrom(Restored from) {
        SnapshotFile file = from.file();
        state.adopt(from.image());
        setLastAppliedTermIndex(TermIndex.valueOf(file.term(), file.index()));
        digests.applied(file.index(), state);
        applied.advance(file.index());
    }

    @Override
    public StateMachineStorage getStateMachineStorage() {
        return storage;
    }

    /**
     * The index of the last snapshot that is finished. Nothing waits here: apply would stop meanwhile. Ratis is not
     * configured to ask by itself.
     */
    @Override
    public long takeSnapshot() {
        SnapshotFile newest = snapshots.newest();
        return newest == null ? RaftLog.INVALID_LOG_INDEX : newest.index();
    }

    @Override
    public void initialize(RaftServer server, RaftGroupId groupId, RaftStorage raftStorage) throws IOException {
        super.initialize(server, groupId, raftStorage);
        RaftStorageDirectory folders = raftStorage.getStorageDir();
        segments = SegmentFolder.open(
                folders.getRoot().toPath(), folders.getCurrentDir().toPath(), failStop);
        getLifeCycle().transition(LifeCycle.State.STARTING);
        getLifeCycle().transition(LifeCycle.State.RUNNING);
    }

    @Override
    public TransactionContext startTransaction(RaftClientRequest request) {
        TransactionContext.Builder context = TransactionContext.newBuilder()
                .setStateMachine(this)
                .setClientRequest(request)
                .setLogData(request.getMessage().getContent());
        if (request.getMessage() instanceof EntryMessage message) {
            return context.setStateMachineContext(message.appending()).build();
        }
        // Refused here, before Ratis takes a permit for it: an exception at append time would leak the permit and
        // depose the leader.
        return context.build().setException(new IOException("only nodes write to the log, not clients of Raft"));
    }

    @Override
    public TransactionContext preAppendTransaction(TransactionContext context) {
        // With Ratis' locks held. Must not throw, or the leader steps down.
        if (context.getStateMachineContext() instanceof Appending appending) {
            appending.begin();
        }
        return context;
    }

    @Override
    public CompletableFuture<Message> applyTransaction(TransactionContext context) {
        LogEntryProto entry = context.getLogEntry();
        if (entry == null) {
            return stop("an entry without content reached the state machine", new IllegalStateException("no entry"));
        }
        long begun = System.nanoTime();
        try {
            CommandBatch batch = context.getStateMachineContext() instanceof Appending own
                    ? own.batch()
                    : LogCodec.decode(
                            entry.getStateMachineLogEntry().getLogData().asReadOnlyByteBuffer());
            Applied result = state.apply(TermFence.fenced(batch, entry.getTerm()));
            updateLastAppliedTermIndex(entry.getTerm(), entry.getIndex());
            digests.applied(entry.getIndex(), state);
            snapshots.applied(
                    entry.getTerm(),
                    entry.getIndex(),
                    entry.getStateMachineLogEntry().getLogData().size(),
                    state.capture());
            listener.applying(result);
            applied.advance(entry.getIndex());
            listener.applied(batch, result);
            listener.applyTook(System.nanoTime() - begun);
            return DONE;
        } catch (MalformedException e) {
            return stop(
                    "log entry " + entry.getIndex() + " of term " + entry.getTerm() + " cannot be read ("
                            + e.getMessage()
                            + "); it was written by a newer version or is corrupt: do not go on with this"
                            + " node's data, upgrade it or replace the member",
                    e);
        } catch (RuntimeException | Error e) {
            return stop(
                    "applying log entry " + entry.getIndex() + " of term " + entry.getTerm()
                            + " broke an invariant of the state; this is a bug: keep the data directory and report it",
                    e);
        }
    }

    @Override
    public void notifyTermIndexUpdated(long term, long index) {
        super.notifyTermIndexUpdated(term, index);
        digests.applied(index, state);
        snapshots.applied(term, index, 0, state.capture());
        applied.advance(index);
        leadershipHint.run();
    }

    @Override
    public void notifyLeaderChanged(RaftGroupMemberId member, @Nullable RaftPeerId leader) {
        leadershipHint.run();
    }

    @Override
    public void notifyLeaderReady() {
        leadershipHint.run();
    }

    @Override
    public void notifyNotLeader(Collection<TransactionContext> pending) {
        leadershipHint.run();
    }

    /**
     * Called on Ratis' log worker before each sync of a segment; the entries in it count as synced only after both. There
     * are no data beside the log to flush: it is the folder's turn.
     */
    @Override
    public CompletableFuture<Void> flush(long logIndex) {
        SegmentFolder folder = segments;
        return folder == null
                ? CompletableFuture.failedFuture(new IllegalStateException("the log is written before it is opened"))
                : folder.beforeFlush(logIndex);
    }

    /** Called with Ratis' locks held before the log worker is to take entries back. */
    @Override
    public CompletableFuture<Void> truncate(long logIndex) {
        SegmentFolder folder = segments;
        return folder == null ? super.truncate(logIndex) : folder.truncating();
    }

    @Override
    public void notifyLogFailed(Throwable cause, @Nullable LogEntryProto entry) {
        String where = entry == null ? "the log" : "log entry " + entry.getIndex();
        failStop.fail(
                "writing " + where + " failed (" + cause + "); what the disk holds is unknown, so this node must not"
                        + " vote or acknowledge: check the disk and its free space, then start the node again",
                cause);
    }

    @Override
    public void pause() {
        try {
            snapshots.received();
        } catch (IOException e) {
            // Ratis then leaves everything as it was, and the leader tries again.
            throw new UncheckedIOException(e);
        }
        if (getLifeCycleState() != LifeCycle.State.PAUSED) {
            // Paused still if Ratis did not get as far as reinitialize the last time. It insists on this very state.
            getLifeCycle().transition(LifeCycle.State.PAUSING);
            getLifeCycle().transition(LifeCycle.State.PAUSED);
        }
        pausedSince = System.nanoTime();
    }

    @Override
    public void reinitialize() throws IOException {
        pausedSince = NOT_PAUSED;
        try {
            Restored from = snapshots.installed();
            goOnFrom(from);
            listener.installed(from.image());
        } catch (IOException | RuntimeException | Error e) {
            failStop.fail(
                    "a snapshot that the leader sent was verified but cannot be gone on from (" + e
                            + "): check the disk, then start the node again",
                    e);
            throw e;
        }
        getLifeCycle().transition(LifeCycle.State.STARTING);
        getLifeCycle().transition(LifeCycle.State.RUNNING);
        leadershipHint.run();
    }

    /** Whether an installation has stopped half way: a node that stays so only looks alive. */
    boolean isStuck() {
        long since = pausedSince;
        return since != NOT_PAUSED && System.nanoTime() - since > LONGEST_PAUSE_NANOS;
    }

    @Override
    public String toString() {
        return "holdfast-state";
    }

    private CompletableFuture<Message> stop(String line, Throwable cause) {
        failStop.fail(line, cause);
        return CompletableFuture.failedFuture(cause);
    }

    /** Hears of the log's progress on the apply thread; must be quick and must not throw. */
    interface ApplyListener {
        /** The state holds what a batch did; nobody who waits for its index was told yet. */
        void applying(Applied result);

        /** The state was given a batch, and everybody who waits for its index was told. */
        void applied(CommandBatch batch, Applied result);

        /** All that took so long. */
        default void applyTook(long nanos) {}

        /** The state is now this one, of an installed snapshot: entries before it were not applied one by one. */
        void installed(StateImage image);
    }
}
