package io.holdfast.wire;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyValue;
import io.holdfast.model.event.Event;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Reason;
import io.holdfast.model.session.SessionEnd;
import io.holdfast.model.snapshot.SnapshotHeader;
import io.holdfast.model.snapshot.SnapshotRow;
import io.holdfast.model.snapshot.SnapshotTrailer;
import io.holdfast.storage.SnapshotFile;
import java.util.ArrayList;
import java.util.List;

/** A snapshot's file with a row of every kind and every field set. They need not make a state. */
public final class SnapshotSamples {
    private static final long SESSION = 0x123_4567_89ab_cdefL;
    private static final Bytes KEY = Bytes.utf8("config/größe");
    private static final KeyValue OLD =
            new KeyValue(KEY, Bytes.of(0, 1, 0x7f, 0x80, 0xff), 3, 70_000, 12, 0x7fff_ffff_ffffL);

    private SnapshotSamples() {}

    /** The file of format version 1. */
    public static SnapshotFile versionOne() {
        List<SnapshotRow> rows = List.of(
                new SnapshotRow.Counters(70_002, 69_000, 1_795_000_000_000L, 7, 11, 3),
                new SnapshotRow.Member("n1", "5f1c9f6e"),
                new SnapshotRow.Proposer(-0x123_4567_89ab_cdefL, 70_003),
                new SnapshotRow.Lease(7, 11, 60_000, 45_000, SESSION),
                new SnapshotRow.Session(
                        SESSION,
                        7,
                        "größe",
                        "spiffe://demo/client/c1",
                        "127.0.0.1:50000",
                        1_795_000_000_000L,
                        69_000,
                        60_000,
                        0,
                        290),
                new SnapshotRow.Reply(SESSION, 290, new Outcome.Put(70_000, OLD)),
                new SnapshotRow.Reply(SESSION, 291, null),
                new SnapshotRow.Reply(
                        SESSION, 300, new Outcome.Rejection(70_001, Reason.LEASE_NOT_FOUND, "lease 9 is gone", 0)),
                new SnapshotRow.Ending(
                        3, 0x77, SessionEnd.KILLED, "spiffe://demo/operator/o1", "stuck", 1_795_000_000_001L),
                new SnapshotRow.Change(new Event(Event.Kind.PUT, OLD, null)),
                new SnapshotRow.Change(new Event(Event.Kind.DELETE, KeyValue.tombstone(KEY, 70_002), OLD)),
                new SnapshotRow.Key(OLD));
        return file(rows);
    }

    /** As {@link #versionOne}, with the rows of locks, which the first release did not have. */
    public static SnapshotFile withLocks() {
        List<SnapshotRow> rows = new ArrayList<>(versionOne().rows());
        rows.addAll(8, LockSamples.rows());
        return file(rows);
    }

    /** As {@link #withLocks}, with elections, which came later. */
    public static SnapshotFile withElections() {
        List<SnapshotRow> rows = new ArrayList<>(versionOne().rows());
        rows.addAll(8, ElectionSamples.rows());
        return file(rows);
    }

    /** As {@link #withElections}, with configuration, which came later still. */
    public static SnapshotFile withConfigs() {
        List<SnapshotRow> rows = new ArrayList<>(withElections().rows());
        rows.addAll(8 + ElectionSamples.rows().size(), ConfigSamples.rows());
        return file(rows);
    }

    /** Of a cluster that was restored from a backup. */
    public static SnapshotFile restored() {
        String clusterId = "9d0c41f2-7a33-8e21-b5d4-0a1b2c3d4e5f";
        return file(
                new SnapshotHeader("demo", clusterId, 9, 123_456, 1_795_000_000_002L, "0.1.0"),
                versionOne().rows());
    }

    static SnapshotFile file(List<SnapshotRow> rows) {
        return file(new SnapshotHeader("demo", 9, 123_456, 1_795_000_000_002L, "0.1.0"), rows);
    }

    private static SnapshotFile file(SnapshotHeader header, List<SnapshotRow> rows) {
        return new SnapshotFile(
                header, rows, new SnapshotTrailer(rows.size(), 1, 0x0123_4567_89ab_cdefL, 0xfedc_ba98_7654_3210L));
    }
}
