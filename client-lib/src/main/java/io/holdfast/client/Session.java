package io.holdfast.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * One session: as long as it lives, what is attached to its lease lives, and writes sent in it are applied once. The client
 * keeps it alive by itself. Safe for any thread.
 *
 * <p>What this side believes is never too good: {@link #remaining} counts from when the last acknowledged heartbeat was
 * <em>sent</em>, with a margin of 1 % and 50 ms, by whichever of the monotonic and the wall clock says that more time has
 * passed. Once it is zero it stays zero, even if the cluster comes back and still knows the session: a session is never
 * resumed or replaced behind anybody's back.
 *
 * <pre>{@code
 * Session session = client.sessions().blocking().current();
 * session.onStateChange(state -> log("session " + state));
 * kv.put(key, Bytes.utf8("here"), PutOptions.DEFAULT.lease(session.lease()));
 * if (session.remaining().compareTo(Duration.ofSeconds(2)) > 0) {
 *     log("two more seconds are certain");
 * }
 * session.whenEnded().thenAccept(ending -> log("over: " + ending.end() + ", " + ending.message()));
 * }</pre>
 */
public interface Session extends AutoCloseable {
    /** Its id, which this client drew at random. */
    long id();

    /** The lease that lives as long as it: attach keys to it. Not the same number as the id. */
    long lease();

    /** The name it is listed under. */
    String name();

    /** How long it lives without a heartbeat, as granted. */
    Duration ttl();

    /**
     * What {@link #remaining} counts from instead of {@link #ttl}, and how long it lives at the cluster after this process was
     * seen to hang up: {@link SessionOptions#grace(Duration)}. Zero for none.
     */
    Duration grace();

    /** What this client knows of it now. */
    SessionState state();

    /** How long it lives for certain, whatever happens from now on; zero once it is over. */
    Duration remaining();

    /** {@link #onStateChange(Consumer, Executor)} on the client's callback executor. */
    Registration onStateChange(Consumer<SessionState> listener);

    /**
     * Lets a listener hear of every change of {@link #state} from now on, one at a time, in order. What it throws goes to
     * {@link HoldfastClientBuilder#listenerErrors}.
     */
    Registration onStateChange(Consumer<SessionState> listener, Executor executor);

    /**
     * Completes when the session is over and it is known why, on the callback executor: some time after {@link #state} says
     * EXPIRED if the cluster has to be asked, and cannot be reached.
     */
    CompletableFuture<SessionEnding> whenEnded();

    /**
     * Ends it: on this side at once, at the cluster when the future completes. Closing it again is a success. If it fails,
     * the session lasts at the cluster until its time to live has passed.
     */
    CompletableFuture<Void> closeAsync();

    /** {@link #closeAsync}, and waits. */
    @Override
    void close();
}
