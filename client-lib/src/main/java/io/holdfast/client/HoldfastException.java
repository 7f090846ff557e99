package io.holdfast.client;

import io.holdfast.model.session.RequestId;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A call that failed. The message says what, where, why and what to do; {@link #outcome} says what the call is known to
 * have done.
 *
 * <p>Asynchronous calls complete exceptionally with one of these; as with any {@link java.util.concurrent.CompletableFuture},
 * {@code join()} and dependent stages see it wrapped in a {@link java.util.concurrent.CompletionException}. Blocking calls
 * throw it as it is.
 */
public abstract sealed class HoldfastException extends RuntimeException
        permits RejectedException,
                UnavailableException,
                RequestTimeoutException,
                OverloadedException,
                AuthenticationException,
                ClosedException,
                CallInterruptedException,
                SessionExpiredException,
                ReplyLostException,
                ConfigurationException,
                ListenerException,
                LockTimeoutException,
                LockLostException,
                DeadlockException,
                FencedException,
                ProtocolException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final OperationOutcome outcome;
    private final @Nullable String node;
    private final transient @Nullable RequestId requestId;

    HoldfastException(
            ErrorCode code,
            OperationOutcome outcome,
            @Nullable String node,
            String message,
            @Nullable Throwable cause) {
        this(code, outcome, node, message, cause, null);
    }

    HoldfastException(
            ErrorCode code,
            OperationOutcome outcome,
            @Nullable String node,
            String message,
            @Nullable Throwable cause,
            @Nullable RequestId requestId) {
        super(message, cause);
        this.requestId = requestId;
        this.code = Objects.requireNonNull(code, "code");
        this.outcome = Objects.requireNonNull(outcome, "outcome");
        this.node = node;
    }

    /** The kind of failure, for programs. */
    public final ErrorCode code() {
        return code;
    }

    /** What the call is known to have done. */
    public final OperationOutcome outcome() {
        return outcome;
    }

    /** The node (its id, or its address before it said its id) the call failed at, if it got as far as one. */
    public final Optional<String> node() {
        return Optional.ofNullable(node);
    }

    /**
     * The name of a write whose outcome is UNKNOWN: {@link HoldfastClient#outcome} tells what became of it, for good. Empty
     * for everything else.
     */
    public final Optional<RequestId> requestId() {
        return Optional.ofNullable(requestId);
    }

    /**
     * Whether the same call may succeed later without anyone mending anything. The client has already retried as long as
     * the call's deadline allowed. Mind {@link #outcome}: repeating a call of UNKNOWN outcome as a new call may do it twice.
     */
    public abstract boolean retryable();

    /** The same failure with the caller's stack and this one as its cause: what a blocking call throws. */
    abstract HoldfastException atCaller();

    final @Nullable String nodeOrNull() {
        return node;
    }

    final @Nullable RequestId requestIdOrNull() {
        return requestId;
    }

    /** Never null: every failure of this family is made with a message. */
    final String text() {
        return Objects.requireNonNull(getMessage(), "message");
    }
}
