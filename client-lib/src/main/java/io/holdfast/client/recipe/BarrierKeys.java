package io.holdfast.client.recipe;

import io.holdfast.client.Condition;
import io.holdfast.client.DeleteOptions;
import io.holdfast.client.Op;
import io.holdfast.client.PutOptions;
import io.holdfast.client.RangeOptions;
import io.holdfast.client.RangeReply;
import io.holdfast.client.TransactionReply;
import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.KeyValue;
import io.holdfast.model.command.Operation;
import io.holdfast.model.query.Compare;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The keys of one barrier and what is done with them.
 *
 * <pre>
 * barrier/NAME                          parties, generation, arrived
 * barrier/NAME/gate                     how the last generation ended: "17 TRIPPED", "18 TIMED_OUT"
 * barrier/NAME/at/GENERATION/INDEX      one party that waits; goes with its session
 * </pre>
 *
 * A generation ends in one step, which puts the gate. Its parties' keys are deleted by the first party of a later one, so
 * that a deletion before the gate means a party that is gone.
 */
final class BarrierKeys {
    static final String TRIPPED = "TRIPPED";

    final Place place;
    final String name;
    final Bytes header;
    final Bytes gate;
    private final String parties;

    BarrierKeys(Place place, String name) {
        this.place = place;
        this.name = name;
        String key = place.key("barrier", name);
        this.header = Bytes.utf8(key);
        this.gate = Bytes.utf8(key + "/gate");
        this.parties = key + "/at/";
    }

    /** All parties of a generation. */
    KeyRange generation(long generation) {
        return KeyRange.prefix(Bytes.utf8(generationPrefix(generation)));
    }

    private String generationPrefix(long generation) {
        return parties + String.format(Locale.ROOT, "%019d/", generation);
    }

    Bytes party(long generation, int index) {
        return Bytes.utf8(generationPrefix(generation) + String.format(Locale.ROOT, "%05d", index));
    }

    KeyRange all() {
        return KeyRange.prefix(Bytes.utf8(place.key("barrier", name) + "/"));
    }

    CompletableFuture<TransactionReply> make(int count) {
        BarrierState first = new BarrierState(count, 1, 0, 0);
        return place.writes()
                .commitRepeatable(
                        place.deadline(),
                        "barrier " + name + " could not be made",
                        step -> step.when(Condition.absent(header))
                                .then(Op.put(header, first.text()), Op.put(gate, Bytes.utf8("0 " + TRIPPED)))
                                .otherwise(Op.get(header)));
    }

    /** Adds a party, if nothing changed and everybody who waits lives; otherwise reads the state and the parties. */
    CompletableFuture<TransactionReply> arrive(Deadline deadline, BarrierState seen, long lease) {
        List<Compare> conditions = new ArrayList<>();
        conditions.add(Condition.modRevision(header).equalTo(seen.revision()));
        for (int index = 0; index < seen.arrived(); index++) {
            conditions.add(Condition.exists(party(seen.generation(), index)));
        }
        List<Operation> steps = new ArrayList<>();
        BarrierState joined = seen.joined();
        if (joined.arrived() == seen.parties()) {
            steps.add(Op.put(header, joined.next().text()));
            steps.add(Op.put(gate, Bytes.utf8(seen.generation() + " " + TRIPPED)));
        } else {
            steps.add(Op.put(header, joined.text()));
            steps.add(Op.put(party(seen.generation(), seen.arrived()), Bytes.EMPTY, PutOptions.DEFAULT.lease(lease)));
            if (seen.arrived() == 0) {
                Bytes earliest = Bytes.utf8(parties);
                steps.add(Op.delete(
                        KeyRange.between(earliest, Bytes.utf8(generationPrefix(seen.generation()))),
                        DeleteOptions.DEFAULT));
            }
        }
        return place.writes()
                .commit(
                        deadline,
                        step -> step.when(conditions.toArray(Compare[]::new))
                                .then(steps.toArray(Operation[]::new))
                                .otherwise(look(seen.generation())));
    }

    /** Reads the state, and how many of a generation's parties are there. */
    CompletableFuture<TransactionReply> read(Deadline deadline, long generation) {
        return place.client()
                .keyValue()
                .withTimeout(deadline.timeout())
                .transaction()
                .then(look(generation))
                .commit();
    }

    private Operation[] look(long generation) {
        return new Operation[] {Op.get(header), Op.range(generation(generation), RangeOptions.DEFAULT.countOnly())};
    }

    static Optional<BarrierState> state(TransactionReply reply) {
        return BarrierState.of(found(reply));
    }

    private static Optional<KeyValue> found(TransactionReply reply) {
        return ((RangeReply) reply.replies().get(0)).keyValues().stream().findFirst();
    }

    static long present(TransactionReply reply) {
        return ((RangeReply) reply.replies().get(1)).count();
    }

    /** Ends a generation without tripping it, if it gathers yet. Completes when it has ended, however. */
    CompletableFuture<Boolean> end(Deadline deadline, long generation, BarrierBrokenException.Cause why) {
        return place.writes()
                .until(
                        deadline,
                        "barrier " + name + " could not be broken",
                        () -> read(deadline, generation).thenCompose(reply -> {
                            Optional<BarrierState> now = state(reply).filter(state -> state.generation() == generation);
                            return now.isPresent()
                                    ? end(deadline, now.get(), why)
                                    : CompletableFuture.completedFuture(Optional.of(false));
                        }));
    }

    private CompletableFuture<Optional<Boolean>> end(
            Deadline deadline, BarrierState seen, BarrierBrokenException.Cause why) {
        return place.writes()
                .commit(
                        deadline,
                        step -> step.when(Condition.modRevision(header).equalTo(seen.revision()))
                                .then(
                                        Op.put(header, seen.next().text()),
                                        Op.put(gate, Bytes.utf8(seen.generation() + " " + why))))
                .thenApply(reply -> reply.succeeded() ? Optional.of(true) : Optional.empty());
    }

    CompletableFuture<TransactionReply> delete() {
        return place.writes()
                .commit(
                        place.deadline(),
                        step -> step.then(Op.delete(header), Op.delete(all(), DeleteOptions.DEFAULT)));
    }
}
