package io.holdfast.statemachine.lease;

import io.holdfast.model.Bytes;
import io.holdfast.statemachine.digest.ContentHash;
import io.holdfast.statemachine.kv.Attachments;
import io.holdfast.statemachine.tree.LongKey;
import io.holdfast.statemachine.tree.TreeEditor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes a lease table. Nothing here is checked: whoever calls has validated before. Confined to the apply thread.
 */
public final class LeaseEditor implements Attachments {
    private final TreeEditor<Lease> leases;
    private final TreeEditor<Bytes> attachments;
    private final LeaseObserver observer;
    private long lastPicked;
    private long lastEpoch;
    private long content;

    /** An editor that starts from a table, leaves it as it is, and tells the observer what it does. */
    public LeaseEditor(LeaseTable table, LeaseObserver observer) {
        this.leases = table.leases.edit();
        this.attachments = table.attachments.edit();
        this.observer = observer;
        this.lastPicked = table.lastPicked();
        this.lastEpoch = table.lastEpoch();
        this.content = table.content();
    }

    /** The sum of the content hashes of all leases and attachments. */
    public long content() {
        return content;
    }

    /** The table as it stands, forever. */
    public LeaseTable freeze() {
        return new LeaseTable(leases.freeze(), attachments.freeze(), lastPicked, lastEpoch, content);
    }

    @Override
    public boolean leaseExists(long lease) {
        return get(lease) != null;
    }

    @Override
    public void attach(long lease, Bytes key) {
        Bytes attachment = LongKey.of(lease, key);
        attachments.put(attachment);
        content += ContentHash.ofAttachment(attachment);
    }

    @Override
    public void detach(long lease, Bytes key) {
        Bytes attachment = LongKey.of(lease, key);
        attachments.remove(attachment);
        content -= ContentHash.ofAttachment(attachment);
    }

    int size() {
        return leases.view().size();
    }

    @Nullable
    Lease get(long lease) {
        return leases.view().get(LongKey.of(lease));
    }

    List<Bytes> keysOf(long lease) {
        return view().keysOf(lease, Integer.MAX_VALUE);
    }

    /** The next id that nobody chose before the table did. */
    long pick() {
        do {
            lastPicked++;
        } while (leaseExists(lastPicked));
        return lastPicked;
    }

    void grant(long lease, long ttlMillis, long session, long graceMillis) {
        Lease granted = Lease.granted(lease, ++lastEpoch, ttlMillis, session);
        leases.put(granted);
        content += granted.content();
        observer.granted(lease, lastEpoch, ttlMillis, graceMillis);
    }

    void bound(Lease lease, long boundMillis) {
        Lease bounded = lease.bounded(boundMillis);
        leases.put(bounded);
        content += bounded.content() - lease.content();
        observer.bounded(lease.id(), lease.epoch(), boundMillis);
    }

    /** Takes a lease out whose keys are gone already. */
    void remove(Lease lease) {
        leases.remove(lease.place());
        content -= lease.content();
        observer.ended(lease.id());
    }

    private LeaseTable view() {
        return new LeaseTable(leases.view(), attachments.view(), lastPicked, lastEpoch, content);
    }
}
