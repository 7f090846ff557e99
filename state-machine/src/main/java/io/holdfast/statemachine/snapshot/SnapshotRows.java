package io.holdfast.statemachine.snapshot;

import io.holdfast.model.snapshot.RowSink;
import io.holdfast.model.snapshot.SnapshotRow;
import io.holdfast.statemachine.StateImage;

/** The whole state as rows. Safe for any thread. */
public final class SnapshotRows {
    private SnapshotRows() {}

    /**
     * Writes every row of a state, in the order that {@link SnapshotRow} names, in memory that does not grow with the
     * state. Equal states give equal rows. The image's {@link StateImage#digest} belongs behind them.
     *
     * @param image the state
     * @param sink where the rows go; what it throws ends the writing
     */
    public static <X extends Exception> void write(StateImage image, RowSink<X> sink) throws X {
        sink.row(new SnapshotRow.Counters(
                image.keyspace().revision(),
                image.keyspace().compactedRevision(),
                image.timestampMillis(),
                image.leases().lastPicked(),
                image.leases().lastEpoch(),
                image.sessions().ended()));
        image.members().writeRows(sink);
        image.proposers().writeRows(sink);
        image.leases().writeRows(sink);
        image.sessions().writeRows(sink);
        image.locks().writeRows(sink);
        image.configs().writeRows(sink);
        image.keyspace().writeRows(sink);
    }
}
