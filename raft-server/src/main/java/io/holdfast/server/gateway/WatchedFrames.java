package io.holdfast.server.gateway;

import io.holdfast.model.KeyValue;
import io.holdfast.model.Limits;
import io.holdfast.model.event.Event;
import io.holdfast.model.watch.WatchPush;
import io.holdfast.server.port.WatchHub;
import io.holdfast.server.port.WatchHub.WatchStream;
import io.holdfast.wire.ServerFrame;
import io.holdfast.wire.WatchRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The watches of one native stream: requests go in, frames of pushes come out, as many pushes in each as were there.
 *
 * <p>{@link #next} is for the outbox's sender only; the rest is safe for any thread.
 */
final class WatchedFrames {
    /** A frame is closed once it holds so much; one event alone may be larger. */
    private static final int FRAME_BYTES = 256 << 10;

    /** What a push takes without keys and values, about. */
    private static final int PUSH_BYTES = 32;

    private final WatchStream stream;

    /** Opens a stream of watches; {@code ready} is called when {@link #next} may have something to give. */
    WatchedFrames(WatchHub hub, Runnable ready) {
        this.stream = hub.open(ready);
    }

    void take(List<WatchRequest> requests) {
        for (WatchRequest request : requests) {
            if (request instanceof WatchRequest.Create create) {
                stream.create(create.watch(), create.spec());
            } else if (request instanceof WatchRequest.Cancel cancel) {
                stream.cancel(cancel.watch());
            } else if (request instanceof WatchRequest.Progress) {
                stream.requestProgress();
            }
        }
    }

    /** Whether more requests may be taken: not while the client leaves the answers to a great many unread. */
    boolean hasRoom() {
        return stream.unanswered() <= Limits.MAX_WATCHES;
    }

    /** The next frame, or null if there is nothing to push. */
    @Nullable
    ServerFrame next() {
        List<WatchPush> pushes = new ArrayList<>();
        long bytes = 0;
        WatchPush before = null;
        while (bytes < FRAME_BYTES) {
            WatchPush push = stream.poll((int) (FRAME_BYTES - bytes));
            if (push == null) {
                break;
            }
            pushes.add(push);
            boolean shared = push instanceof WatchPush.Events events && events.sharesEventsWith(before);
            bytes += shared ? PUSH_BYTES : cost(push);
            before = push;
        }
        return pushes.isEmpty() ? null : new ServerFrame.Watched(pushes);
    }

    void close() {
        stream.close();
    }

    private static long cost(WatchPush push) {
        long bytes = PUSH_BYTES;
        if (push instanceof WatchPush.Events events) {
            for (Event event : events.events()) {
                KeyValue previous = event.previous();
                bytes += cost(event.keyValue()) + (previous == null ? 0 : cost(previous));
            }
        } else if (push instanceof WatchPush.ResetPage page) {
            for (KeyValue keyValue : page.keyValues()) {
                bytes += cost(keyValue);
            }
        }
        return bytes;
    }

    private static long cost(KeyValue keyValue) {
        return (long) keyValue.payloadSize() + Limits.KEY_VALUE_ENVELOPE_BYTES;
    }
}
