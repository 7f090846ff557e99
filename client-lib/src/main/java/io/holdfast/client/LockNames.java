package io.holdfast.client;

import io.holdfast.model.Limits;
import io.holdfast.model.outcome.Reason;
import java.nio.charset.StandardCharsets;

/** What may be the name of a lock. */
final class LockNames {
    private LockNames() {}

    /**
     * Refuses what every node would refuse.
     *
     * @throws RejectedException with INVALID_ARGUMENT
     */
    static void check(String name) {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0) {
            throw refused("the name of a lock is empty");
        }
        if (bytes > Limits.MAX_LOCK_NAME_BYTES) {
            throw refused("the name of a lock has " + bytes + " UTF-8 bytes, at most " + Limits.MAX_LOCK_NAME_BYTES
                    + " are allowed");
        }
        if (name.indexOf('\0') >= 0) {
            throw refused("the name of a lock has a NUL in it");
        }
    }

    private static RejectedException refused(String message) {
        return RequestCheck.refused(Reason.INVALID_ARGUMENT, Limits.MAX_LOCK_NAME_BYTES, message);
    }
}
