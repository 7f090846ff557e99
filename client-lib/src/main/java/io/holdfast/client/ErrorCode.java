package io.holdfast.client;

/** The kind of a {@link HoldfastException}, for programs. Later versions may add kinds. */
public enum ErrorCode {
    /** The cluster understood the call, checked it and said no: {@link RejectedException}. */
    REJECTED,
    /** No node could carry the call out: {@link UnavailableException}. */
    UNAVAILABLE,
    /** The call's deadline passed first: {@link RequestTimeoutException}. */
    TIMEOUT,
    /** A queue is full, here or at the node: {@link OverloadedException}. */
    OVERLOADED,
    /** The two sides could not establish who they are: {@link AuthenticationException}. */
    UNAUTHENTICATED,
    /** The certificate is good but does not allow the call: {@link AuthenticationException}. */
    PERMISSION_DENIED,
    /** The client was closed: {@link ClosedException}. */
    CLOSED,
    /** The calling thread was interrupted while it waited: {@link CallInterruptedException}. */
    INTERRUPTED,
    /** The session of the call ended: {@link SessionExpiredException}. */
    SESSION_EXPIRED,
    /** Applied, but its answer is gone: {@link ReplyLostException}. */
    REPLY_LOST,
    /** The client was configured wrongly: {@link ConfigurationException}. */
    CONFIGURATION,
    /** A listener threw: {@link ListenerException}. */
    LISTENER,
    /** The patience for a lock ended first: {@link LockTimeoutException}. */
    LOCK_TIMEOUT,
    /** A lock is not held any more, or not for long enough: {@link LockLostException}. */
    LOCK_LOST,
    /** Waiting would close a circle of waiters: {@link DeadlockException}. */
    DEADLOCK,
    /** A write stood behind a lock that is no longer held: {@link FencedException}. */
    FENCED,
    /** The two sides do not understand each other, or one has a bug: {@link ProtocolException}. */
    PROTOCOL
}
