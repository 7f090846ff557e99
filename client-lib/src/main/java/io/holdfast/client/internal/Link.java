package io.holdfast.client.internal;

import io.holdfast.model.Limits;
import io.holdfast.wire.ClientFrame;
import io.holdfast.wire.Request;
import io.holdfast.wire.ServerFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * This client's end of one node: at most one stream, its greeting, credit, open calls and silence. Confined to the loop.
 *
 * <pre>
 * IDLE ──connect──▶ CONNECTING ──hello──▶ OPEN ──go-away──▶ LEAVING
 *   ▲                    │                  │                  │
 *   └────────────────────┴──── broken ──────┴──────────────────┘
 * </pre>
 */
final class Link {
    /** The protocol versions this client speaks. */
    static final int VERSION = 1;

    /** Where the stream stands. */
    enum Phase {
        /** No stream. */
        IDLE,
        /** Connection, handshake and greeting are under way. */
        CONNECTING,
        /** Greeted: takes calls. */
        OPEN,
        /** The node said it is going away: takes no calls, still answers the open ones. */
        LEAVING
    }

    /** What a link tells its owner. */
    interface Owner {
        /** A frame other than the greeting came. */
        void received(Link link, ServerFrame frame);

        /** The node greeted: the link is open. */
        void opened(Link link, ServerFrame.Hello hello);

        /** There is room to send again. */
        void writable(Link link);

        /** The node has said nothing for long and was asked whether it lives. */
        void silent(Link link);

        /** Time passed that something other than a call waits for. */
        void timePassed();

        /** The stream is gone; {@code open} are the calls it had under way, in order of arrival. */
        void closed(Link link, Trouble why, List<Call> open);
    }

    final Address address;

    /** Whether it is worth the calls that any node may serve. */
    final Standing standing;

    private final Settings settings;
    private final Owner owner;
    private final Backoff backoff;
    private final Loop loop;
    private final OpenCalls open = new OpenCalls();
    private final Silence silence = new Silence();

    private Phase phase = Phase.IDLE;
    private Transport.@Nullable Stream stream;
    private @Nullable String node;
    private @Nullable Trouble trouble;
    private int credit;
    private long openBytes;
    private long connectedBy;
    private long openedAt;
    private long retryAt;
    private List<Request> outgoing = new ArrayList<>();
    private int outgoingBytes;

    Link(Address address, Settings settings, Backoff backoff, Standing standing, Loop loop, Owner owner) {
        this.address = address;
        this.standing = standing;
        this.settings = settings;
        this.backoff = backoff;
        this.loop = loop;
        this.retryAt = loop.nanoTime();
        this.owner = owner;
    }

    Phase phase() {
        return phase;
    }

    /** The node's id once it said it, and after; null before. */
    @Nullable
    String node() {
        return node;
    }

    /** When the stream was greeted last. */
    long openedAt() {
        return openedAt;
    }

    /** Id and address, for messages. */
    String name() {
        return node == null ? address.toString() : node + " (" + address + ")";
    }

    /** Why the last stream ended; null while there is no reason to complain. */
    @Nullable
    Trouble trouble() {
        return trouble;
    }

    boolean mayConnect(long now) {
        return phase == Phase.IDLE && now - retryAt >= 0;
    }

    int openCalls() {
        return open.size();
    }

    void connect(Transport transport, long now) {
        phase = Phase.CONNECTING;
        connectedBy = now + settings.connectTimeoutNanos();
        StreamListener listener = new StreamListener();
        Transport.Stream started;
        try {
            started = transport.open(address, listener);
        } catch (RuntimeException e) {
            // A host the transport cannot dial is one node that cannot be reached, not the end of the loop's work.
            broken(Trouble.unavailable("cannot be dialled: " + e.getMessage(), e));
            return;
        }
        listener.stream = started;
        stream = started;
        started.send(new ClientFrame.Hello(VERSION, VERSION, settings.name(), settings.version(), Set.of()));
    }

    /** Whether a frame could be sent now. */
    boolean canSend() {
        return phase == Phase.OPEN && hasCredit() && stream != null && stream.writable();
    }

    /**
     * Whether one more call may be open. One place stays free for the question whether the node lives, since the node
     * stops reading when all are taken; and no more bytes are open than any node lets a stream have.
     */
    boolean hasCredit() {
        return open.size() < Math.max(1, credit - 1) && openBytes < Limits.MAX_FRAME_BYTES;
    }

    /** Whether the node has been asked whether it lives, and has not said anything yet. */
    boolean silent() {
        return silence.suspected();
    }

    /** Whether watches stand on the stream: then silence counts without open calls too. */
    void watched(boolean standing) {
        if (standing && !silence.watched() && open.size() == 0) {
            silence.waits(loop.nanoTime());
        }
        silence.watched(standing);
    }

    /** Whether a call of so many bytes could be sent now; a frame that is full is sent first. */
    boolean canTake(int bytes) {
        if (outgoing.size() >= Sender.FRAME_CALLS
                || (outgoingBytes > 0 && outgoingBytes + bytes > Sender.FRAME_BYTES)) {
            flush();
        }
        return canSend();
    }

    /** Puts a call, which is open from here on, into the next frame. Only if {@link #canTake} said so. */
    void add(Call call, long now, long allowedNanos) {
        outgoing.add(open(call, now, allowedNanos));
        outgoingBytes += call.payload.bytes();
    }

    /** Sends the frame that was begun, if one was. */
    void flush() {
        if (!outgoing.isEmpty()) {
            send(outgoing);
            outgoing = new ArrayList<>();
            outgoingBytes = 0;
        }
    }

