package io.holdfast.client;

/**
 * What a {@link NamedLock#asLock view} throws to a thread whose lock was lost while it thought to hold it. A thread that
 * catches it holds nothing.
 */
public final class LockOwnershipLostException extends IllegalMonitorStateException {
    private static final long serialVersionUID = 1L;

    private final transient LockLoss loss;

    /**
     * Makes one.
     *
     * @param name the lock
     * @param loss how it was lost
     */
    public LockOwnershipLostException(String name, LockLoss loss) {
        super("the lock " + name + " was lost while this thread held it: " + loss.message());
        this.loss = loss;
    }

    /** How it was lost. */
    public LockLoss loss() {
        return loss;
    }
}
