package io.holdfast.client.internal;

import io.holdfast.model.Limits;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.EncodedCommand;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.lease.LeaseName;
import io.holdfast.model.notice.Topic;
import io.holdfast.model.query.Query;
import io.holdfast.model.query.ReadLevel;
import io.holdfast.model.session.RequestId;
import io.holdfast.wire.CommandCodec;
import io.holdfast.wire.Request;
import io.holdfast.wire.WireCodec;
import java.util.List;
import java.util.Objects;

/**
 * What a call asks for. Encoded on the caller's thread, so that the event loop has little left to do. Whatever it is, it
 * may be sent again: a {@link Write} is applied once however often it comes, the others do no harm twice.
 */
public sealed interface Payload {
    /** How many bytes it takes in a frame at most. */
    int bytes();

    /** Whether it may change something: then a call without an answer is UNKNOWN once it was sent. */
    boolean writes();

    /** Whether any node may serve it; otherwise it goes to the leader. */
    default boolean anyNode() {
        return false;
    }

    /** Whether it is worth connections to more nodes than the leader. */
    default boolean spreads() {
        return false;
    }

    /** The request to send for {@code call}, whose payload this is. */
    Request request(Call call, long id, int timeoutMillis);

    /**
     * A change, applied at most once: it goes out under a request's name within the client's session.
     *
     * @param command the command and its bytes
     */
    record Write(EncodedCommand command) implements Payload {
        /** Refuses null. */
        public Write {
            Objects.requireNonNull(command, "command");
        }

        @Override
        public int bytes() {
            return command.bytes().size() + ONCE_ENVELOPE;
        }

        @Override
        public boolean writes() {
            return true;
        }

        @Override
        public Request request(Call call, long id, int timeoutMillis) {
            RequestWindow window = Objects.requireNonNull(call.within, "a write was sent without a name").window;
            return new Request.WriteOnce(id, timeoutMillis, window.session(), call.request, window.floor(), command);
        }
    }

    /**
     * A change that is the same if it comes twice: the opening, the closing, the killing of a session, a question for an
     * outcome.
     *
     * @param command the command and its bytes
     */
    record Idempotent(EncodedCommand command) implements Payload {
        /** Refuses null. */
        public Idempotent {
            Objects.requireNonNull(command, "command");
        }

        /** Encodes the command. */
        public static Idempotent of(Command command) {
            return new Idempotent(new EncodedCommand(command, CommandCodec.encode(command)));
        }

        @Override
        public int bytes() {
            return command.bytes().size() + ENVELOPE;
        }

        @Override
        public boolean writes() {
            return true;
        }

        @Override
        public Request request(Call call, long id, int timeoutMillis) {
            return new Request.Write(id, timeoutMillis, command);
        }
    }

    /**
     * The question what became of a write.
     *
     * @param name the write
     */
    record Question(RequestId name) implements Payload {
        /** Refuses null. */
        public Question {
            Objects.requireNonNull(name, "name");
        }

        @Override
        public int bytes() {
            return Limits.REQUEST_NAME_BYTES + ENVELOPE;
        }

        @Override
        public boolean writes() {
            return true;
        }

        @Override
        public Request request(Call call, long id, int timeoutMillis) {
            // Encoded for each sending: the floor may have moved since the one before.
            SessionCommand question = new SessionCommand.Resolve(name.session(), name.sequence(), call.floor);
            return new Request.Write(id, timeoutMillis, Idempotent.of(question).command());
        }
    }

    /**
     * A read.
     *
     * @param query what to read
     * @param level how fresh the answer must be
     * @param anyNode whether any node may serve it
     * @param bytes how many bytes it takes in a frame at most
     */
    record Read(Query query, ReadLevel level, boolean anyNode, int bytes) implements Payload {
        /** Refuses null. */
        public Read {
            Objects.requireNonNull(query, "query");
            Objects.requireNonNull(level, "level");
        }

        /** A read of the size it has. */
        public static Read of(Query query, ReadLevel level, boolean anyNode) {
            long bound = WireCodec.sizeBound(new Request.Read(0, 0, query, level));
            return new Read(query, level, anyNode, (int) Math.min(bound, Integer.MAX_VALUE));
        }

        /** A linearizable read by the leader. */
        public static Read of(Query query) {
            return of(query, ReadLevel.LINEARIZABLE, false);
        }

        @Override
        public boolean spreads() {
            return anyNode;
        }

        @Override
        public boolean writes() {
            return false;
        }

        @Override
        public Request request(Call call, long id, int timeoutMillis) {
            return new Request.Read(id, timeoutMillis, query, level);
        }
    }

    /**
     * The renewal of leases.
     *
     * @param leases which
     */
    record Renew(List<LeaseName> leases) implements Payload {
        /** Copies the list. */
        public Renew {
            leases = List.copyOf(leases);
        }

        @Override
        public int bytes() {
            return leases.size() * 2 * LONG_BYTES + ENVELOPE;
        }

        @Override
        public boolean writes() {
            return false;
        }

        @Override
        public Request request(Call call, long id, int timeoutMillis) {
            return new Request.Renew(id, timeoutMillis, leases);
        }
    }

    /**
     * The question what is left of a lease.
     *
     * @param lease which
     * @param keys whether its keys are wanted
     */
    record TimeToLive(long lease, boolean keys) implements Payload {
        @Override
        public int bytes() {
            return ENVELOPE;
        }

        @Override
        public boolean writes() {
            return false;
        }

        @Override
        public Request request(Call call, long id, int timeoutMillis) {
            return new Request.TimeToLive(id, timeoutMillis, lease, keys);
        }
    }

    /**
     * The wish to be told what happens to the acquisitions of a session.
     *
     * @param session which
     */
    record Follow(long session) implements Payload {
        @Override
        public int bytes() {
            return ENVELOPE;
        }

        @Override
        public boolean writes() {
            return false;
        }

        @Override
        public Request request(Call call, long id, int timeoutMillis) {
            return new Request.Follow(id, timeoutMillis, session);
        }
    }

    /**
     * The wish to be told on the stream that a topic changed, or no more.
     *
     * @param topic which
     * @param wanted whether to be told
     */
    record Subscription(Topic topic, boolean wanted) implements Payload {
        /** Refuses null. */
        public Subscription {
            Objects.requireNonNull(topic, "topic");
        }

        @Override
        public int bytes() {
            return (int) WireCodec.sizeBound(new Request.Subscribe(0, topic));
        }

        @Override
        public boolean writes() {
            return false;
        }

        @Override
        public Request request(Call call, long id, int timeoutMillis) {
            return wanted ? new Request.Subscribe(id, topic) : new Request.Unsubscribe(id, topic);
        }
    }

    /** The cluster, as any node sees it. */
    record Describe() implements Payload {
        @Override
        public boolean anyNode() {
            return true;
        }

        @Override
        public int bytes() {
            return ENVELOPE;
        }

        @Override
        public boolean writes() {
            return false;
        }

        @Override
        public Request request(Call call, long id, int timeoutMillis) {
            return new Request.DescribeCluster(id);
        }
    }

    /** Bytes of id, timeout and tags around a request, at most. */
    int ENVELOPE = 48;

    /** The same around a write, with session, number and floor. */
    int ONCE_ENVELOPE = ENVELOPE + 48;

    /** A lease on the wire, at most. */
    int LONG_BYTES = 10;
}
