package io.holdfast.statemachine;

import io.holdfast.model.lock.LockEnd;
import java.util.Objects;

/** What a batch did to the lock table, in order: for whom it concerns, and for the leader's timers. */
public sealed interface LockChange {
    /** The lock. */
    String name();

    /** The fencing token of the grant that it is about. */
    long token();

    /**
     * An acquisition holds.
     *
     * @param name the lock
     * @param token the fencing token
     * @param session whose
     * @param acquisition its number
     * @param maxHoldMillis how long it may last, 0 for ever
     */
    record Granted(String name, long token, long session, long acquisition, long maxHoldMillis) implements LockChange {
        /** Refuses null. */
        public Granted {
            Objects.requireNonNull(name, "name");
        }
    }

    /**
     * A hold ended.
     *
     * @param name the lock
     * @param token the fencing token of the hold
     * @param session whose it was
     * @param acquisition its number
     * @param maxHoldMillis how long it might have lasted, 0 for ever
     * @param end why
     * @param message by whom and why, for people
     */
    record Ended(
            String name, long token, long session, long acquisition, long maxHoldMillis, LockEnd end, String message)
            implements LockChange {
        /** Refuses null. */
        public Ended {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(end, "end");
            Objects.requireNonNull(message, "message");
        }
    }

    /**
     * A lock cools down: nobody is granted it until the delay is ended.
     *
     * @param name the lock
     * @param token of the grant whose end the delay follows
     * @param delayMillis how long
     */
    record Cooling(String name, long token, long delayMillis) implements LockChange {
        /** Refuses null. */
        public Cooling {
            Objects.requireNonNull(name, "name");
        }
    }

    /**
     * A lock-delay ended.
     *
     * @param name the lock
     * @param token of the grant whose end the delay followed
     */
    record Cooled(String name, long token) implements LockChange {
        /** Refuses null. */
        public Cooled {
            Objects.requireNonNull(name, "name");
        }
    }
}
