package io.holdfast.client.internal;

import io.holdfast.model.Limits;
import io.holdfast.wire.ClientFrame;
import io.holdfast.wire.Request;
import io.holdfast.wire.ServerFrame;
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

    /** How long a node with open calls may be silent before it is asked, and then again before it is given up. */
    static final long SILENCE_NANOS = 1_000_000_000L;

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

        /** The stream is gone; {@code open} are the calls it had under way, in order of arrival. */
        void closed(Link link, Trouble why, List<Call> open);
    }

    final Address address;
    private final Settings settings;
    private final Owner owner;
    private final Backoff backoff;
    private final Loop loop;
    private final OpenCalls open = new OpenCalls();

    private Phase phase = Phase.IDLE;
    private Transport.@Nullable Stream stream;
    private @Nullable String node;
    private @Nullable Trouble trouble;
    private int credit;
    private long openBytes;
    private long connectedBy;
    private long retryAt;
    private long heardAt;
    private boolean probing;

    Link(Address address, Settings settings, Backoff backoff, Loop loop, Owner owner) {
        this.address = address;
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

    /** The request for a call, which is open from here on. The caller sends it at once. */
    Request open(Call call, long now) {
        if (open.size() == 0) {
            heardAt = now;
        }
        call.sentOn = this;
        long id = open.open(call);
        openBytes += call.payload.bytes();
        long millis = Math.max(1, (call.deadlineNanos - now + 999_999) / 1_000_000);
        return call.payload.request(id, (int) Math.min(millis, Integer.MAX_VALUE));
    }

    void send(List<Request> requests) {
        if (stream != null) {
            stream.send(new ClientFrame.Requests(requests));
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
        if (call.settled) {
            return null;
        }
        call.sentOn = null;
        return call;
    }

    /** The node did its work. */
    void wentWell() {
        backoff.reset();
        trouble = null;
    }

    /** Ends what took too long: a greeting that does not come, a node that does not answer. */
    void tick(long now) {
        if (phase == Phase.CONNECTING && now - connectedBy >= 0) {
            fail(Trouble.unavailable("no greeting within " + settings.connectTimeoutNanos() / 1_000_000 + " ms"));
        } else if (phase != Phase.IDLE && open.size() > 0 && now - heardAt >= SILENCE_NANOS) {
            if (probing) {
                fail(Trouble.unavailable("silent for " + 2 * SILENCE_NANOS / 1_000_000 + " ms with calls open"));
            } else {
                probing = true;
                heardAt = now;
                send(List.of(new Request.DescribeCluster(OpenCalls.PROBE_ID)));
            }
        }
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
        List<Call> calls = open.drain();
        openBytes = 0;
        calls.forEach(call -> call.sentOn = null);
        forgetStream();
        owner.closed(this, why, calls);
    }

    private void forgetStream() {
        stream = null;
        phase = Phase.IDLE;
        probing = false;
    }

    /** Hears one stream; what a stream says after its link gave it up is not heard. */
    private final class StreamListener implements Transport.Listener {
        private Transport.@Nullable Stream stream;

        @Override
        public void received(ServerFrame frame) {
            if (Link.this.stream != stream) {
                return;
            }
            probing = false;
            heardAt = loop.nanoTime();
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
