package io.holdfast.etcd.watch;

import io.holdfast.etcd.kv.KvReplies;
import io.holdfast.etcd.proto.ResponseHeader;
import io.holdfast.etcd.proto.WatchResponse;
import io.holdfast.etcd.proto.mvcc.Event;
import java.util.ArrayList;
import java.util.List;

/** The messages of a watch stream. */
final class WatchReplies {
    /** Of no watch: of the whole stream, or of one that never was. */
    static final long NO_ID = -1;

    /** Beyond this a message is cut in fragments if the client asked for it: etcd's bound of a request. */
    static final int FRAGMENT_BYTES = 3 << 19;

    private WatchReplies() {}

    static WatchResponse created(ResponseHeader header, long id) {
        return WatchResponse.newBuilder()
                .setHeader(header)
                .setWatchId(id)
                .setCreated(true)
                .build();
    }

    /** It could not be created. */
    static WatchResponse refused(ResponseHeader header, String reason) {
        return WatchResponse.newBuilder()
                .setHeader(header)
                .setWatchId(NO_ID)
                .setCreated(true)
                .setCanceled(true)
                .setCancelReason(reason)
                .build();
    }

    static WatchResponse cancelled(ResponseHeader header, long id) {
        return WatchResponse.newBuilder()
                .setHeader(header)
                .setWatchId(id)
                .setCanceled(true)
                .build();
    }

    static WatchResponse compacted(ResponseHeader header, long id, long floor) {
        return WatchResponse.newBuilder()
                .setHeader(header)
                .setWatchId(id)
                .setCanceled(true)
                .setCompactRevision(floor)
                .build();
    }

    static WatchResponse progress(ResponseHeader header, long id) {
        return WatchResponse.newBuilder().setHeader(header).setWatchId(id).build();
    }

    /** Events in one message, or in several if that was asked for and one would be too large. */
    static List<WatchResponse> events(
            ResponseHeader header, long id, List<io.holdfast.model.event.Event> events, boolean fragments) {
        WatchResponse.Builder all = WatchResponse.newBuilder().setHeader(header).setWatchId(id);
        events.forEach(event -> all.addEvents(event(event)));
        WatchResponse whole = all.build();
        return fragments && whole.getSerializedSize() >= FRAGMENT_BYTES ? fragments(whole) : List.of(whole);
    }

    private static List<WatchResponse> fragments(WatchResponse whole) {
        List<WatchResponse> fragments = new ArrayList<>();
        WatchResponse.Builder part = whole.toBuilder().clearEvents();
        int envelope = part.build().getSerializedSize();
        int size = envelope;
        for (Event event : whole.getEventsList()) {
            // Tag and length of an event, at most.
            int cost = event.getSerializedSize() + 6;
            if (part.getEventsCount() > 0 && size + cost >= FRAGMENT_BYTES) {
                fragments.add(part.setFragment(true).build());
                part.clearEvents();
                size = envelope;
            }
            part.addEvents(event);
            size += cost;
        }
        fragments.add(part.setFragment(false).build());
        return fragments;
    }

    private static Event event(io.holdfast.model.event.Event event) {
        Event.Builder builder = Event.newBuilder()
                .setType(
                        event.kind() == io.holdfast.model.event.Event.Kind.PUT
                                ? Event.EventType.PUT
                                : Event.EventType.DELETE)
                .setKv(KvReplies.keyValue(event.keyValue()));
        if (event.previous() != null) {
            builder.setPrevKv(KvReplies.keyValue(event.previous()));
        }
        return builder.build();
    }
}
