package io.holdfast.wire;

import io.holdfast.model.Bytes;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.LockCommand;
import io.holdfast.model.command.Put;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.lock.HoldRecord;
import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.lock.LockEnd;
import io.holdfast.model.lock.LockGuard;
import io.holdfast.model.lock.LockKind;
import io.holdfast.model.lock.LockMode;
import io.holdfast.model.lock.LockPush;
import io.holdfast.model.lock.LockRecord;
import io.holdfast.model.lock.WaitRecord;
import io.holdfast.model.outcome.LockOutcome;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Reason;
import io.holdfast.model.query.LockQuery;
import io.holdfast.model.query.Query;
import io.holdfast.model.snapshot.LockRow;
import io.holdfast.model.snapshot.SnapshotRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Samples of everything about locks, for {@link GoldenSamples} and {@link SnapshotSamples}. */
final class LockSamples {
    private static final long SESSION = 0x123_4567_89ab_cdefL;
    private static final long SINCE = 1_795_000_000_000L;
    private static final String NAME = "ledger/größe";
    private static final String OPERATOR = "spiffe://demo/operator/o1";
    private static final LockClaim CLAIM =
            new LockClaim(LockMode.PERMITS, 3, 10, 60_000, 5_000, "thread-7", "Prüflauf");
    private static final HoldRecord HOLD =
            new HoldRecord(SESSION, 7, 70_000, CLAIM, SINCE, "bench", "spiffe://demo/client/c1", "127.0.0.1:50000");
    private static final WaitRecord WAIT = new WaitRecord(
            SESSION,
            8,
            300,
            LockClaim.of(LockMode.WRITE),
            SINCE,
            "bench",
            "spiffe://demo/client/c1",
            "127.0.0.1:50000");
    private static final LockRecord LOCK = new LockRecord(NAME, LockKind.SEMAPHORE, 10, true, 3, 1, 300, 70_000, 5_000);

    private LockSamples() {}

    static Map<String, Command> commands() {
        LockCommand release = new LockCommand.Release(SESSION, 7, NAME);
        return new TreeMap<>(Map.of(
                "lock-acquire", new LockCommand.Acquire(SESSION, 7, NAME, CLAIM, true),
                "lock-acquire-plain", new LockCommand.Acquire(SESSION, 1, "a", LockClaim.of(LockMode.EXCLUSIVE), false),
                "lock-release", release,
                "lock-withdraw", new LockCommand.Withdraw(SESSION, 8, NAME),
                "lock-revoke", new LockCommand.Revoke(NAME, 70_000, OPERATOR, "stuck"),
                "lock-set-permits", new LockCommand.SetPermits(NAME, 12),
                "lock-end-hold", new LockCommand.EndHold(NAME, 70_000, 3),
                "lock-end-delay", new LockCommand.EndDelay(NAME, 70_000, 3),
                "lock-guarded",
                        new LockCommand.Guarded(
                                List.of(new LockGuard(NAME, 70_000), new LockGuard("a", 1)),
                                new Put(Bytes.utf8("k"), Bytes.utf8("v"))),
                "lock-once", new SessionCommand.Once(SESSION, 300, 290, release)));
    }

    static Map<String, Query> queries() {
        return new TreeMap<>(Map.of(
                "locks", new LockQuery.All("ledger/", NAME, 100),
                "lock", new LockQuery.One(NAME, 100),
                "lock-acquisition", new LockQuery.Acquisition(SESSION, 7, NAME),
                "lock-token", new LockQuery.Token(NAME, 70_000)));
    }

    static List<Result> results() {
        List<Outcome> outcomes = List.of(
                new LockOutcome.Granted(1, 70_000, 10),
                new LockOutcome.Queued(2, 300),
                new LockOutcome.Released(3, 70_000),
                new LockOutcome.Withdrawn(4, 2, "bench of spiffe://demo/client/c1"),
                new LockOutcome.Freed(5, 2),
                new LockOutcome.PermitsSet(6, 12),
                new LockOutcome.Held(7, HOLD),
                new LockOutcome.Shown(8, LOCK, List.of(HOLD, HOLD), List.of(WAIT)),
                new LockOutcome.Listed(9, List.of(LOCK, LOCK), true),
                new Outcome.Rejection(10, Reason.LOCK_NOT_HELD, "an operator took it", LockEnd.REVOKED.number()));
        List<Result> results = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            results.add(new Result.Answered(results.size() + 1, outcome));
        }
        results.add(new Result.Followed(20));
        return results;
    }

    static List<LockPush> pushes() {
        return List.of(
                new LockPush.Granted(SESSION, 7, 70_000),
                new LockPush.Ended(SESSION, 7, 70_000, LockEnd.MAX_HOLD, "held for 60 s"),
                new LockPush.Missed(SESSION));
    }

    static List<SnapshotRow> rows() {
        return List.of(
                new LockRow.Totals(70_000, 300, 5, 0),
                new LockRow.Lock(NAME, LockKind.SEMAPHORE, 10, true, 70_000, 5_000, 69_000, 0),
                new LockRow.Hold(SESSION, 7, 70_000, CLAIM, SINCE),
                new LockRow.Wait(SESSION, 8, 300, LockClaim.of(LockMode.READ), SINCE),
                new LockRow.Ending(5, SESSION, 6, NAME, 69_000, LockEnd.REVOKED, OPERATOR, "stuck", SINCE));
    }
}
