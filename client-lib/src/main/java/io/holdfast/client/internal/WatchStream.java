package io.holdfast.client.internal;

import io.holdfast.model.Limits;
import io.holdfast.wire.ClientFrame;
import io.holdfast.wire.WatchRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The stream all watches of a client hang on, their numbers there, and what is to be sent. One frame takes all that
 * gathered while one event was dealt with. Confined to the loop.
 */
final class WatchStream {
    /** A frame of more is split: any node reads it in one piece. */
    private static final int FRAME_BYTES = 1 << 20;

    private static final int CREATE_BYTES = 64;

    private final Map<Long, WatchTrack> numbers = new HashMap<>();
    private List<WatchRequest> outgoing = new ArrayList<>();
    private @Nullable Link link;
    private long lastNumber;

    /** The link, if it is open. */
    @Nullable
    Link link() {
        Link current = link;
        return current != null && current.phase() == Link.Phase.OPEN ? current : null;
    }

    boolean hangsOn(Link other) {
        return link == other;
    }

    /** Hangs nothing on anything any more. */
    void leave() {
        link = null;
        numbers.values().forEach(track -> track.number = WatchTrack.NONE);
        numbers.clear();
        outgoing = new ArrayList<>();
    }

    /** Hangs watches on this link from here on. */
    void join(Link open) {
        link = open;
    }

    @Nullable
    WatchTrack track(long number) {
        return numbers.get(number);
    }

    /** The watches that hang here. */
    List<WatchTrack> tracks() {
        return List.copyOf(numbers.values());
    }

    /** Begins a watch here, under a number never used before. */
    void create(WatchTrack track, long atLeast) {
        track.number = ++lastNumber;
        numbers.put(track.number, track);
        outgoing.add(new WatchRequest.Create(track.number, track.cursor.resume(atLeast)));
    }

    /** Ends a watch here: whatever still comes for its number finds nobody. */
    void cancel(WatchTrack track) {
        if (numbers.remove(track.number) != null) {
            outgoing.add(new WatchRequest.Cancel(track.number));
        }
        track.number = WatchTrack.NONE;
    }

    /** The node ended a watch. */
    void forget(WatchTrack track) {
        numbers.remove(track.number);
        track.number = WatchTrack.NONE;
    }

    void askProgress() {
        outgoing.add(new WatchRequest.Progress());
    }

    /** Sends what gathered. */
    void flush() {
        Link open = link();
        if (outgoing.isEmpty() || open == null) {
            return;
        }
        List<WatchRequest> frame = new ArrayList<>();
        long bytes = 0;
        for (WatchRequest request : outgoing) {
            long size = size(request);
            if (!frame.isEmpty() && (bytes + size > FRAME_BYTES || frame.size() == Limits.MAX_FRAME_REQUESTS)) {
                open.send(new ClientFrame.Watches(frame));
                frame = new ArrayList<>();
                bytes = 0;
            }
            frame.add(request);
            bytes += size;
        }
        open.send(new ClientFrame.Watches(frame));
        outgoing = new ArrayList<>();
    }

    private static long size(WatchRequest request) {
        return request instanceof WatchRequest.Create create
                ? CREATE_BYTES
                        + create.spec().range().start().size()
                        + create.spec().range().end().size()
                : CREATE_BYTES;
    }
}
