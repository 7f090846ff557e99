package io.holdfast.statemachine.lock;

import io.holdfast.model.Bytes;
import io.holdfast.model.Limits;
import io.holdfast.model.lock.LockEnd;
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

    /** The hash of it. Sentences of the state machine are left out: their wording may change between releases. */
    long content() {
        boolean said = row.end() == LockEnd.SESSION_KILLED || row.end() == LockEnd.REVOKED;
        return ContentHash.ofLockEnding(
                new long[] {
                    row.number(),
                    row.session(),
                    row.acquisition(),
                    row.token(),
                    row.end().number(),
                    row.atMillis()
                },
                new String[] {row.name(), row.by(), said ? row.why() : ""});
    }

    /** By whom and why, for the owner and whoever asks. */
    String words() {
        return Words.of(row.end(), row.by(), row.why()).text();
    }

    /** The words of an end, and what they were made of. */
    record Words(LockEnd end, String by, String why, String text) {
        static Words of(LockEnd end, String by, String why) {
            String because = why.isEmpty() ? "" : ": " + why;
            String text = switch (end) {
                case SESSION_EXPIRED -> "the session expired" + because;
                case SESSION_CLOSED -> "the session was closed by " + why;
                case SESSION_KILLED -> "the session was killed by " + by + because;
                case REVOKED -> "the lock was revoked by " + by + because;
                case MAX_HOLD -> "the lock was held for the longest time that was asked for" + because;
                case RELEASED, UNKNOWN -> "the hold ended" + because;
            };
            return new Words(end, by, why, text);
        }

        boolean areOf(LockEnd otherEnd, String otherBy, String otherWhy) {
            return end == otherEnd && by.equals(otherBy) && why.equals(otherWhy);
        }
    }
}
