package io.holdfast.server.gateway;

import io.grpc.ServerCall;
import io.holdfast.model.Limits;
import io.holdfast.model.command.EncodedCommand;
import io.holdfast.model.lease.LeaseName;
import io.holdfast.model.notice.Topic;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.query.SessionQuery;
import io.holdfast.server.config.ServerConfig.GatewayBounds;
import io.holdfast.server.metrics.RequestMetrics.Refusal;
import io.holdfast.server.port.GatewayModule.Ports;
import io.holdfast.server.port.Proposer.Proposal;
import io.holdfast.server.port.Reader.Lookup;
import io.holdfast.wire.ClientFrame;
import io.holdfast.wire.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The way in of one stream whose hello is done: takes each operation up, within the client's credit, and hands it to
 * the core.
 *
 * <p>Confined to the connection's event loop, except {@link #roomAgain} and {@link #handOn}. Asks gRPC for the next frame only
 * while there is credit left, so a client that sends faster than it is answered meets TCP's own back-pressure and not a queue;
 * and not before the frame at hand was handed on, so that what a stream asks for keeps its order.
 */
final class ClientStream {
    /** Nobody waits longer, whatever the client says: what waits takes a place until then. */
    static final int MAX_TIMEOUT_MILLIS = 3_600_000;

    private static final long RETRY_AFTER_MILLIS = 50;

    private final ServerCall<ClientFrame, ?> call;
    private final Outbox outbox;
    private final Ports ports;
    private final GatewayBounds bounds;
    private final CommandRules rules;
    private final Executor checks;
    private final RenewalCredit renewals = new RenewalCredit();
    private final AtomicBoolean paused = new AtomicBoolean();

    /** Set by the event loop when the first request about watches comes. */
    private volatile @Nullable WatchedFrames watched;

    /** Event loop's: set when the first session is to be followed. */
    private @Nullable LockedFrames locked;

    /** Event loop's: set when the first topic is subscribed to. */
    private @Nullable NoticedFrames noticed;

    ClientStream(
            ServerCall<ClientFrame, ?> call,
            Outbox outbox,
            Ports ports,
            GatewayBounds bounds,
            CommandRules rules,
            Executor checks) {
        this.call = call;
        this.outbox = outbox;
        this.ports = ports;
        this.bounds = bounds;
        this.rules = rules;
        this.checks = checks;
    }

    /** Takes up the operations of one frame, in order; asks for the next one once they were handed on, if there is room. */
    void take(ClientFrame.Requests frame) {
        List<Request> requests = frame.requests();
        outbox.metrics().frameReceived(requests.size());
        long now = System.nanoTime();
        List<Proposal> writes = new ArrayList<>(requests.size());
        List<Lookup> reads = new ArrayList<>();
        for (Request request : requests) {
            take(request, now, writes, reads);
        }
        long bytesToCheck = 0;
        for (Proposal write : writes) {
            bytesToCheck += CommandRules.bytesToCheck(write.command());
        }
        if (bytesToCheck > LargeChecks.INLINE_BYTES) {
            checks.execute(() -> handOn(writes, reads));
        } else {
            handOn(writes, reads);
        }
    }

    /** Hands on what was taken up of one frame, the writes as the log is to have them. */
    private void handOn(List<Proposal> asked, List<Lookup> reads) {
        List<Proposal> writes = new ArrayList<>(asked.size());
        for (Proposal write : asked) {
            Failure damage = CommandRules.damage(write.command().command());
            if (damage == null) {
                writes.add(stamped(write));
            } else {
                write.completion().failed(damage);
            }
        }
        // What came in one frame goes on as one group: it shares a log entry, and a barrier.
        if (!writes.isEmpty()) {
            ports.proposer().propose(writes);
        }
        if (!reads.isEmpty()) {
            ports.reader().read(reads);
        }
        outbox.flush();
        askForMore();
    }

    @SuppressWarnings("ReferenceEquality") // What needs no stamp, almost everything, comes back as it is.
    private Proposal stamped(Proposal write) {
        EncodedCommand stamped = rules.stamped(write.command());
        return stamped == write.command() ? write : new Proposal(stamped, write.deadlineNanos(), write.completion());
    }

    /** Takes up the requests of one frame about watches, in order. */
    void take(ClientFrame.Watches frame) {
        WatchedFrames open = watched;
        if (open == null) {
            open = new WatchedFrames(ports.watches(), outbox::drain);
            watched = open;
            outbox.watches(open);
        }
        open.take(frame.requests());
        askForMore();
    }

    /** The connection was ended by the client's side: sessions that asked for a grace have no more than that. */
    void cut() {
        ports.leases().cut(rules.graced());
    }

    /** Operations were closed: asks for the next frame if that had been put off. Any thread. */
    void roomAgain() {
        if (paused.get() && mayRead() && paused.compareAndSet(true, false)) {
            call.request(1);
        }
    }

