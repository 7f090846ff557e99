package io.holdfast.client;

/**
 * What a {@link LockHandle} stands for now.
 *
 * <pre>
 * HELD ──close, releaseAsync──▶ RELEASED
 *   └──its time ran out here, or the cluster ended it──▶ LOST
 * </pre>
 *
 * RELEASED and LOST are final.
 */
public enum LockState {
    /** Held, for {@link LockHandle#remaining} for certain. */
    HELD,
    /** Given back by whoever had the handle. */
    RELEASED,
    /** Taken away, or no longer certain. */
    LOST
}
