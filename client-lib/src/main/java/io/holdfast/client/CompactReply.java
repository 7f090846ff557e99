package io.holdfast.client;

/**
 * History was dropped.
 *
 * @param revision the store's current revision
 */
public record CompactReply(long revision) {}
