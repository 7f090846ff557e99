package io.holdfast.client;

import io.holdfast.client.internal.election.ElectionObserver;
import io.holdfast.model.lock.ElectionChange;
import io.holdfast.model.lock.HoldRecord;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hands what is observed to a caller's listener, in its words.
 *
 * @param election the election
 * @param listener the listener
 */
record ElectionUpdates(String election, Consumer<ElectionUpdate> listener) implements ElectionObserver {
    @Override
    public void standing(@Nullable HoldRecord leader, boolean missed) {
        listener.accept(new ElectionUpdate.Current(leader(election, leader), missed));
    }

    @Override
    public void changed(ElectionChange change) {
        ElectedLeader leader = new ElectedLeader(
                change.election(),
                change.token(),
                change.candidate(),
                change.value(),
                change.session(),
                change.client(),
                Instant.ofEpochMilli(change.atMillis()));
        listener.accept(
                switch (change.step()) {
                    case ELECTED -> new ElectionUpdate.Elected(leader);
                    case PUBLISHED -> new ElectionUpdate.Published(leader);
                    case ENDED -> new ElectionUpdate.Ended(leader, new LockLoss(change.end(), change.message()));
                });
    }

    /** A hold of an election, as its leader. */
    static Optional<ElectedLeader> leader(String election, @Nullable HoldRecord hold) {
        return Optional.ofNullable(hold)
                .map(held -> new ElectedLeader(
                        election,
                        held.token(),
                        held.claim().label(),
                        held.claim().value(),
                        held.session(),
                        held.client(),
                        Instant.ofEpochMilli(held.sinceMillis())));
    }
}
