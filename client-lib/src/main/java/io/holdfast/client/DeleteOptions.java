package io.holdfast.client;

import io.holdfast.model.lock.LockGuard;
import java.util.List;

/**
 * How to delete.
 *
 * @param previous whether the reply carries the deleted versions
 * @param guards locks that must be held, each with the token it was granted with: otherwise nothing is changed, and the
 *     delete fails with {@link FencedException}
 */
public record DeleteOptions(boolean previous, List<LockGuard> guards) {
    /** A plain delete. */
    public static final DeleteOptions DEFAULT = new DeleteOptions(false);

    /** Copies the list. */
    public DeleteOptions {
        guards = List.copyOf(guards);
    }

    /** Without a lock. */
    public DeleteOptions(boolean previous) {
        this(previous, List.of());
    }

    /** These options, and the reply carries the deleted versions. */
    public DeleteOptions returningPrevious() {
        return new DeleteOptions(true, guards);
    }

    /** These options, deleting only while a lock is held with the token it was granted with. */
    public DeleteOptions onlyIf(LockGuard guard) {
        return new DeleteOptions(previous, Guards.and(guards, guard));
    }

    /** These options, deleting only while a handle's lock is held by it, as the cluster sees it. */
    public DeleteOptions onlyIf(LockHandle handle) {
        return onlyIf(handle.fence());
    }
}
