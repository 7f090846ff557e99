package io.holdfast.server.trace;

/** What this node's log waited for, lately. Any thread may ask. */
public interface WaitHistory {
    /**
     * Within a span of time on {@link System#nanoTime}; what is too long ago to be remembered is left out.
     *
     * @param fromNanos its beginning
     * @param toNanos its end
     */
    Waits between(long fromNanos, long toNanos);
}
