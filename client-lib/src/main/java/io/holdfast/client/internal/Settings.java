package io.holdfast.client.internal;

import java.util.List;

/**
 * What the engine needs to know.
 *
 * @param seeds where to start
 * @param name what the client calls itself
 * @param version the library's version
 * @param connectTimeoutNanos for connection, handshake and greeting of one node together
 * @param minBackoffNanos the first pause after a failure
 * @param maxBackoffNanos the longest
 * @param maxCalls open calls, sent and waiting
 * @param maxBytes what their requests may hold
 * @param sessionTtlMillis time to live of the client's own session
 */
public record Settings(
        List<Address> seeds,
        String name,
        String version,
        long connectTimeoutNanos,
        long minBackoffNanos,
        long maxBackoffNanos,
        int maxCalls,
        long maxBytes,
        long sessionTtlMillis) {
    /** Copies the list. */
    public Settings {
        seeds = List.copyOf(seeds);
    }
}
