package io.holdfast.client;

import java.time.Duration;

/**
 * Hears how long the cluster takes to acknowledge a client's heartbeats: when that comes near a quarter of the shortest time
 * to live, sessions are about to be suspended.
 *
 * <pre>{@code
 * client.leases().onRenewal((count, took) -> log(count + " leases renewed in " + took), Runnable::run);
 * }</pre>
 */
@FunctionalInterface
public interface RenewalListener {
    /**
     * Leases were renewed together.
     *
     * @param leases how many, those of sessions included
     * @param took from the sending of the heartbeat to its acknowledgement
     */
    void renewed(int leases, Duration took);
}
