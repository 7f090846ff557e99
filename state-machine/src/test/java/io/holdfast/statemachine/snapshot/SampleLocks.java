package io.holdfast.statemachine.snapshot;

import io.holdfast.model.command.Command;
import io.holdfast.model.command.LeaseCommand;
import io.holdfast.model.command.LockCommand;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.lock.LockMode;
import java.util.List;

/** What fills the lock table of {@link SampleState}. */
final class SampleLocks {
    private static final long QUIET = 5;
    private static final long EXPIRED = 0x9999L;
    private static final long CLOSED = 0xaaaaL;
    private static final long KILLED = 0xbbbbL;

    private SampleLocks() {}

    static List<Command> commands() {
        return List.of(
                open(EXPIRED),
                open(CLOSED),
                open(KILLED),
                new SessionCommand.Once(
                        QUIET,
                        1,
                        1,
                        acquire(QUIET, 1, "orders", claim(LockMode.EXCLUSIVE, 60_000, 500, "t1", "größe"))),
                new SessionCommand.Once(
                        QUIET, 2, 1, acquire(QUIET, 2, "orders", claim(LockMode.EXCLUSIVE, 0, 0, "", ""))),
                acquire(QUIET, 3, "orders/日本", claim(LockMode.READ, 0, 0, "t1", "")),
                acquire(QUIET, 4, "orders/日本", claim(LockMode.READ, 0, 0, "t2", "")),
                acquire(QUIET, 5, "orders/日本", claim(LockMode.WRITE, 0, 0, "t3", "")),
                acquire(QUIET, 6, "orders/日本", claim(LockMode.READ, 0, 0, "t4", "")),
                acquire(QUIET, 7, "pool", new LockClaim(LockMode.PERMITS, 2, 3, 0, 0, "", "")),
                acquire(QUIET, 8, "pool", new LockClaim(LockMode.PERMITS, 2, 3, 0, 0, "", "")),
                new LockCommand.SetPermits("reserved", 9),
                acquire(EXPIRED, 1, "cooling", claim(LockMode.EXCLUSIVE, 0, 3_000, "", "")),
                acquire(QUIET, 9, "cooling", claim(LockMode.EXCLUSIVE, 0, 0, "", "")),
                acquire(CLOSED, 1, "closed", claim(LockMode.EXCLUSIVE, 0, 0, "", "")),
                acquire(KILLED, 1, "killed", claim(LockMode.EXCLUSIVE, 0, 0, "", "")),
                acquire(QUIET, 10, "revoked", claim(LockMode.EXCLUSIVE, 0, 0, "", "")),
                acquire(QUIET, 11, "long", claim(LockMode.EXCLUSIVE, 1_000, 0, "", "")),
                new LeaseCommand.Expire(6, 8, 1),
                new SessionCommand.Close(CLOSED),
                new SessionCommand.Kill(KILLED, "spiffe://demo/operator/o1", "stuck"),
                new LockCommand.Revoke("revoked", 0, "spiffe://demo/operator/o1", "maintenance"),
                new LockCommand.EndHold("long", 9, 1));
    }

    private static SessionCommand open(long session) {
        return new SessionCommand.Open(session, 10_000, "holder", "dora", "host:4");
    }

    private static LockCommand acquire(long session, long acquisition, String name, LockClaim claim) {
        return new LockCommand.Acquire(session, acquisition, name, claim, true);
    }

    private static LockClaim claim(LockMode mode, long maxHoldMillis, long delayMillis, String owner, String label) {
        return new LockClaim(mode, 1, 0, maxHoldMillis, delayMillis, owner, label);
    }
}
