package io.holdfast.client.internal;

/**
 * Heartbeats that were acknowledged together.
 *
 * @param leases how many leases were renewed
 * @param nanos from their sending to the acknowledgement
 */
public record Beat(int leases, long nanos) {}
