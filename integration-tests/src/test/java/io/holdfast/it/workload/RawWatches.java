package io.holdfast.it.workload;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.holdfast.model.KeyValue;
import io.holdfast.model.event.Event;
import io.holdfast.model.watch.WatchPush;
import io.holdfast.wire.ClientFrame;
import io.holdfast.wire.ServerFrame;
import io.holdfast.wire.SessionMethod;
import io.holdfast.wire.WatchRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Watches on one stream to exactly one node, which takes frames only as fast as it is told to, and checks that each push
 * goes on where the one before ended. Safe for any thread.
 */
public final class RawWatches implements AutoCloseable {
    private final ManagedChannel channel;
    private final ClientCall<ClientFrame, ServerFrame> call;
    private final Map<Long, Told> watches = new TreeMap<>();
    private final List<String> broken = new ArrayList<>();

    /** Opens a stream on {@code channel}, which it closes in the end, says hello and takes so many frames. */
    public RawWatches(ManagedChannel channel, int frames) {
        this.channel = channel;
        this.call = channel.newCall(SessionMethod.DESCRIPTOR, CallOptions.DEFAULT);
        call.start(new Listener(), new Metadata());
        call.request(frames);
        call.sendMessage(new ClientFrame.Hello(1, 1, "raw", "test", Set.of()));
    }

    /**
     * What a watch was told.
     *
     * @param position everything up to here was told, -1 before it began
     * @param events all of them since it began, or since the last reset
     * @param keys the keys of the last reset
     * @param resets how often it began anew
     * @param resetting whether a reset is under way
     */
    public record Told(long position, List<Event> events, List<KeyValue> keys, int resets, boolean resetting) {
        /** Copies the lists. */
        public Told {
            events = List.copyOf(events);
            keys = List.copyOf(keys);
        }

        private static Told beginning(long position) {
            return new Told(position, List.of(), List.of(), 0, false);
        }

        private Told and(long upTo, List<Event> more) {
            List<Event> all = new ArrayList<>(events);
            all.addAll(more);
            return new Told(upTo, all, keys, resets, false);
        }
    }

    /** Sends all of this as one frame. */
    public void send(List<WatchRequest> requests) {
        call.sendMessage(new ClientFrame.Watches(requests));
    }

    /** Takes so many frames more. */
    public void take(int frames) {
        call.request(frames);
    }

    /** What each watch was told by now. */
    public Map<Long, Told> told() {
        synchronized (watches) {
            return new TreeMap<>(watches);
        }
    }

    /** What broke the contract: gaps, duplicates, ends. */
    public List<String> broken() {
        synchronized (watches) {
            return List.copyOf(broken);
        }
    }

    @Override
    public void close() {
        call.cancel("test over", null);
        channel.shutdownNow();
    }

    private void take(WatchPush push) {
        Told told = watches.get(push.watch());
        if (push instanceof WatchPush.Begun begun && told == null) {
            watches.put(begun.watch(), Told.beginning(begun.revision()));
        } else if (push instanceof WatchPush.Progress progress) {
            watches.replaceAll((number, each) -> each.position() < progress.revision()
                    ? new Told(progress.revision(), each.events(), each.keys(), each.resets(), each.resetting())
                    : each);
        } else if (told != null && push instanceof WatchPush.Events events && events.after() == told.position()) {
            watches.put(events.watch(), told.and(events.upTo(), events.events()));
        } else if (told != null && push instanceof WatchPush.Reset reset) {
            watches.put(reset.watch(), new Told(told.position(), List.of(), List.of(), told.resets() + 1, true));
        } else if (told != null && push instanceof WatchPush.ResetPage page && told.resetting()) {
            List<KeyValue> keys = new ArrayList<>(told.keys());
            keys.addAll(page.keyValues());
            watches.put(page.watch(), new Told(told.position(), List.of(), keys, told.resets(), true));
        } else if (told != null && push instanceof WatchPush.ResetEnd end && told.resetting()) {
            watches.put(end.watch(), new Told(end.revision(), List.of(), told.keys(), told.resets(), false));
        } else {
            broken.add(push + " does not go on from " + (told == null ? "nothing" : told.position()));
        }
    }

    private final class Listener extends ClientCall.Listener<ServerFrame> {
        @Override
        public void onMessage(ServerFrame frame) {
            if (frame instanceof ServerFrame.Watched watched) {
                synchronized (watches) {
                    watched.pushes().forEach(RawWatches.this::take);
                }
            }
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            synchronized (watches) {
                if (status.getCode() != Status.Code.CANCELLED && status.getCode() != Status.Code.UNAVAILABLE) {
                    broken.add("the stream ended: " + status);
                }
            }
        }
    }
}
