package io.holdfast.client;

import io.holdfast.model.session.SessionRecord;
import java.time.Duration;
import java.util.Optional;

/**
 * Sessions for callers that wait, as {@link SessionClient}. Safe for any thread, virtual ones included.
 *
 * <pre>{@code
 * try (Session session = client.sessions().blocking().open(SessionOptions.DEFAULT)) {
 *     kv.put(key, Bytes.utf8("here"), PutOptions.DEFAULT.lease(session.lease()));
 * }
 * }</pre>
 */
public interface BlockingSessionClient {
    /** The session in which this client's writes go out. */
    Session current();

    /** Opens one more session. */
    Session open(SessionOptions options);

    /** Lists everybody's sessions in order of their ids, those above {@code after}. */
    SessionPage list(long after, int limit);

    /** One session, whoever's; empty if there is none of that id. */
    Optional<SessionRecord> get(long session);

    /** Ends somebody's session; whether there was such a session. */
    boolean kill(long session, String why);

    /** This client with another deadline for each call. */
    BlockingSessionClient withTimeout(Duration timeout);
}
