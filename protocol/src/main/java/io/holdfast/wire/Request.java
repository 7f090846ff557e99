package io.holdfast.wire;

import io.holdfast.model.command.EncodedCommand;
import io.holdfast.model.query.Query;
import java.util.Objects;

/**
 * One operation of a client. Its id is the client's, unique on the stream while the operation is open, and comes back
 * with the result.
 */
public sealed interface Request {
    /** The client's id of the operation. */
    long id();

    /**
     * Change something.
     *
     * @param id the operation's id
     * @param timeoutMillis how long the client will wait; an operation still queued by then is dropped, 0 for the
     *     server's own bound
     * @param command the command and its bytes
     */
    record Write(long id, int timeoutMillis, EncodedCommand command) implements Request {
        /** Refuses null. */
        public Write {
            Objects.requireNonNull(command, "command");
        }
    }

    /**
     * Read something, linearizably.
     *
     * @param id the operation's id
     * @param timeoutMillis as for a write
     * @param query what to read
     */
    record Read(long id, int timeoutMillis, Query query) implements Request {
        /** Refuses null. */
        public Read {
            Objects.requireNonNull(query, "query");
        }
    }

    /**
     * Describe the cluster as the answering node sees it; any node answers.
     *
     * @param id the operation's id
     */
    record DescribeCluster(long id) implements Request {}

    /**
     * An operation that could be told apart from its neighbours but not understood. Only a decoder makes it; it is
     * answered with a typed failure and does not disturb the stream.
     *
     * @param id the operation's id
     * @param unsupported whether it is well formed but of a kind this version does not know
     * @param why what is wrong with it
     */
    record Unreadable(long id, boolean unsupported, String why) implements Request {
        /** Refuses null. */
        public Unreadable {
            Objects.requireNonNull(why, "why");
        }
    }
}
