package io.holdfast.client.internal;

import io.holdfast.model.command.EncodedCommand;
import io.holdfast.model.query.Query;
import io.holdfast.model.query.ReadLevel;
import io.holdfast.wire.Request;
import io.holdfast.wire.WireCodec;
import java.util.Objects;

/** What a call asks for. Encoded on the caller's thread, so that the event loop has little left to do. */
public sealed interface Payload {
    /** How many bytes it takes in a frame at most. */
    int bytes();

    /** Whether it may change something: then it is not sent twice unless the first is known not to have been applied. */
    boolean writes();

    /** Whether any node may serve it; otherwise it goes to the leader. */
    default boolean anyNode() {
        return false;
    }

    /** Whether it is worth connections to more nodes than the leader. */
    default boolean spreads() {
        return false;
    }

    /** The request to send. */
    Request request(long id, int timeoutMillis);

    /**
     * A change.
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
            return command.bytes().size() + ENVELOPE;
        }

        @Override
        public boolean writes() {
            return true;
        }

        @Override
        public Request request(long id, int timeoutMillis) {
            return new Request.Write(id, timeoutMillis, command);
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
        public Request request(long id, int timeoutMillis) {
            return new Request.Read(id, timeoutMillis, query, level);
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
        public Request request(long id, int timeoutMillis) {
            return new Request.DescribeCluster(id);
        }
    }

    /** Bytes of id, timeout and tags around a request, at most. */
    int ENVELOPE = 48;
}
