package io.holdfast.server.gateway;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.holdfast.model.Leader;
import io.holdfast.server.metrics.ServerMetrics;
import io.holdfast.wire.Result;
import io.holdfast.wire.ServerFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The way out of one stream: gathers answers from any thread and sends them in as few frames as gRPC's readiness
 * allows. No timers: whatever gathered while the last frame was being written goes into the next one.
 *
 * <p>Answers are pushed onto a lock-free list ({@link #add}). {@link #flush} makes the calling thread the sender unless
 * another thread is one already, in which case that thread is told to look again ({@code wanted} counts the callers); so
 * {@link ServerCall#sendMessage} is only ever called by one thread at a time, and nobody waits. Fields marked
 * "sender's" are confined to whoever is the sender.
 */
final class Outbox {
    /** A frame is closed once it holds so much; one answer alone may be larger. */
    private static final int FRAME_BYTES = 1 << 20;

    /** Far enough below zero that whatever is still counted on it keeps it there. */
    private static final long GIVEN_BACK = Long.MIN_VALUE / 2;

    private final ServerCall<?, ServerFrame> call;
    private final ServerMetrics metrics;
    private final Supplier<@Nullable Leader> leader;
    private final Runnable roomAgain;
    private final int maxUnsentBytes;
    private final UnsentAnswers unsent;
    private final Account account;
    private final FrameTimes times;

    private final AtomicReference<@Nullable OpenOperation> answered = new AtomicReference<>();
    private final AtomicInteger wanted = new AtomicInteger();
    private final AtomicReference<@Nullable ServerFrame> hello = new AtomicReference<>();
    private final AtomicReference<@Nullable ServerFrame> goAway = new AtomicReference<>();
    private final AtomicReference<@Nullable Status> end = new AtomicReference<>();

    /** Bytes of answers that wait here, all counted in {@link #unsent} too; negative once they were given back there. */
    private final AtomicLong unsentBytes = new AtomicLong();

    /** Pushes of watches, once the stream has any. */
    private volatile @Nullable WatchedFrames watched;

    /** Pushes about locks, once the stream follows a session. */
    private volatile @Nullable LockedFrames locked;

    /** Notices, once the stream subscribed to a topic. */
    private volatile @Nullable NoticedFrames noticed;

    private volatile boolean leaderChanged;
    private volatile boolean ended;

    /** How many operations were taken up and how many bytes they had; written by the event loop only. */
    private final AtomicLong opened = new AtomicLong();

    private final AtomicLong openedBytes = new AtomicLong();

    /** The same of those whose result was sent; written by the sender only. */
    private final AtomicLong closed = new AtomicLong();

    private final AtomicLong closedBytes = new AtomicLong();

    /** Since when answers wait because the client takes none, 0 if they do not. */
    private volatile long stalledNanos;

    /** Sender's: answers taken off the list and not sent yet, oldest first. */
    private @Nullable OpenOperation next;

    /** Sender's: whether the hello was sent; nothing precedes it, a client would take that for a broken server. */
    private boolean greeted;

    /** Sender's: whether the last frame carried results, so that pushes are next. */
    private boolean resultsSent;

    /**
     * An outbox.
     *
     * @param call where frames go; nobody else may send on it or close it
     * @param maxUnsentBytes how many bytes of answers to reads may wait for a slow client
     * @param unsent what waits in all streams together
     * @param account what the client's principal has open in all streams together
     * @param times hears how long each operation took
     * @param metrics counts frames
     * @param leader who leads, asked when a change is sent
     * @param roomAgain called by the sender after operations were closed
     */
    Outbox(
            ServerCall<?, ServerFrame> call,
            int maxUnsentBytes,
            UnsentAnswers unsent,
            Account account,
            FrameTimes times,
            ServerMetrics metrics,
            Supplier<@Nullable Leader> leader,
            Runnable roomAgain) {
        this.call = call;
        this.maxUnsentBytes = maxUnsentBytes;
        this.unsent = unsent;
        this.account = account;
        this.times = times;
        this.metrics = metrics;
        this.leader = leader;
        this.roomAgain = roomAgain;
    }

    ServerMetrics metrics() {
        return metrics;
    }

    /** Event loop only: an operation is about to be taken up. */
    void opening(long bytes) {
        opened.set(opened.get() + 1);
        openedBytes.set(openedBytes.get() + bytes);
        account.opened(bytes);
    }

    Account account() {
        return account;
    }

    /** How many operations were taken up whose result is not sent yet. */
    long open() {
        return opened.get() - closed.get();
    }

    /** How many bytes of commands they have. */
    long openBytes() {
        return openedBytes.get() - closedBytes.get();
    }

    /** Whether an answer of this size may still wait here, and on this node. */
    boolean hasRoomFor(long bytes) {
        return unsentBytes.get() + bytes <= maxUnsentBytes && unsent.hasRoomFor(bytes);
    }

    /** The stream has watches from here on; event loop only, once. */
    void watches(WatchedFrames frames) {
        watched = frames;
        if (ended || end.get() != null) {
            frames.close();
        }
    }

    /** The stream follows sessions from here on; event loop only, once. */
    void locks(LockedFrames frames) {
        locked = frames;
        if (ended || end.get() != null) {
            frames.close();
        }
    }

    /** The stream subscribes to topics from here on; event loop only, once. */
    void notices(NoticedFrames frames) {
        noticed = frames;
        if (ended || end.get() != null) {
            frames.close();
        }
    }

    /** An operation has its result; any thread. Nothing is sent before {@link #flush}. */
    void add(OpenOperation operation) {
        account.closed(operation.requestBytes());
        countUnsent(operation.resultBytes());
        OpenOperation head;
        do {
            head = answered.get();
            operation.next = head;
        } while (!answered.compareAndSet(head, operation));
    }

    /** The first frame; any thread, once. */
    void hello(ServerFrame.Hello frame) {
        hello.set(frame);
        drain();
    }

    /** Tells the client who leads now, as soon as it listens; any thread. */
    void leaderChanged() {
        leaderChanged = true;
        drain();
    }

    /** Tells the client to go elsewhere; any thread. */
    void goAway(String why) {
        goAway.set(new ServerFrame.GoAway(why));
        endWatches();
        drain();
    }

    /** Ends the stream with OK once every open operation is answered; any thread. */
    void finish() {
        end.compareAndSet(null, Status.OK);
        endPushes();
        drain();
    }

    /** Ends the stream now; whatever was not sent is dropped; any thread. */
    void abort(Status status) {
        end.set(status);
        endPushes();
        drain();
    }

    /** The stream is gone: answers that still come are dropped. */
    void gone() {
        ended = true;
        endPushes();
        answered.set(null);
        long left = unsentBytes.getAndSet(GIVEN_BACK);
        if (left > 0) {
            unsent.add(-left);
        }
    }

    private void endPushes() {
        endWatches();
        LockedFrames frames = locked;
        if (frames != null) {
            frames.close();
        }
        NoticedFrames topics = noticed;
        if (topics != null) {
            topics.close();
        }
    }

    private void endWatches() {
        WatchedFrames frames = watched;
        if (frames != null) {
            frames.close();
        }
    }

    /** Here and in the sum of all streams, until the stream is gone: then its share has been given back as a whole. */
    private void countUnsent(long bytes) {
        if (unsentBytes.getAndAdd(bytes) >= 0) {
            unsent.add(bytes);
        }
    }

    /** Sends what there is, if the client takes it and nobody else is at it; any thread, cheap when idle. */
    void flush() {
        if (answered.get() != null) {
            if (call.isReady()) {
                drain();
            } else if (stalledNanos == 0) {
                stalledNanos = System.nanoTime();
            }
        }
    }

    /** Whether answers wait for the client to take them. */
    boolean isStalled() {
        return stalledNanos != 0;
    }

    /** Sends what there is; to be called when the client takes frames again. */
    void drain() {
        if (wanted.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        do {
            send();
            seen = wanted.addAndGet(-seen);
        } while (seen != 0);
    }

    private void send() {
        boolean empty = false;
        while (!empty && !ended && !aborted() && call.isReady()) {
            ServerFrame frame = nextFrame();
            if (frame == null) {
                empty = true;
            } else {
                call.sendMessage(frame);
            }
        }
        Status status = end.get();
        if (!ended && status != null && (!status.isOk() || (empty && open() == 0))) {
            ended = true;
            call.close(status, new Metadata());
        }
    }

    private boolean aborted() {
        Status status = end.get();
        return status != null && !status.isOk();
    }

    private @Nullable ServerFrame nextFrame() {
        ServerFrame first = hello.getAndSet(null);
        if (first != null) {
            greeted = true;
            return first;
        }
        if (!greeted) {
            return null;
        }
        if (leaderChanged) {
            leaderChanged = false;
            return new ServerFrame.LeaderChanged(leader.get());
        }
        ServerFrame away = goAway.getAndSet(null);
        return away != null ? away : resultsOrPushes();
    }

    /** Results before pushes, but one frame of each in turn when there are both. */
    private @Nullable ServerFrame resultsOrPushes() {
        ServerFrame frame = resultsSent ? pushes() : results();
        if (frame == null) {
            frame = resultsSent ? results() : pushes();
        }
        resultsSent = frame instanceof ServerFrame.Results;
        return frame;
    }

    private @Nullable ServerFrame pushes() {
        LockedFrames grants = locked;
        // First, because somebody waits for them; they are few, and one frame carries all there are.
        ServerFrame granted = grants == null ? null : grants.next();
        if (granted != null) {
            return granted;
        }
        NoticedFrames topics = noticed;
        // They are small, and a topic is told once however often it changed.
        ServerFrame changed = topics == null ? null : topics.next();
        return changed != null ? changed : watches();
    }

    private @Nullable ServerFrame watches() {
        WatchedFrames frames = watched;
        if (frames == null) {
            return null;
        }
        ServerFrame frame = frames.next();
        // Even if there is none: requests that waited for their turn at the hub may have had it.
        roomAgain.run();
        return frame;
    }

    private @Nullable ServerFrame results() {
        if (next == null) {
            next = oldestFirst(answered.getAndSet(null));
        }
        long now = next == null ? 0 : System.nanoTime();
        long stalled = stalledNanos;
        List<Result> results = new ArrayList<>();
        long bytes = 0;
        long requestBytes = 0;
        for (OpenOperation done = next; done != null; done = next) {
            if (bytes > 0 && bytes + done.resultBytes() > FRAME_BYTES) {
                break;
            }
            results.add(done.result());
            times.sent(done, now, stalled);
            bytes += done.resultBytes();
            requestBytes += done.requestBytes();
            next = done.next;
        }
        if (results.isEmpty()) {
            stalledNanos = 0;
            return null;
        }
        times.record();
        closed.set(closed.get() + results.size());
        closedBytes.set(closedBytes.get() + requestBytes);
        countUnsent(-bytes);
        metrics.frameSent(results.size());
        roomAgain.run();
        return new ServerFrame.Results(results);
    }

    private static @Nullable OpenOperation oldestFirst(@Nullable OpenOperation newest) {
        OpenOperation oldest = null;
        for (OpenOperation each = newest; each != null; ) {
            OpenOperation older = each.next;
            each.next = oldest;
            oldest = each;
            each = older;
        }
        return oldest;
    }
}
