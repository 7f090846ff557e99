package io.holdfast.statemachine.lease;

import io.holdfast.model.Bytes;
import io.holdfast.model.Limits;
import io.holdfast.model.lease.LeaseRecord;
import io.holdfast.model.snapshot.SnapshotException;
import io.holdfast.model.snapshot.SnapshotRow;
import io.holdfast.statemachine.digest.ContentHash;
import io.holdfast.statemachine.tree.LongKey;
import io.holdfast.statemachine.tree.Tree;
import io.holdfast.statemachine.tree.TreeBuilder;
import io.holdfast.statemachine.tree.TreeEditor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Makes a lease table: of all leases first, then of what is attached to them. Confined to one thread.
 */
public final class LeaseTableBuilder {
    private final long lastPicked;
    private final long lastEpoch;
    private final TreeBuilder<Lease> building = new TreeBuilder<>(Lease::place);
    private final TreeEditor<Bytes> attachments = LeaseTable.EMPTY.attachments.edit();
    private long[] epochs = new long[16];
    private int count;
    private int ofSessions;
    private long content;

    /** All leases, once somebody has asked for one. */
    private @Nullable Tree<Lease> leases;

    /**
     * Begins.
     *
     * @param lastPicked the highest id that the table picked itself
     * @param lastEpoch the epoch of the newest grant
     * @throws SnapshotException if one is negative
     */
    public LeaseTableBuilder(long lastPicked, long lastEpoch) throws SnapshotException {
        if (lastPicked < 0 || lastEpoch < 0) {
            throw new SnapshotException("the last lease picked is " + lastPicked + " and the last epoch " + lastEpoch);
        }
        this.lastPicked = lastPicked;
        this.lastEpoch = lastEpoch;
    }

    /** Adds a lease, in order of ids, before anything is attached or asked for. */
    public void add(SnapshotRow.Lease row) throws SnapshotException {
        boolean inRange = row.lease() > 0
                && row.epoch() > 0
                && row.epoch() <= lastEpoch
                && row.ttlMillis() >= Limits.MIN_TTL_MILLIS
                && row.ttlMillis() <= Limits.MAX_LEASE_TTL_MILLIS
                && row.boundMillis() >= 0
                && row.boundMillis() <= row.ttlMillis()
                && row.session() >= 0;
        if (!inRange) {
            throw new SnapshotException("no lease can have these numbers: " + row);
        }
        Lease lease = Lease.of(row);
        if (!building.append(lease)) {
            throw new SnapshotException("lease " + row.lease() + " does not stand behind the lease before it");
        }
        epochs = count == epochs.length ? Arrays.copyOf(epochs, 2 * count) : epochs;
        epochs[count++] = row.epoch();
        ofSessions += row.session() == 0 ? 0 : 1;
        content += lease.content();
    }

    /** The lease with this id, or null; of what is attached nothing is known yet. */
    public @Nullable LeaseRecord get(long lease) throws SnapshotException {
        Lease found = leases().get(LongKey.of(lease));
        return found == null ? null : found.record(0);
    }

    /** How many leases belong to sessions. */
    public int ofSessions() {
        return ofSessions;
    }

    /** Attaches a key to a lease, each once. */
    public void attach(long lease, Bytes key) throws SnapshotException {
        if (leases().get(LongKey.of(lease)) == null) {
            throw new SnapshotException("key " + key + " is attached to lease " + lease + ", which does not exist");
        }
        Bytes attachment = LongKey.of(lease, key);
        attachments.put(attachment);
        content += ContentHash.ofAttachment(attachment);
    }

    /** The table. */
    public LeaseTable build() throws SnapshotException {
        return new LeaseTable(leases(), attachments.freeze(), lastPicked, lastEpoch, content);
    }

    private Tree<Lease> leases() throws SnapshotException {
        if (leases == null) {
            requireUniqueEpochs();
            leases = building.build();
        }
        return leases;
    }

    private void requireUniqueEpochs() throws SnapshotException {
        Arrays.sort(epochs, 0, count);
        for (int i = 1; i < count; i++) {
            if (epochs[i] == epochs[i - 1]) {
                throw new SnapshotException("two leases have the epoch " + epochs[i]);
            }
        }
    }
}
