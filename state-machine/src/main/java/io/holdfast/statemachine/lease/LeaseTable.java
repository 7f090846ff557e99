package io.holdfast.statemachine.lease;

import io.holdfast.model.Bytes;
import io.holdfast.model.lease.LeaseRecord;
import io.holdfast.model.snapshot.RowSink;
import io.holdfast.model.snapshot.SnapshotRow;
import io.holdfast.statemachine.digest.ContentHash;
import io.holdfast.statemachine.tree.Cursor;
import io.holdfast.statemachine.tree.LongKey;
import io.holdfast.statemachine.tree.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All leases and what is attached to them. Immutable, safe for any thread.
 *
 * <p>Attachments stand in a tree of their own, by lease and then by key:
 *
 * <pre>
 *  0            8
 * +------------+-----------+
 * | lease      | key       |
 * +------------+-----------+
 * </pre>
 *
 * <p>so the keys of one lease are neighbours, in order, and their number is a difference of two ranks.
 */
public final class LeaseTable {
    /** What a key of a list takes on the wire besides its bytes, at least. */
    private static final int KEY_ENVELOPE_BYTES = 2;

    /** No lease, and none ever granted. */
    public static final LeaseTable EMPTY =
            new LeaseTable(Tree.empty(Lease::place), Tree.empty(attachment -> attachment), 0, 0, 0);

    final Tree<Lease> leases;
    final Tree<Bytes> attachments;
    private final long lastPicked;
    private final long lastEpoch;
    private final long content;

    LeaseTable(Tree<Lease> leases, Tree<Bytes> attachments, long lastPicked, long lastEpoch, long content) {
        this.leases = leases;
        this.attachments = attachments;
        this.lastPicked = lastPicked;
        this.lastEpoch = lastEpoch;
        this.content = content;
    }

    /** How many leases there are. */
    public int size() {
        return leases.size();
    }

    /** How many keys are attached, over all leases. */
    public int attached() {
        return attachments.size();
    }

    /** The lease with this id, or null. */
    public @Nullable LeaseRecord get(long lease) {
        Lease found = leases.get(LongKey.of(lease));
        return found == null ? null : found.record(keyCount(lease));
    }

    /** Visits every lease in order of its id. */
    public void forEach(Consumer<LeaseRecord> visitor) {
        visit(leases.ascending(), 0, Integer.MAX_VALUE, visitor);
    }

    /**
     * The leases that follow an id, in order.
     *
     * @param lease only ids above it; 0 to begin
     * @param limit at most so many
     */
    public List<LeaseRecord> after(long lease, int limit) {
        List<LeaseRecord> page = new ArrayList<>();
        if (lease < Long.MAX_VALUE) {
            Bytes from = LongKey.of(Math.max(0, lease) + 1);
            visit(leases.ascendingFrom(from), attachments.rank(from), limit, page::add);
        }
        return page;
    }

    /** How many keys are attached to a lease. */
    public int keyCount(long lease) {
        return attachments.rank(LongKey.of(lease + 1)) - attachments.rank(LongKey.of(lease));
    }

    /**
     * The keys attached to a lease, in order; empty if there is no such lease.
     *
     * @param lease the lease
     * @param maxKeys at most so many, from the first
     */
    public List<Bytes> keysOf(long lease, int maxKeys) {
        List<Bytes> keys = new ArrayList<>();
        Cursor<Bytes> cursor = attachments.ascendingFrom(LongKey.of(lease));
        Bytes attachment = cursor.next();
        while (attachment != null && keys.size() < maxKeys && LongKey.numberOf(attachment) == lease) {
            keys.add(LongKey.restOf(attachment));
            attachment = cursor.next();
        }
        return keys;
    }

    /**
     * Adds the keys attached to a lease to {@code keys}, in order, as long as they take no more than {@code maxBytes}
     * together, with what each takes besides.
     *
     * @return whether these are all
     */
    public boolean collectKeysOf(long lease, long maxBytes, List<Bytes> keys) {
        long bytes = 0;
        Cursor<Bytes> cursor = attachments.ascendingFrom(LongKey.of(lease));
        Bytes attachment = cursor.next();
        while (attachment != null && LongKey.numberOf(attachment) == lease) {
            Bytes key = LongKey.restOf(attachment);
            bytes += key.size() + KEY_ENVELOPE_BYTES;
            if (bytes > maxBytes) {
                return false;
            }
            keys.add(key);
            attachment = cursor.next();
        }
        return true;
    }

    /** The highest id that the table picked itself, 0 if none. */
    public long lastPicked() {
        return lastPicked;
    }

    /** The epoch of the newest grant, 0 if there was none. */
    public long lastEpoch() {
        return lastEpoch;
    }

    /**
     * The same leases, but ids and epochs of those to come are so much higher.
     *
     * @param leap how much
     */
    public LeaseTable leapt(long leap) {
        return new LeaseTable(leases, attachments, lastPicked + leap, lastEpoch + leap, content);
    }

    /** The sum of the content hashes of all leases and attachments, kept incrementally. */
    public long content() {
        return content;
    }

    /** The same sum, computed anew. */
    public long recomputedContent() {
        long sum = 0;
        Cursor<Lease> all = leases.ascending();
        for (Lease lease = all.next(); lease != null; lease = all.next()) {
            sum += lease.content();
        }
        Cursor<Bytes> held = attachments.ascending();
        for (Bytes attachment = held.next(); attachment != null; attachment = held.next()) {
            sum += ContentHash.ofAttachment(attachment);
        }
        return sum;
    }

    /** Writes every lease in order of its id; the attachments follow from the keys. */
    public <X extends Exception> void writeRows(RowSink<X> sink) throws X {
        Cursor<Lease> cursor = leases.ascending();
        for (Lease lease = cursor.next(); lease != null; lease = cursor.next()) {
            sink.row(new SnapshotRow.Lease(
                    lease.id(), lease.epoch(), lease.ttlMillis(), lease.boundMillis(), lease.session()));
        }
    }

    /** Keys are attached to leases of the table only, so one lease's keys end where the next lease's begin. */
    private void visit(Cursor<Lease> cursor, int firstKey, int limit, Consumer<LeaseRecord> visitor) {
        int from = firstKey;
        Lease lease = cursor.next();
        for (int visited = 0; lease != null && visited < limit; visited++) {
            Lease next = cursor.next();
            int to = next == null ? attachments.size() : attachments.rank(next.place());
            visitor.accept(lease.record(to - from));
            from = to;
            lease = next;
        }
    }
}
