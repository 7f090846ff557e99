package io.holdfast.etcd.watch;

import io.holdfast.etcd.call.Headers;
import io.holdfast.etcd.proto.WatchResponse;
import io.holdfast.model.outcome.Outcome.Rejection;
import io.holdfast.model.outcome.Reason;
import io.holdfast.model.watch.WatchPush;
import io.holdfast.server.port.WatchHub.WatchStream;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * What one stream of watches sends next: what the hub pushes, in etcd's words. {@link #next} is for one thread at a
 * time, the rest is safe for any.
 */
final class WatchOutbox {
    /** How much is taken from the hub at once. */
    private static final int POLL_BYTES = 1 << 20;

    private final Headers headers;
    private final WatchTable table;
    private final WatchStream stream;

    /** Refusals of watches that the hub never heard of. */
    private final Queue<WatchResponse> refusals = new ConcurrentLinkedQueue<>();

    /** The revisions that the store had when the client asked for progress, oldest first. */
    private final Queue<Long> asked = new ConcurrentLinkedQueue<>();

    private volatile boolean progressDue;

    /** The sender's: messages made of the push that was polled last. */
    private final Queue<WatchResponse> made = new ArrayDeque<>();

    WatchOutbox(Headers headers, WatchTable table, WatchStream stream) {
        this.headers = headers;
        this.table = table;
        this.stream = stream;
    }

    /** The client hears that a watch cannot be created. */
    void refuse(String reason) {
        refusals.add(WatchReplies.refused(headers.now(), reason));
    }

    /** The client asked how far its watches are. */
    void progressAsked() {
        asked.add(headers.revision());
    }

    /** Watches that had nothing to hear are to hear how far they are. */
    void progressDue() {
        progressDue = true;
    }

    /** The next message, or null if there is none at the moment. */
    @Nullable
    WatchResponse next() {
        WatchResponse refusal = refusals.poll();
        if (refusal != null) {
            return refusal;
        }
        while (made.isEmpty()) {
            WatchPush push = stream.poll(POLL_BYTES);
            if (push == null) {
                return null;
            }
            take(push);
        }
        return made.poll();
    }

    private void take(WatchPush push) {
        if (push instanceof WatchPush.Events events) {
            take(events);
        } else if (push instanceof WatchPush.Begun begun) {
            take(begun);
        } else if (push instanceof WatchPush.Progress progress) {
            take(progress);
        } else if (push instanceof WatchPush.Cancelled cancelled) {
            Watcher watcher = table.remove(cancelled.watch());
            if (watcher != null) {
                tellCreated(watcher);
                made.add(WatchReplies.cancelled(headers.now(), watcher.id));
            }
        } else if (push instanceof WatchPush.Ended ended) {
            take(ended);
        } else {
            throw new IllegalStateException("no etcd watch asks for a reset, but here is " + push);
        }
    }

    private void take(WatchPush.Events events) {
        Watcher watcher = table.get(events.watch());
        if (watcher == null) {
            return;
        }
        boolean goesOn = events.upTo() == events.after();
        if (goesOn && watcher.hold(events.events())) {
            return;
        }
        watcher.active = true;
        long revision = events.events().get(events.events().size() - 1).revision();
        made.addAll(WatchReplies.events(
                headers.at(Math.max(events.upTo(), revision)),
                watcher.id,
                goesOn ? watcher.whole(List.of()) : watcher.whole(events.events()),
                watcher.fragments));
    }

    /** A watch from now on has everything up to the header's revision behind it; any other hears how far the store is. */
    private void take(WatchPush.Begun begun) {
        Watcher watcher = table.get(begun.watch());
        if (watcher != null && !watcher.created) {
            watcher.created = true;
            long revision = watcher.fromNow ? begun.revision() : headers.revision();
            made.add(WatchReplies.created(headers.at(revision), watcher.id));
        }
    }

    private void take(WatchPush.Ended ended) {
        Watcher watcher = table.remove(ended.watch());
        if (watcher == null) {
            return;
        }
        Rejection why = ended.why();
        if (why.reason() != Reason.COMPACTED) {
            made.add(
                    watcher.created
                            ? WatchReplies.cancelled(headers.now(), watcher.id)
                            : WatchReplies.refused(headers.now(), "etcdserver: " + why.message()));
            return;
        }
        tellCreated(watcher);
        made.add(WatchReplies.compacted(headers.now(), watcher.id, why.bound()));
    }

    /** One that ends before it began was created all the same. */
    private void tellCreated(Watcher watcher) {
        if (!watcher.created) {
            watcher.created = true;
            made.add(WatchReplies.created(headers.now(), watcher.id));
        }
    }

    private void take(WatchPush.Progress progress) {
        for (Long from = asked.peek(); from != null && from <= progress.revision(); from = asked.peek()) {
            asked.poll();
            made.add(WatchReplies.progress(headers.at(progress.revision()), WatchReplies.NO_ID));
        }
        if (!asked.isEmpty()) {
            // Told before the client asked: it wants to hear of a later revision.
            stream.requestProgress();
        }
        if (progressDue) {
            progressDue = false;
            table.idle()
                    .forEach(watcher -> made.add(WatchReplies.progress(headers.at(progress.revision()), watcher.id)));
        }
    }
}
