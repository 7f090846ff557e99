package io.holdfast.client;

import io.holdfast.model.Limits;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.KeyValueCommand;
import io.holdfast.model.command.LockCommand;
import io.holdfast.model.lock.LockGuard;
import io.holdfast.model.outcome.Reason;
import java.util.ArrayList;
import java.util.List;

/** Locks that must be held for a write to be done. */
final class Guards {
    private Guards() {}

    /** These guards and one more. */
    static List<LockGuard> and(List<LockGuard> guards, LockGuard guard) {
        List<LockGuard> all = new ArrayList<>(guards);
        all.add(guard);
        return List.copyOf(all);
    }

    /**
     * The write behind its guards; itself if there are none.
     *
     * @throws RejectedException if there are more than any node takes, or a name is none
     */
    static Command guarded(List<LockGuard> guards, KeyValueCommand write) {
        if (guards.isEmpty()) {
            return write;
        }
        if (guards.size() > Limits.MAX_GUARDS) {
            throw RequestCheck.refused(
                    Reason.TOO_MANY_OPERATIONS,
                    Limits.MAX_GUARDS,
                    "a write stands behind at most " + Limits.MAX_GUARDS + " locks, not " + guards.size());
        }
        guards.forEach(guard -> LockNames.check(guard.name()));
        return new LockCommand.Guarded(guards, write);
    }
}
