package io.holdfast.statemachine.snapshot;

import io.holdfast.model.Bytes;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.LockCommand;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.lock.LockMode;
import java.util.List;

/** What elections add to {@link SampleState}: one led and stood for, one kept free, one that is over. */
final class SampleElections {
    private static final long QUIET = 5;
    private static final long EXPIRING = 0xccccL;

    private SampleElections() {}

    /** The session that they open is to expire. */
    static List<Command> commands() {
        return List.of(
                new SessionCommand.Open(EXPIRING, 10_000, "expiring", "erin", "host:5"),
                campaign(QUIET, 30, "leader/größe", 0, "", "10.0.0.1:80"),
                campaign(QUIET, 31, "leader/größe", 0, "second", "10.0.0.2:80"),
                campaign(QUIET, 32, "leader/größe", 7, "third", ""),
                campaign(QUIET, 33, "leader/größe", 7, "second", "10.0.0.4:80"),
                new LockCommand.Publish(QUIET, 30, "leader/größe", Bytes.of(0, 0x80, 0xff)),
                new LockCommand.Release(QUIET, 30, "leader/größe", "second"),
                campaign(QUIET, 34, "over", 1_000, "alone", "nothing to see"),
                new LockCommand.Revoke("over", 0, "spiffe://demo/operator/o1", "maintenance", ""),
                campaign(EXPIRING, 1, "kept free", 0, "", ""),
                campaign(QUIET, 35, "kept free", 3, "next", "10.0.0.5:80"),
                campaign(QUIET, 36, "scoped", 0, "", "owned"));
    }

    private static LockCommand campaign(
            long session, long acquisition, String name, int priority, String candidate, String value) {
        long delay = name.equals("kept free") ? 2_000 : 0;
        String owner = name.equals("scoped") ? "t1" : "";
        LockClaim claim =
                new LockClaim(LockMode.LEADER, 1, 0, 60_000, delay, owner, candidate, priority, Bytes.utf8(value));
        return new LockCommand.Acquire(session, acquisition, name, claim, true);
    }
}