    private void askForMore() {
        if (mayRead()) {
            call.request(1);
        } else {
            paused.set(true);
            // Results may have been sent between the question and the mark: whoever sees both asks.
            roomAgain();
        }
    }

    /**
     * Whether to read the next frame. The bytes do not count: a client that keeps one place of its credit free must
     * always be heard when it asks whether this node lives, and what has no room is refused at once.
     */
    private boolean mayRead() {
        WatchedFrames open = watched;
        return outbox.open() < bounds.credit() && (open == null || open.hasRoom());
    }

    private boolean hasRoom() {
        return outbox.open() < bounds.credit() && outbox.openBytes() < bounds.openBytes();
    }

    private void take(Request request, long now, List<Proposal> writes, List<Lookup> reads) {
        int bytes = bytesOf(request);
        boolean room = hasRoom();
        boolean affordable = outbox.account().hasRoom();
        OpenOperation operation = new OpenOperation(outbox, request, bytes, now);
        outbox.opening(bytes);
        if (!room) {
            operation.refused(Refusal.STREAM, overdrawn());
        } else if (!affordable && !(request instanceof Request.Renew)) {
            operation.refused(Refusal.PRINCIPAL, outbox.account().overdrawn());
        } else if (request instanceof Request.Write write) {
            take(write, deadline(now, write.timeoutMillis()), operation, writes);
        } else if (request instanceof Request.Read read) {
            reads.add(new Lookup(read.query(), read.level(), deadline(now, read.timeoutMillis()), operation));
        } else if (request instanceof Request.Renew renew) {
            take(renew, deadline(now, renew.timeoutMillis()), operation);
        } else if (request instanceof Request.TimeToLive ask) {
            ports.leases().timeToLive(ask.lease(), ask.keys(), deadline(now, ask.timeoutMillis()), operation.life());
        } else if (request instanceof Request.Follow follow) {
            SessionQuery query = new SessionQuery(follow.session());
            Following following = new Following(operation, rules, locked());
            reads.add(new Lookup(query, deadline(now, follow.timeoutMillis()), following));
        } else if (request instanceof Request.Subscribe subscribe) {
            subscribe(subscribe.topic(), operation);
        } else if (request instanceof Request.Unsubscribe unsubscribe) {
            noticed().unsubscribe(unsubscribe.topic());
            operation.subscribed();
        } else if (request instanceof Request.DescribeCluster) {
            operation.described(ports.cluster().describe());
        } else if (request instanceof Request.Unreadable unreadable) {
            operation.failed(Failure.notApplied(
                    unreadable.unsupported() ? Failure.Code.UNSUPPORTED : Failure.Code.MALFORMED, unreadable.why()));
        }
    }

    private LockedFrames locked() {
        LockedFrames open = locked;
        if (open == null) {
            open = new LockedFrames(ports.locks(), outbox::drain);
            locked = open;
            outbox.locks(open);
        }
        return open;
    }

    private void subscribe(Topic topic, OpenOperation operation) {
        if (noticed().subscribe(topic)) {
            operation.subscribed();
        } else {
            operation.refused(
                    Refusal.STREAM,
                    Failure.overloaded(
                            "this stream is told of " + Limits.MAX_TOPICS + " topics, as many as may be",
                            RETRY_AFTER_MILLIS));
        }
    }

    private NoticedFrames noticed() {
        NoticedFrames open = noticed;
        if (open == null) {
            open = new NoticedFrames(ports.notices(), outbox::drain);
            noticed = open;
            outbox.notices(open);
        }
        return open;
    }

    private static int bytesOf(Request request) {
        return request instanceof Request.Write write
                ? write.command().bytes().size()
                : request instanceof Request.Renew renew ? renew.leases().size() * Long.BYTES : 0;
    }

    private void take(Request.Renew renew, long deadline, OpenOperation operation) {
        List<LeaseName> leases = renew.leases();
        if (renewals.take(leases.size())) {
            List<LeaseName> allowed = rules.renewable(leases);
            ports.leases().renew(allowed, deadline, renewals.returning(leases, operation.renewal()));
        } else {
            operation.refused(Refusal.RENEWALS, RenewalCredit.overdrawn());
        }
    }

    private void take(Request.Write write, long deadline, OpenOperation operation, List<Proposal> writes) {
        Failure refusal = rules.refusal(write.command().command());
        if (refusal == null) {
            writes.add(new Proposal(write.command(), deadline, operation));
        } else {
            operation.failed(refusal);
        }
    }

    private long deadline(long now, int timeoutMillis) {
        return now
                + (timeoutMillis > 0
                        ? TimeUnit.MILLISECONDS.toNanos(Math.min(timeoutMillis, MAX_TIMEOUT_MILLIS))
                        : bounds.operationTimeout().toNanos());
    }

    private Failure overdrawn() {
        return Failure.overloaded(
                "more than " + bounds.credit() + " operations or " + bounds.openBytes()
                        + " bytes open on this stream; wait for results",
                RETRY_AFTER_MILLIS);
    }
}
