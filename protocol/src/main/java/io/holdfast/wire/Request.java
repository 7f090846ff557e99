package io.holdfast.wire;

import io.holdfast.model.command.EncodedCommand;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.lease.LeaseName;
import io.holdfast.model.notice.Topic;
import io.holdfast.model.query.Query;
import io.holdfast.model.query.ReadLevel;
import java.util.List;
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
     * Change something, at most once. Only an encoder takes it: on the wire it is a {@link Write} of a {@link
     * SessionCommand.Once}, written around the bytes of the command without copying them first.
     *
     * @param id the operation's id
     * @param timeoutMillis as for a write
     * @param session the session
     * @param sequence the request's number in it
     * @param floor the number below which the client has all outcomes
     * @param command the command within, and its bytes
     */
    record WriteOnce(long id, int timeoutMillis, long session, long sequence, long floor, EncodedCommand command)
            implements Request {
        /** Refuses null and what may not be applied within a session. */
        public WriteOnce {
            Objects.requireNonNull(command, "command");
            if (!SessionCommand.Once.takes(command.command())) {
                throw new IllegalArgumentException("may not stand in a request: " + command.command());
            }
        }
    }

    /**
     * Read something.
     *
     * @param id the operation's id
     * @param timeoutMillis as for a write
     * @param query what to read
     * @param level how fresh the answer must be
     */
    record Read(long id, int timeoutMillis, Query query, ReadLevel level) implements Request {
        /** Refuses null. */
        public Read {
            Objects.requireNonNull(query, "query");
            Objects.requireNonNull(level, "level");
        }

        /** A linearizable read. */
        public Read(long id, int timeoutMillis, Query query) {
            this(id, timeoutMillis, query, ReadLevel.LINEARIZABLE);
        }
    }

    /**
     * Renew leases; only the leader does it.
     *
     * @param id the operation's id
     * @param timeoutMillis as for a write
     * @param leases which, at most {@link io.holdfast.model.Limits#MAX_RENEWALS}
     */
    record Renew(long id, int timeoutMillis, List<LeaseName> leases) implements Request {
        /** Copies the list. */
        public Renew {
            leases = List.copyOf(leases);
        }
    }

    /**
     * Ask what is left of a lease; only the leader knows.
     *
     * @param id the operation's id
     * @param timeoutMillis as for a write
     * @param lease which
     * @param keys whether the attached keys are wanted
     */
    record TimeToLive(long id, int timeoutMillis, long lease, boolean keys) implements Request {}

    /**
     * Be told on this stream what happens to the acquisitions of a session: grants of those that wait, and ends of holds
     * otherwise than by their release. Ends with the stream, and when another stream follows the session on this node.
     *
     * @param id the operation's id
     * @param timeoutMillis as for a write
     * @param session which, one of the caller's own
     */
    record Follow(long id, int timeoutMillis, long session) implements Request {}

    /**
     * Be told on this stream that a topic changed, for what the answering node applies from the answer on. Many changes
     * may be told as one. Asking again changes nothing. Ends with the stream.
     *
     * @param id the operation's id
     * @param topic which
     */
    record Subscribe(long id, Topic topic) implements Request {
        /** Refuses null. */
        public Subscribe {
            Objects.requireNonNull(topic, "topic");
        }
    }

    /**
     * Be told of a topic no more.
     *
     * @param id the operation's id
     * @param topic which
     */
    record Unsubscribe(long id, Topic topic) implements Request {
        /** Refuses null. */
        public Unsubscribe {
            Objects.requireNonNull(topic, "topic");
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
