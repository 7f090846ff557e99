package io.holdfast.client;

import io.holdfast.model.Limits;
import io.holdfast.model.outcome.Reason;
import java.nio.charset.StandardCharsets;

/** What may be the name of a candidate. The name of an election is that of a lock: {@link LockNames}. */
final class ElectionNames {
    private ElectionNames() {}

    /**
     * Refuses what every node would refuse.
     *
     * @throws RejectedException with INVALID_ARGUMENT
     */
    static void checkCandidate(String name) {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > Limits.MAX_LOCK_TEXT_BYTES) {
            throw RequestCheck.refused(
                    Reason.INVALID_ARGUMENT,
                    Limits.MAX_LOCK_TEXT_BYTES,
                    "the name of a candidate has " + bytes + " UTF-8 bytes, at most " + Limits.MAX_LOCK_TEXT_BYTES
                            + " are allowed");
        }
    }
}
