package io.holdfast.server.snapshot;

import io.holdfast.model.snapshot.ConfigRow;
import io.holdfast.model.snapshot.LockRow;
import io.holdfast.model.snapshot.SnapshotRow;
import io.holdfast.server.snapshot.BackupFile.Section;
import io.holdfast.server.snapshot.BackupFile.Share;
import java.util.EnumMap;
import java.util.Map;

/** Counts rows and bytes of a snapshot by the part of the state that they are of. Confined to one thread. */
final class SectionCount implements SnapshotRow.Handler<RuntimeException> {
    private final Map<Section, Share> shares = new EnumMap<>(Section.class);
    private Section current = Section.HEADER;
    private long position;

    SectionCount() {
        for (Section each : Section.values()) {
            shares.put(each, new Share(0, 0));
        }
    }

    /** What is read now. */
    String word() {
        return current.word();
    }

    /** Where the row begins that is read now. */
    long position() {
        return position;
    }

    /** The row that was counted last ends there. */
    void reached(long end) {
        add(current, 0, end - position);
        position = end;
    }

    /** What each part takes of a file of this size: what stands behind the rows counts for the header. Ends the counting. */
    Map<Section, Share> of(long size) {
        add(Section.HEADER, 0, size - position);
        position = size;
        return shares;
    }

    private void add(Section section, long rows, long bytes) {
        shares.merge(
                section,
                new Share(rows, bytes),
                (one, more) -> new Share(one.rows() + more.rows(), one.bytes() + more.bytes()));
    }

    private void count(Section section) {
        current = section;
        add(section, 1, 0);
    }

    @Override
    public void counters(SnapshotRow.Counters row) {
        count(Section.HEADER);
    }

    @Override
    public void member(SnapshotRow.Member row) {
        count(Section.MEMBERS);
    }

    @Override
    public void proposer(SnapshotRow.Proposer row) {
        count(Section.MEMBERS);
    }

    @Override
    public void lease(SnapshotRow.Lease row) {
        count(Section.LEASES);
    }

    @Override
    public void session(SnapshotRow.Session row) {
        count(Section.SESSIONS);
    }

    @Override
    public void reply(SnapshotRow.Reply row) {
        count(Section.SESSIONS);
    }

    @Override
    public void ending(SnapshotRow.Ending row) {
        count(Section.SESSIONS);
    }

    @Override
    public void lock(LockRow row) {
        count(Section.LOCKS);
    }

    @Override
    public void config(ConfigRow row) {
        count(Section.CONFIGS);
    }

    @Override
    public void change(SnapshotRow.Change row) {
        count(Section.HISTORY);
    }

    @Override
    public void key(SnapshotRow.Key row) {
        count(Section.KEYS);
    }
}
