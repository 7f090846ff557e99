package io.holdfast.client.recipe;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyValue;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a barrier's key holds: {@code barrier 1 <parties> <generation> <arrived>}.
 *
 * @param parties how many it takes
 * @param generation the one that gathers now, from 1
 * @param arrived how many wait in it
 * @param revision at which it was put
 */
record BarrierState(int parties, long generation, int arrived, long revision) {
    private static final Pattern FORM = Pattern.compile("barrier 1 (\\d{1,6}) (\\d{1,18}) (\\d{1,6})");

    Bytes text() {
        return Bytes.utf8("barrier 1 " + parties + " " + generation + " " + arrived);
    }

    /** One party more. */
    BarrierState joined() {
        return new BarrierState(parties, generation, arrived + 1, revision);
    }

    /** The next generation, empty. */
    BarrierState next() {
        return new BarrierState(parties, generation + 1, 0, revision);
    }

    /** The same, as it was put at a revision. */
    BarrierState at(long put) {
        return new BarrierState(parties, generation, arrived, put);
    }

    /** What stands there; empty if nothing does. */
    static Optional<BarrierState> of(Optional<KeyValue> found) {
        return found.map(keyValue -> {
            Matcher parts = FORM.matcher(keyValue.value().utf8());
            if (!parts.matches()) {
                throw new RecipeMismatchException("key " + keyValue.key() + " is no barrier");
            }
            BarrierState state = new BarrierState(
                    Integer.parseInt(parts.group(1)),
                    Long.parseLong(parts.group(2)),
                    Integer.parseInt(parts.group(3)),
                    keyValue.modRevision());
            if (state.generation() < 1 || state.arrived() >= state.parties()) {
                throw new RecipeMismatchException("key " + keyValue.key() + " is a barrier as none can be");
            }
            return state;
        });
    }
}
