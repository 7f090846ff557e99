package io.holdfast.server.snapshot;

import io.holdfast.statemachine.StateImage;

/**
 * A snapshot in memory again.
 *
 * @param file where it was read from
 * @param image the state it holds
 */
public record Restored(SnapshotFile file, StateImage image) {}
