package io.holdfast.server.gateway;

import io.holdfast.model.lock.LockPush;
import io.holdfast.server.port.LockHub;
import io.holdfast.server.port.LockHub.LockStream;
import io.holdfast.wire.ServerFrame;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The followed sessions of one native stream: as many pushes in a frame as there are.
 *
 * <p>{@link #next} is for the outbox's sender only; the rest is safe for any thread.
 */
final class LockedFrames {
    /** A frame is closed once it holds so much. */
    private static final int FRAME_BYTES = 256 << 10;

    /** What a push takes without its message, from above. */
    private static final int PUSH_BYTES = 40;

    /** What a character of a message takes at most in UTF-8. */
    private static final int CHARACTER_BYTES = 3;

    private final LockStream stream;

    /** Follows nothing yet; {@code ready} is called when {@link #next} may have something to give. */
    LockedFrames(LockHub hub, Runnable ready) {
        this.stream = hub.open(ready);
    }

    /** The number of a request to follow, which is to be drawn when it comes in. */
    long turn() {
        return stream.turn();
    }

    /** Follows a session that is the caller's, unless it was asked for later by another stream. */
    void follow(long session, long turn) {
        stream.follow(session, turn);
    }

    /** The next frame, or null if there is nothing to push. */
    @Nullable
    ServerFrame next() {
        List<LockPush> pushes = new ArrayList<>();
        long bytes = 0;
        while (bytes < FRAME_BYTES) {
            LockPush push = stream.poll();
            if (push == null) {
                break;
            }
            pushes.add(push);
            bytes += PUSH_BYTES;
            bytes += push instanceof LockPush.Ended ended
                    ? (long) ended.message().length() * CHARACTER_BYTES
                    : 0;
        }
        return pushes.isEmpty() ? null : new ServerFrame.Locked(pushes);
    }

    void close() {
        stream.close();
    }
}
