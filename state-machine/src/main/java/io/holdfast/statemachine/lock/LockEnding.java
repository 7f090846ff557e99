package io.holdfast.statemachine.lock;

import io.holdfast.model.Bytes;
import io.holdfast.model.Limits;
import io.holdfast.model.snapshot.LockRow;
import io.holdfast.statemachine.digest.ContentHash;
import io.holdfast.statemachine.tree.LongKey;

/**
 * How a hold ended otherwise than by its release.
 *
 * @param place where it stands in the table of endings by acquisition
 * @param order where it stands in the order in which holds ended
 * @param row everything else
 */
record LockEnding(Bytes place, Bytes order, LockRow.Ending row) {
    /** The longest {@code why}: what an operator says, or a client's name and address in a sentence. */
    static final int MAX_WHY_BYTES =
            Math.max(Limits.MAX_WHY_BYTES, Limits.MAX_NAME_BYTES + Limits.MAX_ADDRESS_BYTES + 128);

    static LockEnding of(LockRow.Ending row) {
        return new LockEnding(Acquisition.placeOf(row.session(), row.acquisition()), LongKey.of(row.number()), row);
    }

    long content() {
        return ContentHash.ofLockEnding(
                new long[] {
                    row.number(),
                    row.session(),
                    row.acquisition(),
                    row.token(),
                    row.end().number(),
                    row.atMillis()
                },
                new String[] {row.name(), row.by(), row.why()});
    }

    /** By whom and why, for the owner and whoever asks. */
    String words() {
        String because = row.why().isEmpty() ? "" : ": " + row.why();
        return switch (row.end()) {
            case SESSION_EXPIRED -> "the session expired" + because;
            case SESSION_CLOSED -> "the session was closed by " + row.why();
            case SESSION_KILLED -> "the session was killed by " + row.by() + because;
            case REVOKED -> "the lock was revoked by " + row.by() + because;
            case MAX_HOLD -> "the lock was held for the longest time that was asked for" + because;
            case RELEASED, UNKNOWN -> "the hold ended" + because;
        };
    }
}
