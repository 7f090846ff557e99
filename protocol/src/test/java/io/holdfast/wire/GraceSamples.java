package io.holdfast.wire;

import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.session.SessionRecord;
import io.holdfast.model.snapshot.SnapshotRow;
import io.holdfast.storage.SnapshotFile;
import java.util.List;

/** Whatever tells of a session's grace, which the first release did not have. */
final class GraceSamples {
    private static final long SESSION = 0x123_4567_89ab_cdefL;
    private static final String PRINCIPAL = "spiffe://demo/client/c1";
    private static final String ADDRESS = "127.0.0.1:50000";

    static final SessionCommand.Open OPEN = new SessionCommand.Open(SESSION, 10_000, "c1", PRINCIPAL, ADDRESS, 200);

    private GraceSamples() {}

    static List<Result> results() {
        SessionRecord listed = new SessionRecord(SESSION, 7, "c1", PRINCIPAL, ADDRESS, 1, 10_000, 200, 3);
        return List.of(new Result.Answered(1, new Outcome.Sessions(10, List.of(listed), false)));
    }

    static SnapshotFile snapshot() {
        return SnapshotSamples.file(List.of(
                new SnapshotRow.Counters(70_002, 69_000, 1_795_000_000_000L, 7, 11, 3),
                new SnapshotRow.Lease(7, 11, 60_000, 45_000, SESSION),
                new SnapshotRow.Session(SESSION, 7, "c1", PRINCIPAL, ADDRESS, 1, 69_000, 60_000, 200, 290)));
    }
}
