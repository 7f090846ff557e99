package io.holdfast.client;

import io.holdfast.model.Limits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;

/**
 * How to open a session. Immutable.
 *
 * <pre>{@code
 * Session worker = client.sessions().blocking().open(SessionOptions.of(Duration.ofSeconds(30)).name("worker-7"));
 * }</pre>
 *
 * @param ttl how long it lives without a heartbeat; 1 s to 24 h
 * @param name what it is called in listings; empty for the client's name
 * @param grace see {@link #grace(Duration)}; zero for none
 */
public record SessionOptions(Duration ttl, String name, Duration grace) {
    /** Ten seconds, under the client's name. */
    public static final SessionOptions DEFAULT = of(Duration.ofSeconds(10));

    /**
     * Refuses what no node would take.
     *
     * @throws IllegalArgumentException naming what is wrong
     */
    public SessionOptions {
        Objects.requireNonNull(ttl, "ttl");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(grace, "grace");
        boolean graceFits =
                grace.compareTo(Duration.ofMillis(Limits.MIN_GRACE_MILLIS)) >= 0 && grace.compareTo(ttl) <= 0;
        if (!grace.isZero() && !graceFits) {
            throw new IllegalArgumentException("a session's grace must be zero or lie between "
                    + Limits.MIN_GRACE_MILLIS + " ms and its time to live, " + ttl + ", is " + grace);
        }
        if (!allowed(ttl)) {
            throw new IllegalArgumentException("a session's time to live must lie between 1 s and 24 h, is " + ttl);
        }
        if (name.getBytes(StandardCharsets.UTF_8).length > Limits.MAX_NAME_BYTES) {
            throw new IllegalArgumentException(
                    "a session's name has at most " + Limits.MAX_NAME_BYTES + " UTF-8 bytes");
        }
    }

    /** So long a time to live, under the client's name. */
    public static SessionOptions of(Duration ttl) {
        return new SessionOptions(ttl, "", Duration.ZERO);
    }

    /** These options with another name. */
    public SessionOptions name(String name) {
        return new SessionOptions(ttl, name, grace);
    }

    /**
     * These options with a grace: when the leader sees that this process's side ended the connection, as its operating system
     * does for a process that dies, the session ends after the grace and not only after its time to live. So what it holds
     * goes to the next in line soon after a crash.
     *
     * <p>The price: nobody knows from here what the leader saw, so this client counts the grace as the time to live. It
     * sends heartbeats four times as often as that, and whatever keeps it from hearing of one for that long costs the
     * session for good and all that it holds: a garbage collection, a broken connection, a change of leader. For a process
     * that hangs, or a machine or network that is gone without a word, others wait for the time to live all the same.
     *
     * @param grace at least 150 ms, at most the time to live; zero for none
     */
    public SessionOptions grace(Duration grace) {
        return new SessionOptions(ttl, name, grace);
    }

    static boolean allowed(Duration ttl) {
        return ttl.compareTo(Duration.ofMillis(Limits.MIN_TTL_MILLIS)) >= 0
                && ttl.compareTo(Duration.ofMillis(Limits.MAX_SESSION_TTL_MILLIS)) <= 0;
    }
}
