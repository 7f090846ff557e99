package io.holdfast.client.internal;

import io.holdfast.model.command.EncodedCommand;
import io.holdfast.model.query.Query;
import io.holdfast.wire.Request;
import io.holdfast.wire.WireCodec;
import java.util.Objects;

/** What a call asks for. Encoded on the caller's thread, so that the event loop has little left to do. */
public sealed interface Payload {
    /** How many bytes it takes in a frame at most. */
    int bytes();

    /** Whether it may change something: then it is not sent twice unless the first is known not to have been applied. */
    boolean writes();

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
     * @param bytes how many bytes it takes in a frame at most
     */
    record Read(Query query, int bytes) implements Payload {
        /** Refuses null. */
        public Read {
            Objects.requireNonNull(query, "query");
        }

        /** A read of the size it has. */
        public static Read of(Query query) {
            long bound = WireCodec.sizeBound(new Request.Read(0, 0, query));
            return new Read(query, (int) Math.min(bound, Integer.MAX_VALUE));
        }

        @Override
        public boolean writes() {
            return false;
        }

        @Override
        public Request request(long id, int timeoutMillis) {
            return new Request.Read(id, timeoutMillis, query);
        }
    }

    /** The cluster, as any node sees it. */
    record Describe() implements Payload {
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
