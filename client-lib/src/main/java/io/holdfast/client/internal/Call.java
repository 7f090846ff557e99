package io.holdfast.client.internal;

import io.holdfast.model.session.RequestId;
import io.holdfast.wire.Request;
import io.holdfast.wire.Result;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One call on its way, from the caller's thread to the loop to the callback executor.
 *
 * <p>Its fields are confined to the loop between submission and delivery; the queue before and the executor after
 * publish them. Exactly one of {@link #answered} and {@link #failed} is called, once, on the callback executor (or on the
 * caller's thread if the call was refused at once).
 */
public abstract class Call {
    final Payload payload;
    final long deadlineNanos;

    /** Order of arrival; a call put back keeps its place. */
    long sequence;

    /** The link whose stream it was sent on, while it is under way there. */
    @Nullable
    Link sentOn;

    boolean settled;

    /** What the last node said that did not serve it, while others are tried. */
    @Nullable
    CallFailure lastFailure;

    /** The node that answered. */
    @Nullable
    String answeredBy;

    /** The session of a write and its number there; null and 0 before it is first sent, and for whatever is no write. */
    @Nullable
    SessionLife within;

    long request;

    /** For a question after a write: the lowest number whose outcome this client lacks; 0 if the session is not its own. */
    long floor;

    private boolean givenUp;

    /** Sent before the session was known to be open. */
    boolean early;

    /** Sent before, and nobody said that it was not applied. */
    boolean inDoubt;

    // Neighbours in a bucket of the deadline wheel.
    @Nullable
    Call next;

    @Nullable
    Call previous;

    int bucket = DeadlineWheel.NONE;

    private @Nullable Result result;
    private @Nullable CallFailure failure;

    /**
     * A call.
     *
     * @param payload what it asks for
     * @param deadlineNanos {@link System#nanoTime} by which it ends
     */
    protected Call(Payload payload, long deadlineNanos) {
        this.payload = Objects.requireNonNull(payload, "payload");
        this.deadlineNanos = deadlineNanos;
    }

    /** Gives a write its name, on the loop, before it is sent; false if its caller gave it up before. */
    final synchronized boolean name(SessionLife session, long number) {
        if (givenUp) {
            return false;
        }
        within = session;
        request = number;
        return true;
    }

    /** Whether this is a write that gets a name, under which it is applied once. Any thread. */
    public final boolean once() {
        return payload instanceof Payload.Write;
    }

    /**
     * The caller waits no more. A write that was not sent by now never is. Any thread.
     *
     * @return the name of a write that was sent; null if it was not, or is no write
     */
    public final synchronized @Nullable RequestId giveUp() {
        givenUp = true;
        SessionLife session = within;
        return session == null ? null : new RequestId(session.id(), request);
    }

    /** The answer; a rejection is one. Never {@link Result.Failed}. */
    protected abstract void answered(Result result);

    /** The node that answered; null if it did not say who it is, and before. */
    protected final @Nullable String answeredBy() {
        return answeredBy;
    }

    /** There is no answer. */
    protected abstract void failed(CallFailure failure);

    /** It goes out with the next frame: whoever counts time from the sending begins now. Called for each sending. */
    protected void sent(long nowNanos) {}

    final Request request(long id, int timeoutMillis) {
        return payload.request(this, id, timeoutMillis);
    }

    final void settle(Result answer) {
        settled = true;
        result = answer;
    }

    final void settle(CallFailure why) {
        settled = true;
        failure = why;
    }

    /** Hands the answer on; called once, after settling. */
    final void deliver() {
        if (result != null) {
            answered(result);
        } else {
            failed(Objects.requireNonNull(failure, "an unsettled call was delivered"));
        }
    }
}
