package io.holdfast.client.internal;

import io.holdfast.model.command.Command;
import io.holdfast.model.command.EncodedCommand;
import io.holdfast.wire.CommandCodec;

/**
 * A write of the client's own that makes sense in one session only: it is applied once there, or fails with that session and
 * is not done in another one.
 */
public abstract class SessionWrite extends LoopCall {
    final SessionLife only;

    /**
     * A write.
     *
     * @param only the session, open or not yet
     * @param command what to apply
     * @param deadlineNanos by which it ends
     */
    protected SessionWrite(SessionLife only, Command command, long deadlineNanos) {
        super(new Payload.Write(new EncodedCommand(command, CommandCodec.encode(command))), deadlineNanos);
        this.only = only;
    }

    /** Where it is now, for people. On the loop. */
    public String whereabouts() {
        Link link = sentOn;
        if (link != null) {
            return "sent to " + link.name() + " as request " + request;
        }
        if (within == null && only.window.room() <= 0) {
            return "held back: its session has no request number free";
        }
        return within == null ? "queued: not sent yet" : "queued: request " + request + " is to be sent again";
    }
}
