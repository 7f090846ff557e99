package io.holdfast.wire;

import io.holdfast.model.Bytes;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.LockCommand;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.lock.ElectionChange;
import io.holdfast.model.lock.ElectionStep;
import io.holdfast.model.lock.HoldRecord;
import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.lock.LockEnd;
import io.holdfast.model.lock.LockKind;
import io.holdfast.model.lock.LockMode;
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

/** Samples of what elections added, for {@link GoldenSamples} and {@link SnapshotSamples}. */
final class ElectionSamples {
    private static final long SESSION = 0x123_4567_89ab_cdefL;
    private static final long SINCE = 1_795_000_000_000L;
    private static final String NAME = "leader/größe";
    private static final String OPERATOR = "spiffe://demo/operator/o1";
    private static final Bytes VALUE = Bytes.of(0, 1, 0x7f, 0x80, 0xff);
    private static final LockClaim CLAIM =
            new LockClaim(LockMode.LEADER, 1, 0, 60_000, 5_000, "thread-7", "n2", 900, VALUE);
    private static final HoldRecord HOLD =
            new HoldRecord(SESSION, 7, 70_000, CLAIM, SINCE, "bench", "spiffe://demo/client/c1", "127.0.0.1:50000");
    private static final WaitRecord WAIT = new WaitRecord(
            SESSION,
            8,
            300,
            LockClaim.of(LockMode.LEADER),
            SINCE,
            "bench",
            "spiffe://demo/client/c1",
            "127.0.0.1:50000");
    private static final LockRecord ELECTION =
            new LockRecord(NAME, LockKind.ELECTION, 0, false, 1, 1, 300, 70_000, 5_000);
    private static final ElectionChange ELECTED = change(70_001, ElectionStep.ELECTED, LockEnd.UNKNOWN, "");
    private static final ElectionChange PUBLISHED = change(70_002, ElectionStep.PUBLISHED, LockEnd.UNKNOWN, "");
    private static final ElectionChange ENDED =
            change(70_003, ElectionStep.ENDED, LockEnd.REVOKED, "the lock was revoked by " + OPERATOR);

    private ElectionSamples() {}

    private static ElectionChange change(long number, ElectionStep step, LockEnd end, String message) {
        return new ElectionChange(number, NAME, step, 69_000, SESSION, "n1", "bench", VALUE, end, message, SINCE);
    }

    static Map<String, Command> commands() {
        LockCommand publish = new LockCommand.Publish(SESSION, 7, NAME, VALUE);
        return new TreeMap<>(Map.of(
                "election-campaign", new LockCommand.Acquire(SESSION, 7, NAME, CLAIM, true),
                "election-release", new LockCommand.Release(SESSION, 7, NAME, "n3"),
                "election-revoke", new LockCommand.Revoke(NAME, 70_000, OPERATOR, "stuck", "n3"),
                "election-publish", publish,
                "election-publish-once", new SessionCommand.Once(SESSION, 300, 290, publish)));
    }

    static Map<String, Query> queries() {
        return new TreeMap<>(Map.of(
                "election-changes", new LockQuery.Changes(NAME, 70_000, 100),
                "election-changes-begin", new LockQuery.Changes(NAME, -1, 0)));
    }

    static List<Result> results() {
        List<Outcome> outcomes = List.of(
                new LockOutcome.Published(1),
                new LockOutcome.Changes(2, 70_003, false, true, HOLD, List.of(ELECTED, PUBLISHED, ENDED)),
                new LockOutcome.Changes(3, 70_004, true, false, null, List.of()),
                new LockOutcome.Shown(4, ELECTION, List.of(HOLD), List.of(WAIT)),
                new LockOutcome.Listed(5, List.of(ELECTION), false),
                new Outcome.Rejection(6, Reason.NO_SUCH_CANDIDATE, "no candidate n3 waits", 0));
        List<Result> results = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            results.add(new Result.Answered(results.size() + 1, outcome));
        }
        return results;
    }

    static List<SnapshotRow> rows() {
        return List.of(
                new LockRow.Totals(70_000, 300, 5, 70_003),
                new LockRow.Lock(NAME, LockKind.ELECTION, 0, false, 70_000, 5_000, 69_000, 70_003),
                new LockRow.Hold(SESSION, 7, 70_000, CLAIM, SINCE),
                new LockRow.Wait(SESSION, 8, 300, LockClaim.of(LockMode.LEADER), SINCE),
                new LockRow.Ending(5, SESSION, 6, NAME, 69_000, LockEnd.REVOKED, OPERATOR, "stuck", SINCE),
                new LockRow.Change(ELECTED, 69_000),
                new LockRow.Change(PUBLISHED, 70_001),
                new LockRow.Change(ENDED, 70_002));
    }
}
