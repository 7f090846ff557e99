package io.holdfast.etcd.lock;

import io.holdfast.etcd.call.Core;
import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.watch.WatchPush;
import io.holdfast.model.watch.WatchSpec;
import io.holdfast.server.port.WatchHub.WatchStream;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Waits until every key of a name that was created before one's own is gone. Only the youngest of them is watched, so
 * one that leaves wakes one that waits.
 *
 * <p>Safe for any thread: looks and watches follow one another, {@link #cancel} may come at any time.
 */
final class Turn {
    private static final long WATCH = 1;
    private static final int POLL_BYTES = 64 << 10;

    private final Core core;
    private final Steps steps;
    private final Bytes name;
    private final long revision;
    private final LongConsumer onTurn;
    private final AtomicInteger wanted = new AtomicInteger();
    private volatile @Nullable WatchStream stream;
    private volatile boolean cancelled;

    /**
     * A wait that has not begun.
     *
     * @param revision the revision one's own key was created at
     * @param onTurn hears at which revision nobody stood before it any more
     */
    Turn(Core core, Steps steps, Bytes name, long revision, LongConsumer onTurn) {
        this.core = core;
        this.steps = steps;
        this.name = name;
        this.revision = revision;
        this.onTurn = onTurn;
    }

    /** Looks who stands before. */
    void look() {
        if (!cancelled) {
            steps.read(Contest.before(name, revision), this::seen);
        }
    }

    /** Waits no longer; nothing is heard any more. */
    void cancel() {
        cancelled = true;
        leave();
    }

    private void seen(Outcome.Range before) {
        if (cancelled) {
            return;
        }
        if (before.keyValues().isEmpty()) {
            onTurn.accept(before.revision());
            return;
        }
        KeyRange key = KeyRange.single(before.keyValues().get(0).key());
        WatchStream opened = core.ports().watches().open(this::ready);
        stream = opened;
        opened.create(WATCH, new WatchSpec(key, before.revision() + 1, false, 0, false, true, false, false));
        if (cancelled) {
            leave();
        }
    }

    private void ready() {
        if (wanted.getAndIncrement() != 0) {
            return;
        }
        int missed = 1;
        while (missed != 0) {
            poll();
            missed = wanted.addAndGet(-missed);
        }
    }

    private void poll() {
        WatchStream open = stream;
        for (WatchPush push = next(open); push != null; push = next(open)) {
            // Gone, or nobody can tell any more by what is left of history: both are a reason to look again.
            if (push instanceof WatchPush.Events || push instanceof WatchPush.Ended) {
                leave();
                look();
                return;
            }
        }
    }

    private static @Nullable WatchPush next(@Nullable WatchStream open) {
        return open == null ? null : open.poll(POLL_BYTES);
    }

    private void leave() {
        WatchStream open = stream;
        stream = null;
        if (open != null) {
            open.close();
        }
    }
}
