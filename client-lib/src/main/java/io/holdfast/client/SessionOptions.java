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
 */
public record SessionOptions(Duration ttl, String name) {
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
        return new SessionOptions(ttl, "");
    }

    /** These options with another name. */
    public SessionOptions name(String name) {
        return new SessionOptions(ttl, name);
    }

    static boolean allowed(Duration ttl) {
        return ttl.compareTo(Duration.ofMillis(Limits.MIN_TTL_MILLIS)) >= 0
                && ttl.compareTo(Duration.ofMillis(Limits.MAX_SESSION_TTL_MILLIS)) <= 0;
    }
}
