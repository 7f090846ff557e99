package io.holdfast.client;

import io.holdfast.model.session.SessionRecord;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Sessions: this client's own, and a view of everybody's. All of a client's sessions share its streams, and one frame of
 * heartbeats. Asynchronous; futures complete on the callback executor. Safe for any thread.
 *
 * <pre>{@code
 * client.sessions().list(0, 100).thenAccept(page -> page.sessions().forEach(one -> log(one.client() + " " + one.address())));
 * }</pre>
 */
public interface SessionClient {
    /**
     * The session in which this client's writes go out; opened now if no write has opened it yet. After it ended, the next
     * write or this method opens another one: handles of the old one stay over.
     */
    CompletableFuture<Session> current();

    /** Opens one more session. */
    CompletableFuture<Session> open(SessionOptions options);

    /**
     * Lists everybody's sessions in order of their ids.
     *
     * @param after only ids above it; 0 for the first page
     * @param limit at most so many; 0 for the server's own bound
     */
    CompletableFuture<SessionPage> list(long after, int limit);

    /** One session, whoever's; empty if there is none of that id. */
    CompletableFuture<Optional<SessionRecord>> get(long session);

    /**
     * Ends somebody's session; only operators may. Its client hears KILLED, by whom, and {@code why}.
     *
     * @return whether there was such a session
     */
    CompletableFuture<Boolean> kill(long session, String why);

    /**
     * Lets a listener hear of each of this client's sessions that ended without being closed by this client, also of the
     * one that writes go out in: what was held in it is lost, and it is not resumed. {@link Session#whenEnded} says why.
     */
    Registration onLoss(Consumer<Session> listener, Executor executor);

    /** This client with another deadline for each call. */
    SessionClient withTimeout(Duration timeout);

    /** The same calls, waiting for their answers. */
    BlockingSessionClient blocking();
}
