package io.holdfast.client.recipe;

import java.util.Objects;

/**
 * Where a membership stands. Joined → Lost → Joined … (with {@link MembershipOptions#rejoin}); Joined or Lost → Left, for
 * good.
 */
public sealed interface MembershipState {
    /**
     * The group has this member, as far as this process knows.
     *
     * @param revision at which it joined
     * @param session the session whose end would be its end
     */
    record Joined(long revision, long session) implements MembershipState {}

    /**
     * The group does not have this member any more, or not for certain: its session is over on this side.
     *
     * @param loss how it was lost
     */
    record Lost(Loss loss) implements MembershipState {
        /** Refuses null. */
        public Lost {
            Objects.requireNonNull(loss, "loss");
        }
    }

    /** It was left by this process. */
    record Left() implements MembershipState {}

    /** How a membership is lost. */
    enum Loss {
        /** Its session ended. */
        SESSION_ENDED,
        /** Somebody deleted its key while the session lived. */
        REMOVED,
        /** It cannot be told any more: the watch of its key ended, as when the client is closed. */
        UNWATCHED
    }
}
