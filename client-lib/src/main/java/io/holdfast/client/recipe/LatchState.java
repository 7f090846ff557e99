package io.holdfast.client.recipe;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyValue;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a latch's key holds: {@code latch 1 <count> <remaining> <round>}.
 *
 * @param count how many it began with
 * @param remaining how many are still to come
 * @param round drawn at random when it was made or reset
 * @param revision at which it was put
 */
record LatchState(int count, int remaining, String round, long revision) {
    private static final Pattern FORM = Pattern.compile("latch 1 (\\d{1,6}) (\\d{1,6}) ([0-9a-f-]{36})");

    static Bytes text(int count, int remaining, String round) {
        return Bytes.utf8("latch 1 " + count + " " + remaining + " " + round);
    }

    /** What stands there; empty if nothing does. */
    static Optional<LatchState> of(Optional<KeyValue> found) {
        return found.map(keyValue -> {
            Matcher parts = FORM.matcher(keyValue.value().utf8());
            if (!parts.matches()) {
                throw new RecipeMismatchException("key " + keyValue.key() + " is no latch");
            }
            LatchState state = new LatchState(
                    Integer.parseInt(parts.group(1)),
                    Integer.parseInt(parts.group(2)),
                    parts.group(3),
                    keyValue.modRevision());
            if (state.remaining() > state.count()) {
                throw new RecipeMismatchException("key " + keyValue.key() + " is a latch as none can be");
            }
            return state;
        });
    }
}
