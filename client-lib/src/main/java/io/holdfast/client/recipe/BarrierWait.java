package io.holdfast.client.recipe;

import io.holdfast.client.HoldfastException;
import io.holdfast.client.OperationOutcome;
import io.holdfast.client.Registration;
import io.holdfast.client.RequestTimeoutException;
import io.holdfast.client.Session;
import io.holdfast.client.SessionState;
import io.holdfast.client.Watch;
import io.holdfast.client.WatchListener;
import io.holdfast.client.WatchOptions;
import io.holdfast.client.WatchUpdate;
import io.holdfast.client.recipe.BarrierBrokenException.Cause;
import io.holdfast.model.KeyRange;
import io.holdfast.model.KeyValue;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;

/**
 * One party that has arrived. The gate says how its generation ended, and nothing else does: whoever sees a reason to break
 * it asks the cluster to, and goes on waiting for the gate. Safe for any thread.
 */
final class BarrierWait {
    private final BarrierKeys keys;
    private final Session session;
    private final long generation;
    private final int index;
    private final int parties;
    private final long revision;
    private final LongConsumer givenUp;

    /**
     * An arrival.
     *
     * @param index in the order of arrival
     * @param revision the one it arrived at
     * @param givenUp hears of the generation if its party goes before that has ended
     */
    BarrierWait(
            BarrierKeys keys,
            Session session,
            long generation,
            int index,
            int parties,
            long revision,
            LongConsumer givenUp) {
        this.keys = keys;
        this.session = session;
        this.generation = generation;
        this.index = index;
        this.parties = parties;
        this.revision = revision;
        this.givenUp = givenUp;
    }

    /** Lets a future hear how it ends. */
    void tell(CompletableFuture<BarrierArrival> told, Deadline deadline) {
        BarrierArrival arrival = new BarrierArrival(index, generation);
        if (index == parties - 1) {
            told.complete(arrival);
            return;
        }
        CompletableFuture<Boolean> passed =
                KeyWait.on(keys.place.client(), keys.gate, WatchOptions.DEFAULT.from(revision + 1), this::ended);
        KeyRange watched =
                index == 0 ? keys.generation(generation) : KeyRange.single(keys.party(generation, index - 1));
        Watch neighbours = keys.place
                .client()
                .watch()
                .listen(watched, WatchOptions.DEFAULT.deletesOnly().from(revision + 1), new Neighbours());
        Registration ending = session.onStateChange(state -> {
            if (state == SessionState.EXPIRED) {
                breakUp(Cause.PARTY_LOST);
            }
        });
        if (session.state() == SessionState.EXPIRED) {
            breakUp(Cause.PARTY_LOST);
        }
        passed.whenComplete((yes, thrown) -> {
            neighbours.close();
            ending.close();
            if (thrown == null) {
                told.complete(arrival);
            } else {
                told.completeExceptionally(thrown);
            }
        });
        told.whenComplete((done, thrown) -> {
            // Ours came first if the gate has not spoken: the caller gave up.
            if (passed.cancel(false)) {
                givenUp.accept(generation);
                breakUp(Cause.WITHDRAWN);
            }
        });
        passed.copy().orTimeout(deadline.leftNanos(), TimeUnit.NANOSECONDS).whenComplete((yes, thrown) -> {
            if (thrown instanceof TimeoutException) {
                timeOut(passed);
            }
        });
    }

    private void timeOut(CompletableFuture<Boolean> passed) {
        breakUp(Cause.TIMED_OUT).whenComplete((ended, thrown) -> {
            if (thrown != null) {
                passed.completeExceptionally(unreachable(Waiting.unwrapped(thrown)));
                return;
            }
            passed.copy()
                    .orTimeout(keys.place.timeout().toNanos(), TimeUnit.NANOSECONDS)
                    .whenComplete((yes, late) -> {
                        if (late instanceof TimeoutException) {
                            passed.completeExceptionally(unreachable(late));
                        }
                    });
        });
    }

    private HoldfastException unreachable(Throwable cause) {
        givenUp.accept(generation);
        return new RequestTimeoutException(
                OperationOutcome.UNKNOWN,
                null,
                "generation " + generation + " of barrier " + keys.name
                        + " did not trip in time, and it could not be learnt how it ended: it may have tripped since",
                cause);
    }

    private CompletableFuture<Boolean> breakUp(Cause why) {
        return Writes.persist(() -> keys.end(keys.place.deadline(), generation, why));
    }

    /** Whether a version of the gate says that this generation tripped; throws if it says that it broke. */
    private Optional<Boolean> ended(Optional<KeyValue> version) {
        if (version.isEmpty()) {
            throw broken(Cause.DELETED);
        }
        String[] words = version.get().value().utf8().split(" ");
        if (words.length != 2 || !words[0].matches("\\d{1,18}")) {
            throw new RecipeMismatchException("key " + keys.gate + " is no gate of a barrier");
        }
        long told = Long.parseLong(words[0]);
        if (told < generation) {
            return Optional.empty();
        }
        if (told > generation) {
            throw broken(Cause.UNKNOWN);
        }
        if (words[1].equals(BarrierKeys.TRIPPED)) {
            return Optional.of(true);
        }
        throw broken(cause(words[1]));
    }

    private static Cause cause(String word) {
        for (Cause cause : Cause.values()) {
            if (cause.name().equals(word)) {
                return cause;
            }
        }
        return Cause.UNKNOWN;
    }

    private BarrierBrokenException broken(Cause why) {
        return new BarrierBrokenException(
                generation, why, "generation " + generation + " of barrier " + keys.name + " was broken: " + why);
    }

    /** Looks whether somebody is gone who should wait. */
    private void look() {
        Writes.persist(() -> keys.read(keys.place.deadline(), generation)
                .thenAccept(reply -> BarrierKeys.state(reply)
                        .filter(now -> now.generation() == generation)
                        .filter(now -> BarrierKeys.present(reply) < now.arrived())
                        .ifPresent(now -> breakUp(Cause.PARTY_LOST))));
    }

    /** The party before this one; the first watches all. */
    private final class Neighbours implements WatchListener {
        @Override
        public void onEvents(WatchUpdate.Events batch) {
            look();
        }

        @Override
        public void onSnapshot(WatchUpdate.Snapshot part) {
            // History was compacted while this party was cut off: a deletion may be among what is gone.
            if (part instanceof WatchUpdate.SnapshotEnd) {
                look();
            }
        }

        @Override
        public void onError(HoldfastException why) {
            // The watch of the gate ends for the same reason, and tells.
        }
    }
}
