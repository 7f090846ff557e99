package io.holdfast.client.internal;

import io.holdfast.model.ClusterDescription;
import io.holdfast.model.KeyRange;
import io.holdfast.model.KeyValue;
import io.holdfast.model.Leader;
import io.holdfast.model.Member;
import io.holdfast.model.event.Event;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Reason;
import io.holdfast.model.query.RangeQuery;
import io.holdfast.model.watch.WatchPush;
import io.holdfast.model.watch.WatchSpec;
import io.holdfast.wire.ClientFrame;
import io.holdfast.wire.Request;
import io.holdfast.wire.Result;
import io.holdfast.wire.ServerFrame;
import io.holdfast.wire.WatchRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A node that serves watches as {@link WatchPush} says, from a shared history of which it may have applied only a part:
 * one stream of it. Nothing moves until {@link #serve} is called, and then only so many pushes.
 */
final class WatchingNode {
    private static final class Served {
        final WatchSpec spec;
        boolean begun;
        boolean resetDue;
        long position;
        int within;
        long resetAt;
        int resetNext;

        Served(WatchSpec spec) {
            this.spec = spec;
        }
    }

    final SimulatedTransport.Opened stream;
    private final Leader leader;
    private final WatchedHistory history;
    private final Map<Long, Served> watches = new LinkedHashMap<>();
    final List<WatchRequest.Create> created = new ArrayList<>();
    final List<Integer> watchFrames = new ArrayList<>();
    private int framesRead;
    private boolean progressDue;

    /** What this node has applied; everything if it does not lag. */
    long applied = Long.MAX_VALUE;

    /** Whether reads are answered. */
    boolean answering = true;

    /** Events and keys in one push. */
    int pushSize = 3;

    /** Changes pushes on their way: a faulty node. */
    UnaryOperator<@Nullable WatchPush> fault = push -> push;

    WatchingNode(SimulatedTransport.Opened stream, long term, WatchedHistory history) {
        this.stream = stream;
        this.leader = new Leader(stream.address.host(), stream.address.toString(), term);
        this.history = history;
    }

    void greet() {
        stream.hello(leader.node(), 1000, leader);
    }

    int watches() {
        return watches.size();
    }

    boolean serves(long number) {
        return watches.containsKey(number);
    }

    private long revision() {
        return Math.min(applied, history.revision());
    }

    /** Takes up what the client sent, answers reads, and sends at most so many pushes in one frame. */
    void serve(int most) {
        listen();
        List<WatchPush> pushes = new ArrayList<>();
        for (WatchPush push = poll(); push != null; push = poll()) {
            WatchPush sent = fault.apply(push);
            if (sent != null) {
                pushes.add(sent);
            }
            if (pushes.size() >= most) {
                break;
            }
        }
        if (!pushes.isEmpty()) {
            stream.receive(new ServerFrame.Watched(pushes));
        }
    }

    /** Serves until nothing is left to do. */
    void serveAll() {
        for (int quiet = 0; quiet < 2; quiet++) {
            int before = stream.sent.size();
            listen();
            WatchPush push = poll();
            while (push != null) {
                quiet = 0;
                WatchPush sent = fault.apply(push);
                if (sent != null) {
                    stream.receive(new ServerFrame.Watched(List.of(sent)));
                }
                listen();
                push = poll();
            }
            if (stream.sent.size() > before) {
                quiet = 0;
            }
        }
    }

    /** Takes up what the client sent, and answers reads. */
    void listen() {
        while (framesRead < stream.sent.size()) {
            ClientFrame frame = stream.sent.get(framesRead++);
            if (frame instanceof ClientFrame.Watches some) {
                watchFrames.add(some.requests().size());
                some.requests().forEach(this::take);
            } else if (frame instanceof ClientFrame.Requests requests && answering) {
                List<Result> results =
                        requests.requests().stream().map(this::answer).toList();
                stream.receive(new ServerFrame.Results(results));
            }
        }
    }

    private void take(WatchRequest request) {
        if (request instanceof WatchRequest.Create create) {
            created.add(create);
            if (watches.put(create.watch(), new Served(create.spec())) != null) {
                throw new AssertionError("the number " + create.watch() + " is in use");
            }
        } else if (request instanceof WatchRequest.Cancel cancel) {
            watches.remove(cancel.watch());
        } else {
            progressDue = true;
        }
    }

    private Result answer(Request request) {
        if (request instanceof Request.Read read && read.query() instanceof RangeQuery query) {
            return new Result.Answered(request.id(), read(query));
        }
        if (request instanceof Request.DescribeCluster) {
            String address = stream.address.toString();
            Member self = new Member(stream.address.host(), address, address, Member.Role.LEADER, "disk");
            return new Result.Described(
                    request.id(), new ClusterDescription("demo", self.node(), List.of(self), leader, leader.term()));
        }
        throw new AssertionError("unexpected " + request);
    }

    private Outcome read(RangeQuery query) {
        long now = history.revision();
        long at = query.revision() == 0 ? now : query.revision();
        if (at < history.floor()) {
            return new Outcome.Rejection(now, Reason.COMPACTED, "compacted", history.floor());
        }
        List<KeyValue> found = history.at(at, query.range());
        if (query.countOnly()) {
            return new Outcome.Range(now, List.of(), false, found.size());
        }
        int limit = query.limit() == 0 ? pushSize : (int) Math.min(pushSize, query.limit());
        List<KeyValue> page = found.subList(0, Math.min(limit, found.size()));
        return new Outcome.Range(now, page, page.size() < found.size(), found.size());
    }

    private @Nullable WatchPush poll() {
        for (Map.Entry<Long, Served> entry : List.copyOf(watches.entrySet())) {
            WatchPush push = poll(entry.getKey(), entry.getValue());
            if (push != null) {
                return push;
            }
        }
        boolean upToDate = watches.values().stream().allMatch(watch -> watch.begun && watch.resetAt == 0);
        if (progressDue && upToDate) {
            progressDue = false;
            return new WatchPush.Progress(revision());
        }
        return null;
    }

    private @Nullable WatchPush poll(long number, Served watch) {
        WatchSpec spec = watch.spec;
        if (!watch.begun) {
            if (revision() < spec.atLeast()) {
                return null;
            }
            watch.begun = true;
            watch.position = spec.fromRevision() == 0 ? revision() : spec.fromRevision() - 1;
            watch.resetDue = spec.snapshot();
            return new WatchPush.Begun(number, watch.position);
        }
        if (watch.resetAt != 0) {
            return resetPage(number, watch);
        }
        if (watch.resetDue || watch.position + 1 < history.floor()) {
            if (!watch.resetDue && !spec.resetBelowFloor()) {
                watches.remove(number);
                return new WatchPush.Ended(
                        number, new Outcome.Rejection(revision(), Reason.COMPACTED, "compacted", history.floor()));
            }
            watch.resetDue = false;
            watch.resetAt = revision();
            watch.resetNext = 0;
            watch.within = 0;
            return new WatchPush.Reset(number, watch.resetAt);
        }
        return events(number, watch);
    }

    private WatchPush resetPage(long number, Served watch) {
        if (watch.resetAt < history.floor()) {
            watch.resetAt = revision();
            watch.resetNext = 0;
            return new WatchPush.Reset(number, watch.resetAt);
        }
        List<KeyValue> all = history.at(watch.resetAt, watch.spec.range());
        if (watch.resetNext >= all.size()) {
            watch.position = watch.resetAt;
            watch.resetAt = 0;
            return new WatchPush.ResetEnd(number, watch.position);
        }
        int to = Math.min(all.size(), watch.resetNext + pushSize);
        List<KeyValue> page = all.subList(watch.resetNext, to);
        watch.resetNext = to;
        return new WatchPush.ResetPage(number, page);
    }

    private @Nullable WatchPush events(long number, Served watch) {
        KeyRange range = watch.spec.range();
        List<Event> events = new ArrayList<>();
        long upTo = watch.position;
        for (long revision = watch.position + 1; revision <= revision(); revision++) {
            List<Event> more = history.events(range, revision - 1, revision);
            List<Event> left = more.subList(Math.min(watch.within, more.size()), more.size());
            if (events.isEmpty() && left.size() > pushSize) {
                watch.within += pushSize;
                return new WatchPush.Events(number, watch.position, watch.position, left.subList(0, pushSize));
            }
            if (!events.isEmpty() && events.size() + left.size() > pushSize) {
                break;
            }
            events.addAll(left);
            upTo = revision;
            if (!more.isEmpty()) {
                watch.within = 0;
            }
        }
        long after = watch.position;
        if (events.isEmpty()) {
            watch.position = upTo;
            return null;
        }
        watch.position = upTo;
        return new WatchPush.Events(number, after, upTo, events);
    }
}