    /** Asks who the members are; whether the question could be sent. The answer is a result of {@link OpenCalls#PROBE_ID}. */
    boolean ask() {
        if (phase != Phase.OPEN || silence.asked()) {
            return false;
        }
        if (open.size() == 0 && !silence.watched()) {
            silence.waits(loop.nanoTime());
        }
        question();
        return true;
    }

    private void question() {
        silence.asked(true);
        send(List.of(new Request.DescribeCluster(OpenCalls.PROBE_ID)));
    }

    /** The question was answered. */
    void told() {
        silence.asked(false);
    }

    /** The request for a call, which is open from here on. The caller sends it at once. */
    Request open(Call call, long now) {
        return open(call, now, call.deadlineNanos - now);
    }

    private Request open(Call call, long now, long allowedNanos) {
        if (open.size() == 0) {
            silence.waits(now);
        }
        call.sentOn = this;
        long id = open.open(call);
        openBytes += call.payload.bytes();
        long millis = Math.max(1, (allowedNanos + 999_999) / 1_000_000);
        call.sent(now);
        return call.request(id, (int) Math.min(millis, Integer.MAX_VALUE));
    }

    void send(List<Request> requests) {
        send(new ClientFrame.Requests(requests));
    }

    void send(ClientFrame frame) {
        if (stream != null) {
            stream.send(frame);
        }
    }

    /** The call a result is for; null if nobody waits for it any more. */
    @Nullable
    Call close(long id) {
        Call call = open.close(id);
        if (call == null) {
            return null;
        }
        openBytes -= call.payload.bytes();
        if (call.settled || call.sentOn != this) {
            // Given up, or recalled: somebody else answers it.
            return null;
        }
        call.sentOn = null;
        return call;
    }

    /** The node did its work. */
    void wentWell() {
        backoff.reset();
        standing.wentWell();
        trouble = null;
    }

    /** Ends what took too long: a greeting that does not come, a node that does not answer. */
    void tick(long now) {
        if (phase == Phase.CONNECTING && now - connectedBy >= 0) {
            fail(Trouble.unavailable("no greeting within " + settings.connectTimeoutNanos() / 1_000_000 + " ms"));
        } else if (phase != Phase.IDLE) {
            Silence.Step step = silence.step(open.size() > 0, now);
            if (step == Silence.Step.GIVE_UP) {
                fail(Trouble.unavailable(
                        "silent: did not say within " + Silence.SILENCE_NANOS / 1_000_000 + " ms that it lives"));
            } else if (step == Silence.Step.ASK) {
                if (!silence.asked()) {
                    question();
                }
                owner.silent(this);
            }
        }
    }

    /** Takes back the calls that any node may serve; what the node says to them later is nobody's. */
    List<Call> recall() {
        List<Call> recalled = open.waiting();
        recalled.removeIf(call -> call.sentOn != this || !call.payload.anyNode());
        recalled.forEach(call -> call.sentOn = null);
        return recalled;
    }

    /** Ends the stream for a reason this side has. */
    void fail(Trouble why) {
        if (stream != null) {
            stream.abort();
            broken(why);
        }
    }

    /** Ends the stream without a complaint, if no call is open on it. */
    void retire() {
        if (stream != null && open.size() == 0) {
            stream.abort();
            forgetStream();
        }
    }

    /** The node takes no more calls; it is not greeted again before a pause, which grows while it keeps going away. */
    void leave() {
        if (phase == Phase.OPEN) {
            phase = Phase.LEAVING;
            retryAt = loop.nanoTime() + backoff.next();
        }
    }

    void credit(int bound) {
        credit = Math.min(Math.max(1, bound), OpenCalls.MAX_SLOTS);
    }

    private void broken(Trouble why) {
        trouble = why;
        retryAt = loop.nanoTime() + backoff.next();
        standing.failed(loop.nanoTime(), 0);
        // Recalled ones are under way elsewhere, or here a second time.
        List<Call> calls = open.drain().stream()
                .filter(call -> call.sentOn == this)
                .distinct()
                .toList();
        openBytes = 0;
        calls.forEach(call -> call.sentOn = null);
        forgetStream();
        owner.closed(this, why, calls);
    }

    private void forgetStream() {
        stream = null;
        phase = Phase.IDLE;
        silence.forget();
        outgoing = new ArrayList<>();
        outgoingBytes = 0;
    }

    /** Hears one stream; what a stream says after its link gave it up is not heard. */
    private final class StreamListener implements Transport.Listener {
        private Transport.@Nullable Stream stream;

        @Override
        public void received(ServerFrame frame) {
            if (Link.this.stream != stream) {
                return;
            }
            silence.heard(loop.nanoTime());
            if (frame instanceof ServerFrame.Hello hello) {
                greeted(hello);
            } else if (phase == Phase.CONNECTING) {
                fail(Trouble.protocol("the first frame is " + frame.getClass().getSimpleName() + ", not a greeting"));
            } else {
                owner.received(Link.this, frame);
            }
        }

        private void greeted(ServerFrame.Hello hello) {
            if (phase != Phase.CONNECTING) {
                fail(Trouble.protocol("greeted twice"));
            } else if (hello.version() != VERSION) {
                fail(Trouble.protocol("speaks protocol version " + hello.version() + ", this client " + VERSION
                        + "; use a client of the server's release (" + hello.serverVersion() + ")"));
            } else {
                phase = Phase.OPEN;
                openedAt = loop.nanoTime();
                node = hello.node();
                credit(hello.credit());
                owner.opened(Link.this, hello);
            }
        }

        @Override
        public void writable() {
            if (Link.this.stream == stream) {
                owner.writable(Link.this);
            }
        }

        @Override
        public void closed(Trouble why) {
            if (Link.this.stream == stream) {
                broken(why);
            }
        }
    }
}
