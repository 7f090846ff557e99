package io.holdfast.server.raft;

import org.jspecify.annotations.Nullable;

/**
 * The end of the process when going on would be worse: a broken disk, a broken invariant, an entry that cannot be read,
 * a Ratis division that closed by itself.
 *
 * <p>The real one does not return. One that does return (in tests) must expect to be called again.
 */
@FunctionalInterface
public interface FailStop {
    /**
     * Ends the process with one clear last line.
     *
     * @param line what happened, where, why it stops the node and what to do
     * @param cause what was thrown, if anything was
     */
    void fail(String line, @Nullable Throwable cause);
}
