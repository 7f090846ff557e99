package io.holdfast.client;

import java.util.Objects;
import java.util.Optional;

/** What an observer of an election hears, in the order in which it happened. */
public sealed interface ElectionUpdate {
    /**
     * Who leads at the moment at which the observation begins, or goes on after changes that nobody remembers.
     *
     * @param leader who leads; empty if nobody does
     * @param missed whether changes before this are missing: false for the first update of an observation
     */
    record Current(Optional<ElectedLeader> leader, boolean missed) implements ElectionUpdate {
        /** Refuses null. */
        public Current {
            Objects.requireNonNull(leader, "leader");
        }
    }

    /**
     * Somebody was elected.
     *
     * @param leader who
     */
    record Elected(ElectedLeader leader) implements ElectionUpdate {
        /** Refuses null. */
        public Elected {
            Objects.requireNonNull(leader, "leader");
        }
    }

    /**
     * The leader publishes something else.
     *
     * @param leader who, and what
     */
    record Published(ElectedLeader leader) implements ElectionUpdate {
        /** Refuses null. */
        public Published {
            Objects.requireNonNull(leader, "leader");
        }
    }

    /**
     * The leader leads no more.
     *
     * @param leader who led, and what it published last
     * @param how how it came to that: {@link io.holdfast.model.lock.LockEnd#RELEASED} if it resigned
     */
    record Ended(ElectedLeader leader, LockLoss how) implements ElectionUpdate {
        /** Refuses null. */
        public Ended {
            Objects.requireNonNull(leader, "leader");
            Objects.requireNonNull(how, "how");
        }
    }
}
