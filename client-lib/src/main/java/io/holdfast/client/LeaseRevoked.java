package io.holdfast.client;

/**
 * A lease was revoked.
 *
 * @param revision the revision at which its keys were deleted, or the current one if it had none
 * @param lease its id
 * @param deleted how many keys were deleted with it
 */
public record LeaseRevoked(long revision, long lease, long deleted) {}
